#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact::app {

Result<void> Casebook::veil(const Scene& scene, std::span<const Told> told) const {
    std::vector<Hearer> hearers;
    std::vector<const Told*> asked;
    for (const Told& one : told) {
        if (one.notice->address.empty() || !tells_more(*one.notice)) continue;
        hearers.push_back({one.notice->address, one.request->premise, one.request->party});
        asked.push_back(&one);
    }
    if (auto done = scene.stores->identity().recognise(hearers, scene.today); !done) return done;
    for (std::size_t i = 0; i < hearers.size(); ++i) {
        if (hearers[i].known) continue;
        const auto definition = definition_of(*asked[i]->request);
        if (!definition) return fail(definition.error());
        NoticeIntent& notice = *asked[i]->notice;
        withhold(notice, notice.template_name == "incident" ? "expected"
                                                            : (*definition)->accepted_template);
    }
    return {};
}

Result<bool> Casebook::is_known(const Scene& scene, const std::string& address,
                                const Request& request) const {
    if (address.empty()) return false;
    Hearer hearer{address, request.premise, request.party};
    if (auto done = scene.stores->identity().recognise({&hearer, 1}, scene.today); !done)
        return fail(std::move(done).error());
    return hearer.known;
}

Result<Casebook::Heard> Casebook::heard(const Scene& scene, const ReportInput& input,
                                        const ReportLookup& found, const Request& request) const {
    if (found.known) return Heard{true, true, request.number};
    const auto known = is_known(scene, input.address, request);
    if (!known) return fail(known.error());
    const bool own = !input.address.empty() && input.address == request.reply_to;
    if (*known || own) return Heard{*known, own, request.number};
    scene.stores->requests().add_number(found.number, request.uid, scene.now());
    return Heard{false, false, found.number};
}

Result<void> Casebook::word_for_strangers(const Scene& scene, const ReportInput& input,
                                          const Report& report, const Heard& heard, Change& change,
                                          ReportOutcome& outcome) const {
    const std::string& words = change.definition.accepted_template;
    const auto word = [&](NoticeIntent& notice) {
        withhold(notice, words);
        if (!heard.own) withhold_others(notice.fields, heard.number);
    };
    if (!heard.known) {
        for (NoticeIntent& notice : change.notices) {
            const bool to_him = !input.address.empty() && notice.address == input.address;
            if (to_him && (tells_more(notice) || !heard.own)) word(notice);
        }
        std::erase_if(change.notices,
                      [](const auto& notice) { return notice.template_name.empty(); });
    }
    if (!heard.known && !input.at_desk) {
        NoticeIntent answer;
        answer.fields = outcome.reply.fields;
        word(answer);
        Request said;
        said.premise = report.place.premise;
        said.location = report.place.location;
        said.triage = report.triage;
        outcome.stranger = {heard.own, heard.number, std::move(answer.fields),
                            missing(said, change.definition)};
    }
    std::vector<Told> told;
    for (NoticeIntent& notice : change.notices) {
        // Of whoever reports it is known already; others may have reported before.
        if (notice.address != input.address) told.push_back({&notice, &change.request});
    }
    return veil(scene, told);
}

}  // namespace hearth::contact::app
