#include "services/dispatch/api/contact_consumer.hpp"

#include <algorithm>

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "libs/runtime/failpoint.hpp"
#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

namespace events = ::hearth::contact::events::v1;
using contact::v1::ServiceRequest;

constexpr std::string_view kTypes = "hearth.contact.events.v1.";

/// One event of contact as far as dispatch cares.
struct Told {
    Uuid event;
    std::string kind;
    Uuid request;
    std::string step;  ///< empty: every step
    int round = 0;
    int attempt = 0;  ///< 0: every attempt
    std::optional<WorkRequest> work;
    int rank = 0;
    Hazard hazard = Hazard::kNone;
    std::string reason;
    Instant at;  ///< as who caused it saw it
};

Hazard hazard_of(contact::v1::Hazard hazard) {
    switch (hazard) {
        case contact::v1::HAZARD_LIFE:
            return Hazard::kLife;
        case contact::v1::HAZARD_PROPERTY:
            return Hazard::kProperty;
        default:
            return Hazard::kNone;
    }
}

WorkRequest work_of(const events::WorkStart& work, NameReader& names) {
    WorkRequest out;
    out.work_class = work.class_();
    out.commodity = work.commodity();
    out.hazard = hazard_of(work.hazard());
    out.rank = work.rank();
    out.premise = names.optional("work.premise", "premises", work.premise());
    out.service_point = names.optional("work.service_point", "servicePoints", work.service_point());
    out.node = names.optional("work.node", "networkNodes", work.node());
    out.place = {point_of(work.location()), work.location().accuracy_m(), work.location().words()};
    out.place_class = work.place_class();
    if (!work.has_reported_time()) names.refuse("work.reported_time", "REQUIRED", "is missing");
    out.reported_at = from_proto(work.reported_time());
    if (work.has_arrive_by()) out.arrive_by = from_proto(work.arrive_by());
    out.needs = {work.needs().begin(), work.needs().end()};
    for (const auto& rule : work.evidence_rules())
        out.evidence_rules.push_back(from_proto(rule));
    out.summary_zh = work.summary_zh();
    out.summary_en = work.summary_en();
    out.critical = work.critical();
    return out;
}

void read_head(const ServiceRequest& head, NameReader& names, Told& told) {
    told.request = names.required("service_request.name", "serviceRequests", head.name());
    told.rank = head.rank();
    told.hazard = hazard_of(head.hazard());
    told.round = head.round();
}

/// Steps: StepStarted, StepFailed, StepWaived name one.
template <typename Event>
void read_step(const Event& event, Told& told) {
    told.step = event.step();
    told.round = event.round();
    told.attempt = event.attempt();
}

template <typename Event, typename Read>
Result<Told> read_as(const outbox::Delivery& delivery, const std::string& kind, const Read& read) {
    auto event = outbox::read<Event>(delivery);
    if (!event) return fail(std::move(event).error());
    NameReader names;
    Told told;
    told.event = delivery.event_id;
    told.kind = kind;
    read_head(event->service_request(), names, told);
    const auto& row = event->row();
    told.at = row.has_observed_time() ? from_proto(row.observed_time()) : delivery.occurred_at;
    read(*event, names, told);
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return told;
}

/// Nothing for what dispatch does not listen to.
Result<std::optional<Told>> read(const outbox::Delivery& delivery) {
    if (!delivery.type.starts_with(kTypes)) return std::optional<Told>{};
    const std::string kind{delivery.type.substr(kTypes.size())};
    const auto some = [](Result<Told> told) -> Result<std::optional<Told>> {
        if (!told) return fail(std::move(told).error());
        return std::optional{*std::move(told)};
    };
    const auto head_only = [](const auto&, NameReader&, Told&) {};
    const auto with_work = [](const auto& event, NameReader& names, Told& told) {
        if (event.has_work()) told.work = work_of(event.work(), names);
    };
    if (kind == "StepStarted") {
        return some(read_as<events::StepStarted>(
            delivery, kind, [&](const auto& event, NameReader& names, Told& told) {
                read_step(event, told);
                with_work(event, names, told);
                if (event.step().empty()) names.refuse("step", "REQUIRED", "is missing");
            }));
    }
    const auto step = [](const auto& event, NameReader&, Told& told) { read_step(event, told); };
    if (kind == "StepFailed") return some(read_as<events::StepFailed>(delivery, kind, step));
    if (kind == "StepWaived") return some(read_as<events::StepWaived>(delivery, kind, step));
    if (kind == "RequestRelocated") {
        return some(read_as<events::RequestRelocated>(delivery, kind, with_work));
    }
    if (kind == "RequestReclassified") {
        return some(read_as<events::RequestReclassified>(delivery, kind, with_work));
    }
    if (kind == "RequestWithdrawn") {
        return some(read_as<events::RequestWithdrawn>(
            delivery, kind,
            [](const auto& event, NameReader&, Told& told) { told.reason = event.reason(); }));
    }
    if (kind == "RequestsMerged") {
        return some(read_as<events::RequestsMerged>(delivery, kind, head_only));
    }
    if (kind == "RequestResolved") {
        return some(read_as<events::RequestResolved>(delivery, kind, head_only));
    }
    if (kind == "RequestChased") {
        return some(read_as<events::RequestChased>(delivery, kind, head_only));
    }
    if (kind == "InteractionJoined") {
        return some(read_as<events::InteractionJoined>(delivery, kind, head_only));
    }
    return std::optional<Told>{};
}

