#include "services/contact/app/casebook.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact::app {

Result<void> Casebook::veil(outbox::UnitOfWork& work, std::span<const Told> told) {
    std::vector<Hearer> hearers;
    std::vector<const Told*> asked;
    for (const Told& one : told) {
        if (one.notice->address.empty() || !tells_more(*one.notice)) continue;
        hearers.push_back({one.notice->address, one.request->premise, one.request->party});
        asked.push_back(&one);
    }
    if (auto done = stores(work.tx())->identity().recognise(hearers, work.now()); !done)
        return done;
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

Result<bool> Casebook::is_known(outbox::UnitOfWork& work, const std::string& address,
                                const Request& request) {
    if (address.empty()) return false;
    Hearer hearer{address, request.premise, request.party};
    if (auto done = stores(work.tx())->identity().recognise({&hearer, 1}, work.now()); !done)
        return fail(std::move(done).error());
    return hearer.known;
}

Result<Casebook::Heard> Casebook::heard(outbox::UnitOfWork& work, const ReportInput& input,
                                        const ReportLookup& found, const Request& request) {
    if (found.known) return Heard{true, true, request.number};
    const auto known = is_known(work, input.address, request);
    if (!known) return fail(known.error());
    const bool own = !input.address.empty() && input.address == request.reply_to;
    if (*known || own) return Heard{*known, own, request.number};
    stores(work.tx())->requests().add_number(found.number, request.uid, work.now());
    return Heard{false, false, found.number};
}

Result<void> Casebook::word_for_strangers(outbox::UnitOfWork& work, const ReportInput& input,
                                          const Report& report, const Heard& heard, Change& change,
                                          ReportOutcome& outcome) {
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
        answer.fields = outcome.fields;
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
    return veil(work, told);
}

void Casebook::put_for_stranger(const ReportOutcome& outcome, pb::Answer& answer) const {
    const Request& request = outcome.request;
    const ReportOutcome::Stranger& stranger = *outcome.stranger;
    put_own(request, stranger.number, answer);
    // The same whatever there was before, and whatever holds it up.
    answer.set_outcome("opened");
    const RequestClass* definition = catalogue.find(request.request_class, request.class_edition);
    if (definition == nullptr) return;
    for (const std::string& question : stranger.ask)
        answer.add_ask(question);
    answer.set_text_zh(say("zh-CN", definition->accepted_template, stranger.fields));
    answer.set_text_en(say("en", definition->accepted_template, stranger.fields));
    if (!stranger.own) return;
    answer.mutable_service_request()->set_name(request_name(request.uid));
    for (const PromiseDefinition& promised : definition->promises) {
        const Promise* promise = request.promise(promised.kind);
        if (promise == nullptr || promise->state != PromiseState::kMade) continue;
        put_promise(*promise, *answer.mutable_promise());
        break;
    }
}

void Casebook::put_own(const Request& request, const std::string& number, pb::Answer& answer) {
    pb::ServiceRequest& told = *answer.mutable_service_request();
    told.set_number(number);
    told.set_class_(request.request_class);
    told.set_state(pb::REQUEST_STATE_RECEIVED);
}

}  // namespace hearth::contact::app
