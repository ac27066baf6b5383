#include <utility>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/api/incoming.hpp"
#include "services/contact/domain/hazard.hpp"

namespace hearth::contact {
namespace {

constexpr const char* kNoSupply = "no_supply.electricity";
constexpr const char* kGasSmell = "gas_smell.gas";
constexpr std::chrono::hours kReplyWithin{24 * 7};
constexpr std::chrono::seconds kCallBackAfter{30};
constexpr std::size_t kMostWords = 200;

/// The beginning of a text, cut between characters.
std::string beginning(const std::string& text) {
    if (text.size() <= kMostWords) return text;
    std::size_t end = kMostWords;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

struct Said {
    const char* reason;   ///< of the contact
    const char* outcome;  ///< of the contact
    const char* words;    ///< that are the answer
};

const Said& what_is_said(Meaning meaning) {
    static constexpr Said kProgress{"progress", "answered", "progress"};
    static constexpr Said kStillOut{"still_out", "noted", "again"};
    static constexpr Said kSupplyBack{"supply_back", "noted", "verified"};
    return meaning == Meaning::kStillOut   ? kStillOut
           : meaning == Meaning::kProgress ? kProgress
                                           : kSupplyBack;
}

/// Writes down what the customer says, and lets it end what it may: no hazard that stands.
Result<void> take_reply(Change& change, const Interaction& from, Meaning meaning) {
    if (meaning == Meaning::kProgress) return {};
    const Request& request = change.request;
    const std::string name = interaction_name(from.uid);
    const bool still_out = meaning == Meaning::kStillOut;
    change.record_at(from.observed, "TimelineAppended",
                     {{"source", name}, {"source_type", still_out ? "StillOut" : "SupplyBack"}},
                     name);
    if (still_out) {
        if (request.is_over() && !may_reopen(request, change.definition, change.now())) return {};
        return say_still_out(change, "never", from.observed, name);
    }
    if (hazard_stands(request, change.definition)) return {};
    for (const char* step : {"verify", "callback"}) {
        const Step* run = request.step(step);
        if (run == nullptr || run->state != StepState::kStarted) continue;
        const bool verify = std::string_view{step} == "verify";
        return complete_step(change,
                             {step, verify ? "supply_back" : "satisfied", 0, {}, from.observed});
    }
    return {};
}

}  // namespace

Result<void> Intake::on_message(outbox::UnitOfWork& work, Incoming& in) {
    if (!in.request.report().class_().empty() || !in.request.report().request().empty()) {
        auto input = read_report(in.request.report(), desk_.settings.region);
        if (!input) return fail(std::move(input).error());
        auto join = read_name(in.request.report().request(), "serviceRequests", "report.request");
        if (!join) return fail(std::move(join).error());
        input->join = *join;
        in.interaction.relation = in.request.report().relation();
        if (in.interaction.text.empty()) in.interaction.text = in.request.report().words();
        if (input->address.empty()) input->address = in.interaction.from;
        return report(work, in, std::move(*input));
    }
    const auto channel = desk_.catalogue.channels.find(in.interaction.channel);
    if (channel == desk_.catalogue.channels.end() || !channel->second.reads) return {};
    return on_words(work, in, read_message(in.interaction.text));
}

Result<void> Intake::on_words(outbox::UnitOfWork& work, Incoming& in, Meaning meaning) {
    switch (meaning) {
        case Meaning::kNoSupply:
            return on_no_supply(work, in);
        case Meaning::kGasSmell:
            return on_gas(work, in, {});
        case Meaning::kGasAndNoSupply:
            return on_gas(work, in, {kNoSupply});
        case Meaning::kProgress:
        case Meaning::kStillOut:
        case Meaning::kSupplyBack:
            return on_reply(work, in, meaning);
        case Meaning::kOptOut:
            return on_consent(work, in, false);
        case Meaning::kOptIn:
            return on_consent(work, in, true);
        case Meaning::kUnknown:
            break;
    }
    // The draft stays for a person to read.
    in.interaction.reason = "unknown";
    return reply(work, in, "not_understood", {}, {});
}

Result<void> Intake::report(outbox::UnitOfWork& work, Incoming& in, ReportInput input) {
    input.interaction = interaction_name(in.interaction.uid);
    input.actor = in.actor(work.now());
    input.observed = in.interaction.observed;
    auto outcome = desk_.report(work, input);
    if (!outcome) return fail(std::move(outcome).error());
    desk_.put_answer(*outcome, *in.response.mutable_answer());
    in.interaction.request = outcome->request.uid;
    in.interaction.party = outcome->request.party;
    in.interaction.answer_zh = in.response.answer().text_zh();
    in.interaction.answer_en = in.response.answer().text_en();
    if (in.request.event() == "message") {
        in.finish("report", outcome->outcome, work.now());
    } else {
        in.interaction.reason = "report";
        in.interaction.outcome = outcome->outcome;
    }
    return {};
}

Result<void> Intake::on_no_supply(outbox::UnitOfWork& work, Incoming& in) {
    Identity identity;
    if (auto known = identify(work.tx(), in.interaction.from, "electricity", work.now(),
                              *in.response.mutable_identity(), &identity);
        !known)
        return known;
    if (!identity.preselected) {
        in.interaction.reason = "report";
        in.interaction.outcome = "asked";
        in.response.mutable_answer()->set_outcome("asked");
        in.response.mutable_answer()->add_ask("premise");
        return reply(work, in, "which_premise", {}, {});
    }
    ReportInput input;
    input.request_class = kNoSupply;
    input.premise = identity.preselected;
    input.party = identity.parties.front().party;
    input.address = in.interaction.from;
    return report(work, in, std::move(input));
}

/// A smell of gas is a hazard wherever it is: work starts at the best-known place, and the sender
/// is called. What else the words name waits until the place is known.
Result<void> Intake::on_gas(outbox::UnitOfWork& work, Incoming& in, std::vector<std::string> also) {
    Identity identity;
    if (auto known = identify(work.tx(), in.interaction.from, "gas", work.now(),
                              *in.response.mutable_identity(), &identity);
        !known)
        return known;
    ReportInput input;
    input.request_class = kGasSmell;
    input.premise = identity.preselected;
    if (identity.preselected) input.also = std::move(also);
    input.triage.safety.fire_or_gas = true;
    input.address = in.interaction.from;
    input.location = Location{0, 0, 0, beginning(in.interaction.text)};
    if (!identity.preselected) in.interaction.call_back_at = work.now() + kCallBackAfter;
    return report(work, in, std::move(input));
}

/// What a reply is about: what was told last to its address, else the one open request of the
/// caller's premises.
Result<std::optional<Uuid>> Intake::request_meant(outbox::UnitOfWork& work, const Incoming& in) {
    auto last =
        desk_.ports.notices.last_to(work.tx(), in.interaction.from, work.now() - kReplyWithin);
    if (!last || *last) return last;
    auto found = desk_.ports.identity.by_address(work.tx(), in.interaction.from, work.now());
    if (!found) return fail(std::move(found).error());
    const bool one = found->parties.size() == 1 && found->requests.size() == 1;
    return one ? std::optional<Uuid>{found->requests.front()} : std::nullopt;
}

Result<void> Intake::on_reply(outbox::UnitOfWork& work, Incoming& in, Meaning meaning) {
    auto meant = request_meant(work, in);
    if (!meant) return fail(std::move(meant).error());
    if (!*meant) {
        in.finish("progress", "answered", work.now());
        return reply(work, in, "nothing_open", {}, {});
    }
    bool stands = false;  // a hazard, whatever is said of it
    auto request =
        desk_.change(work, **meant, {}, in.actor(work.now()), [&](Change& change) -> Result<void> {
            stands = hazard_stands(change.request, change.definition);
            return take_reply(change, in.interaction, meaning);
        });
    if (!request) return fail(std::move(request).error());
    in.interaction.request = request->uid;
    in.interaction.party = request->party;
    const Said& said = what_is_said(meaning);
    in.finish(said.reason, said.outcome, work.now());
    const auto known = desk_.is_known(work, in.interaction.from, *request);
    if (!known) return fail(known.error());
    const bool own = !in.interaction.from.empty() && in.interaction.from == request->reply_to;
    pb::Answer& answer = *in.response.mutable_answer();
    if (!*known && !own) return reply(work, in, "noted", {}, request->uid);
    if (*known) {
        Desk::put_standing(*request, answer);
    } else {
        Desk::put_own(*request, request->number, answer);
    }
    answer.set_outcome(meaning == Meaning::kProgress ? "progress" : "noted");
    const std::string language = request->language.empty() ? "zh-CN" : request->language;
    return reply(work, in, stands && meaning == Meaning::kSupplyBack ? "still_comes" : said.words,
                 desk_.progress_fields(*request, language, work.now()), request->uid);
}

Result<void> Intake::on_consent(outbox::UnitOfWork& work, Incoming& in, bool given) {
    desk_.ports.interactions.add_consent(work.tx(), in.interaction.from, given, in.interaction.uid,
                                         work.now());
    in.finish("opt_out", "noted", work.now());
    return reply(work, in, given ? "opted_in" : "opted_out", {}, {});
}

/// The answer to a message goes back to its address, whatever the hour.
Result<void> Intake::reply(outbox::UnitOfWork& work, Incoming& in, const std::string& template_name,
                           Details fields, const std::optional<Uuid>& request) {
    auto& answer = *in.response.mutable_answer();
    if (answer.outcome().empty()) answer.set_outcome("noted");
    answer.set_text_zh(desk_.say("zh-CN", template_name, fields));
    answer.set_text_en(desk_.say("en", template_name, fields));
    in.interaction.answer_zh = answer.text_zh();
    in.interaction.answer_en = answer.text_en();
    if (in.interaction.from.empty()) return {};
    NoticeIntent notice;
    notice.template_name = template_name;
    notice.recipient = "tel:" + in.interaction.from;
    notice.address = in.interaction.from;
    notice.fields = std::move(fields);
    notice.urgent = true;
    notice.cause = interaction_name(in.interaction.uid);
    return desk_.plan(work, {notice}, request, {});
}

}  // namespace hearth::contact