std::vector<Uuid> live_orders(const Board& board, const Told& told) {
    std::vector<Uuid> ids;
    for (const auto& [id, order] : board.state().orders) {
        const bool same_step =
            told.step.empty() || (order.key.step == told.step && order.key.round == told.round &&
                                  (told.attempt == 0 || order.key.attempt == told.attempt));
        if (order.key.request == told.request && same_step && !is_ended(order.state)) {
            ids.push_back(id);
        }
    }
    return ids;
}

/// Supply of the request is verified, or there is nothing left of it to verify.
bool settles(const Told& told) {
    return told.kind == "RequestResolved" || told.kind == "RequestWithdrawn" ||
           told.kind == "RequestsMerged" || (told.kind == "RequestReclassified" && !told.work);
}

void apply(Board& board, const Told& told) {
    if (told.kind == "StepStarted") {
        if (!told.work) return;  // another owner's step
        auto work = *told.work;
        work.key = {told.request, told.step, told.round, told.attempt};
        board.open(work);
        return;
    }
    for (const auto& id : live_orders(board, told)) {
        const auto& order = *board.order(id);
        if (told.kind == "StepFailed" || told.kind == "StepWaived") {
            board.cancel(id, "step_ended");
        } else if (told.kind == "RequestWithdrawn") {
            board.cancel(id, told.reason.empty() ? "withdrawn" : told.reason);
        } else if (told.kind == "RequestsMerged") {
            board.cancel(id, "duplicate");
        } else if (told.kind == "RequestResolved") {
            continue;
        } else if (told.kind == "RequestRelocated" || told.kind == "RequestReclassified") {
            if (told.work) board.relocate(id, *told.work);
            if (!told.work && told.kind == "RequestReclassified") board.cancel(id, "reclassified");
        } else {
            board.change_rank(id, std::max(order.rank, told.rank),
                              std::max(order.hazard, told.hazard), {});
        }
    }
    if (settles(told)) board.verify(told.request, told.at);
}

Wanted wanted_of(const std::vector<Told>& all) {
    Wanted wanted;
    for (const auto& told : all) {
        wanted.requests.push_back(told.request);
        if (told.work && !told.work->node.is_nil()) wanted.nodes.push_back(told.work->node);
    }
    return wanted;
}

/// Contact may not know yet which node feeds a service point; the registry's events told us.
Result<void> find_nodes(Stores& stores, std::vector<Told>& all) {
    std::vector<Uuid> points;
    for (const auto& told : all) {
        if (told.work && told.work->node.is_nil() && !told.work->service_point.is_nil()) {
            points.push_back(told.work->service_point);
        }
    }
    auto nodes = stores.network().nodes_of(points);
    if (!nodes) return fail(std::move(nodes).error());
    for (auto& told : all) {
        if (!told.work || !told.work->node.is_nil()) continue;
        const auto found = nodes->find(told.work->service_point);
        if (found != nodes->end()) told.work->node = found->second;
    }
    return {};
}

}  // namespace

outbox::Apply apply_requests(const Changes& changes) {
    return [&changes](outbox::UnitOfWork& work,
                      std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::vector<Told> all;
        for (const auto& delivery : deliveries) {
            auto told = read(delivery);
            if (!told) return fail(std::move(told).error());
            if (*told) all.push_back(**std::move(told));
        }
        if (all.empty()) return {};
        const auto stores = changes.open(work.tx());
        if (auto found = find_nodes(*stores, all); !found) return found;
        auto done = changes.run(work, wanted_of(all), "services/contact",
                                [&](const Changes::Scene& scene) -> Result<void> {
                                    for (const auto& told : all) {
                                        scene.caused_by(told.event);
                                        apply(scene.board, told);
                                    }
                                    return {};
                                });
        if (!done) return done;
        return runtime::failpoint("dispatch.consumer.before_commit");
    };
}

}  // namespace hearth::dispatch
