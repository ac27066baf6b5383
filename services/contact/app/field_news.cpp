#include "services/contact/app/field_news.hpp"

#include <utility>

#include "services/contact/app/batch.hpp"

namespace hearth::contact::app {
namespace {

/// Rank and remarks are dispatch's own business, but not what a crew measured and may not pass by.
bool shows(const WorkNews& news) {
    if (news.type == "WorkOrderRemarked") return news.flag == "evidence_not_met";
    return news.type != "WorkOrderRankChanged";
}

}  // namespace

Result<void> FieldNews::hear(outbox::UnitOfWork& work, const std::vector<WorkEvent>& all) const {
    const Scene scene = casebook_.scene(work);
    std::vector<WorkKnown> known;
    std::vector<Uuid> requests;
    for (const WorkEvent& heard : all) {
        known.push_back(heard.known);
        if (heard.known.request) requests.push_back(*heard.known.request);
    }
    scene.stores->projections().put(std::span<const WorkKnown>{known});
    Batch batch{casebook_, scene};
    if (auto locked = batch.lock(requests); !locked) return locked;
    for (const WorkEvent& heard : all) {
        if (!heard.known.request || !shows(heard.news)) continue;
        Result<void> apart;
        auto done = batch.change(*heard.known.request, heard.event, [&](Change& change) {
            const bool was_open = change.request.is_open();
            apply_work(change, heard.news);
            if (!was_open && change.request.is_open()) apart = stand_beside(scene, change.request);
        });
        if (!done) return done;
        if (!apart) return apart;
    }
    return batch.save();
}

Result<void> FieldNews::tell_members(const Scene& scene, const IncidentEvent& heard) const {
    std::vector<Uuid> members = heard.members;
    if (heard.news.type == "IncidentForecastChanged") {
        auto of = scene.stores->requests().of_incident(heard.state.incident.uid);
        if (!of) return fail(std::move(of).error());
        members = std::move(*of);
    }
    // A suspicion tells no one, also when it grows.
    if (members.empty() || heard.state.incident.state == "suspected") return {};
    Batch batch{casebook_, scene};
    if (auto locked = batch.lock(members); !locked) return locked;
    for (const Uuid& uid : batch.locked()) {
        auto done = batch.change(uid, heard.event,
                                 [&](Change& change) { apply_incident(change, heard.news); });
        if (!done) return done;
    }
    return batch.save();
}

Result<void> FieldNews::hear(outbox::UnitOfWork& work,
                             const std::vector<IncidentEvent>& all) const {
    const Scene scene = casebook_.scene(work);
    for (const IncidentEvent& heard : all) {
        scene.stores->projections().put(std::span<const IncidentState>{&heard.state, 1});
        if (auto done = tell_members(scene, heard); !done) return done;
    }
    return {};
}

}  // namespace hearth::contact::app
