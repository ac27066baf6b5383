#include <utility>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/incoming.hpp"
#include "services/contact/domain/hazard.hpp"

namespace hearth::contact::app {
namespace {

using Kind = Meaning::Kind;

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

const Said& what_is_said(Kind kind) {
    static constexpr Said kProgress{"progress", "answered", "progress"};
    static constexpr Said kStillOut{"still_out", "noted", "again"};
    static constexpr Said kSupplyBack{"supply_back", "noted", "verified"};
    static constexpr Said kTakenBack{"taken_back", "noted", "still_comes"};
    return kind == Kind::kStillOut    ? kStillOut
           : kind == Kind::kProgress  ? kProgress
           : kind == Kind::kTakenBack ? kTakenBack
                                      : kSupplyBack;
}

const char* line_of(Kind kind) {
    return kind == Kind::kStillOut    ? "StillOut"
           : kind == Kind::kTakenBack ? "TakenBack"
                                      : "SupplyBack";
}

/// Writes down what the customer says, and lets it end what it may: no hazard that stands.
Result<void> take_reply(Change& change, const Interaction& from, Kind kind) {
    const Request& request = change.request;
    const bool stands = hazard_stands(request, change.definition);
    if (kind == Kind::kProgress || (kind == Kind::kTakenBack && !stands)) return {};
    const std::string name = interaction_name(from.uid);
    change.record_at(from.observed, TimelineAppended{name, line_of(kind), {}});
    if (kind == Kind::kStillOut) {
        if (request.is_over() && !may_reopen(request, change.definition, change.now())) return {};
        return say_still_out(change, "never", from.observed, name);
    }
    if (stands) return {};
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
    if (!in.request.report().class_().empty() || !in.request.report().request().empty())
        return on_form(work, in);
    const Meaning meaning = read_message(casebook_.catalogue, in.interaction.text);
    const auto channel = casebook_.catalogue.channels.find(in.interaction.channel);
    const bool reads = channel != casebook_.catalogue.channels.end() && channel->second.reads;
    // On other channels a person reads what is no hazard.
    if (!reads && !meaning.is_hazard()) return {};
    return on_words(work, in, meaning);
}

/// A form says what it is about. A hazard that its words tell of besides is taken, too.
Result<void> Intake::on_form(outbox::UnitOfWork& work, Incoming& in) {
    auto input = read_report(in.request.report(), casebook_.settings.region);
    if (!input) return fail(std::move(input).error());
    auto join = read_name(in.request.report().request(), "serviceRequests", "report.request");
    if (!join) return fail(std::move(join).error());
    input->join = *join;
    in.interaction.relation = in.request.report().relation();
    if (in.interaction.text.empty()) in.interaction.text = in.request.report().words();
    if (input->address.empty()) input->address = in.interaction.from;
    const Meaning meaning = read_message(casebook_.catalogue, in.interaction.text);
    if (!meaning.is_hazard()) return report(work, in, std::move(*input));
    if (*join) {
        input->triage.safety = either(input->triage.safety, meaning.safety);
    } else {
        for (const RequestClass* named : meaning.classes) {
            if (named->hazard == "life" && named->name != input->request_class)
                input->also.push_back(named->name);
        }
    }
    if (meaning.hazard == nullptr) return report(work, in, std::move(*input));
    if (auto told = on_hazard(work, in, meaning); !told) return told;
    return report(work, in, std::move(*input));
}

Result<void> Intake::on_words(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning) {
    switch (meaning.kind) {
        case Kind::kReport:
            return on_told(work, in, meaning);
        case Kind::kProgress:
        case Kind::kStillOut:
        case Kind::kSupplyBack:
        case Kind::kTakenBack:
            return on_reply(work, in, meaning.kind);
        case Kind::kOptOut:
            return on_consent(work, in, false);
        case Kind::kOptIn:
            return on_consent(work, in, true);
        case Kind::kUnknown:
            break;
    }
    return not_understood(work, in);
}

/// The draft stays for a person to read.
Result<void> Intake::not_understood(outbox::UnitOfWork& work, Incoming& in) {
    in.interaction.reason = "unknown";
    return reply(work, in, "not_understood", {}, {});
}

Result<void> Intake::report(outbox::UnitOfWork& work, Incoming& in, ReportInput input) {
    input.interaction = interaction_name(in.interaction.uid);
    input.actor = in.actor(work.now());
    input.observed = in.interaction.observed;
    auto outcome = casebook_.report(work, input);
    if (!outcome) return fail(std::move(outcome).error());
    pb::Answer answer;
    casebook_.put_answer(*outcome, answer);
    // Safety words that were told before stay the first.
    answer.set_text_zh(in.response.answer().text_zh() + answer.text_zh());
    const std::string& before = in.response.answer().text_en();
    answer.set_text_en(before + (before.empty() ? "" : " ") + answer.text_en());
    *in.response.mutable_answer() = std::move(answer);
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

/// A class that belongs to a place is taken at the best-known one, and the sender is called when
/// there is none; any other asks which premise. What else the words name waits until the place is
/// known.
Result<void> Intake::on_told(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning) {
    if (meaning.hazard != nullptr) {
        if (auto told = on_hazard(work, in, meaning); !told) return told;
    }
    const RequestClass* first = meaning.classes.empty() ? nullptr : meaning.classes.front();
    Identity identity;
    if (auto known = identify(work.tx(), in.interaction.from, first ? first->commodity : "",
                              work.now(), *in.response.mutable_identity(), &identity);
        !known)
        return known;
    if (identity.parties.size() == 1) in.interaction.party = identity.parties.front().party;
    const bool placed = identity.preselected.has_value();
    if (first == nullptr || (!placed && !first->by_place)) {
        if (meaning.hazard != nullptr) return {};  // the sender is called
        in.interaction.reason = "report";
        in.interaction.outcome = "asked";
        in.response.mutable_answer()->set_outcome("asked");
        in.response.mutable_answer()->add_ask("premise");
        return reply(work, in, "which_premise", {}, {});
    }
    ReportInput input;
    input.request_class = first->name;
    input.premise = identity.preselected;
    for (std::size_t i = 1; placed && i < meaning.classes.size(); ++i)
        input.also.push_back(meaning.classes[i]->name);
    input.triage.safety = meaning.safety;
    input.address = in.interaction.from;
    if (first->by_place) {
        input.location = Location{0, 0, 0, beginning(in.interaction.text)};
    } else {
        input.party = identity.parties.front().party;
    }
    if (!placed) {
        input.language = meaning.language;
        in.interaction.call_back_at = work.now() + kCallBackAfter;
    }
    return report(work, in, std::move(input));
}

/// No class is made for it: safety words at once, and a person calls. The draft stays for that one
/// unless the words report something besides.
Result<void> Intake::on_hazard(outbox::UnitOfWork& work, Incoming& in, const Meaning& meaning) {
    in.interaction.reason = "hazard";
    in.interaction.outcome = "asked";
    in.interaction.call_back_at = work.now() + kCallBackAfter;
    in.response.mutable_answer()->add_ask("location");
    return reply(work, in, meaning.hazard->template_name, {}, {}, meaning.language);
}

/// What a reply is about: what was told last to its address, else the one open request of the
/// caller's premises.
Result<std::optional<Uuid>> Intake::request_meant(outbox::UnitOfWork& work, const Incoming& in) {
    auto last = casebook_.stores(work.tx())->notices().last_to(in.interaction.from,
                                                               work.now() - kReplyWithin);
    if (!last || *last) return last;
    auto found =
        casebook_.stores(work.tx())->identity().by_address(in.interaction.from, work.now());
    if (!found) return fail(std::move(found).error());
    const bool one = found->parties.size() == 1 && found->requests.size() == 1;
    return one ? std::optional<Uuid>{found->requests.front()} : std::nullopt;
}

Result<void> Intake::on_reply(outbox::UnitOfWork& work, Incoming& in, Kind kind) {
    auto meant = request_meant(work, in);
    if (!meant) return fail(std::move(meant).error());
    if (!*meant && kind == Kind::kTakenBack) return not_understood(work, in);
    if (!*meant) {
        in.finish("progress", "answered", work.now());
        return reply(work, in, "nothing_open", {}, {});
    }
    bool stands = false;  // a hazard, whatever is said of it
    auto request = casebook_.change(work, **meant, {}, in.actor(work.now()),
                                    [&](Change& change) -> Result<void> {
                                        stands = hazard_stands(change.request, change.definition);
                                        return take_reply(change, in.interaction, kind);
                                    });
    if (!request) return fail(std::move(request).error());
    if (kind == Kind::kTakenBack && !stands) return not_understood(work, in);
    in.interaction.request = request->uid;
    in.interaction.party = request->party;
    const Said& said = what_is_said(kind);
    in.finish(said.reason, said.outcome, work.now());
    const auto known = casebook_.is_known(work, in.interaction.from, *request);
    if (!known) return fail(known.error());
    const bool own = !in.interaction.from.empty() && in.interaction.from == request->reply_to;
    pb::Answer& answer = *in.response.mutable_answer();
    if (!*known && !own) return reply(work, in, "noted", {}, request->uid);
    if (*known) {
        Casebook::put_standing(*request, answer);
    } else {
        Casebook::put_own(*request, request->number, answer);
    }
    answer.set_outcome(kind == Kind::kProgress ? "progress" : "noted");
    const std::string language = request->language.empty() ? "zh-CN" : request->language;
    return reply(work, in, stands && kind == Kind::kSupplyBack ? "still_comes" : said.words,
                 casebook_.progress_fields(*request, language, work.now()), request->uid);
}

Result<void> Intake::on_consent(outbox::UnitOfWork& work, Incoming& in, bool given) {
    casebook_.stores(work.tx())->interactions().add_consent(in.interaction.from, given,
                                                            in.interaction.uid, work.now());
    in.finish("opt_out", "noted", work.now());
    return reply(work, in, given ? "opted_in" : "opted_out", {}, {});
}

/// The answer to a message goes back to its address, whatever the hour.
Result<void> Intake::reply(outbox::UnitOfWork& work, Incoming& in, const std::string& template_name,
                           Details fields, const std::optional<Uuid>& request,
                           const std::string& language) {
    auto& answer = *in.response.mutable_answer();
    if (answer.outcome().empty()) answer.set_outcome("noted");
    answer.set_text_zh(casebook_.say("zh-CN", template_name, fields));
    answer.set_text_en(casebook_.say("en", template_name, fields));
    in.interaction.answer_zh = answer.text_zh();
    in.interaction.answer_en = answer.text_en();
    if (in.interaction.from.empty()) return {};
    NoticeIntent notice;
    notice.template_name = template_name;
    notice.recipient = "tel:" + in.interaction.from;
    notice.address = in.interaction.from;
    notice.language = language;
    notice.fields = std::move(fields);
    notice.urgent = true;
    notice.cause = interaction_name(in.interaction.uid);
    return casebook_.plan(work, {notice}, request, {});
}

}  // namespace hearth::contact::app
