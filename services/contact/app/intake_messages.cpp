#include <algorithm>
#include <utility>

#include "libs/core/utf8.hpp"
#include "services/contact/app/incoming.hpp"
#include "services/contact/app/warning.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact::app {
namespace {

using Kind = Meaning::Kind;

constexpr std::chrono::hours kReplyWithin{24 * 7};
constexpr std::size_t kMostWords = 200;

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

/// What a reply is about: what was told last to its address, else the one open request of the
/// caller's premises.
Result<std::optional<Uuid>> request_meant(const Scene& scene, const std::string& from) {
    if (from.empty()) return std::nullopt;
    auto last = scene.stores->notices().last_to(from, scene.now() - kReplyWithin);
    if (!last || *last) return last;
    auto found = scene.stores->identity().by_address(from, scene.today);
    if (!found) return fail(std::move(found).error());
    const bool one = found->parties.size() == 1 && found->requests.size() == 1;
    return one ? std::optional<Uuid>{found->requests.front()} : std::nullopt;
}

bool is_to_life(const RequestClass& definition) {
    return definition.hazard == "life";
}

bool is_by_place(const RequestClass& definition) {
    return definition.by_place;
}

/// Whether one of the classes fits.
bool reports(const Catalogue& catalogue, const ReportInput& input,
             bool (*fits)(const RequestClass&)) {
    const auto one_fits = [&](const std::string& name) {
        const RequestClass* definition = catalogue.find(name);
        return definition != nullptr && fits(*definition);
    };
    return one_fits(input.request_class) ||
           std::any_of(input.also.begin(), input.also.end(), one_fits);
}

}  // namespace

Result<void> Intake::on_message(Incoming& in) {
    const Form* form = in.event.form ? &*in.event.form : nullptr;
    if (form != nullptr) {
        in.interaction.relation = form->relation;
        if (in.interaction.text.empty()) in.interaction.text = form->words;
        if (in.address.empty()) in.address = form->report.address;
    }
    const Meaning meaning = meaning_of(in.interaction.text, form);
    const bool chosen =
        form != nullptr && (!form->report.request_class.empty() || form->report.join);
    if (chosen || in.event.fault) return on_form(in, meaning);
    const bool danger = form != nullptr && endangers_life(form->report.triage.safety);
    if (meaning.is_hazard() || danger) return on_told(in, meaning);
    const Channel* channel = casebook_.catalogue.channels.find(in.interaction.channel);
    const bool reads = channel != nullptr && channel->reads;
    // On other channels a person reads what is no hazard.
    if (!reads) return {};
    return on_words(in, meaning);
}

/// A form says what it is about, and its words may tell of a hazard besides: then nothing that is
/// wrong with it keeps that back, and who wrote it is called where he must be.
Result<void> Intake::on_form(Incoming& in, const Meaning& meaning) {
    ReportInput input = in.event.form->report;
    if (input.address.empty()) input.address = in.address;
    const bool danger = meaning.is_hazard() || endangers_life(input.triage.safety);
    if (!danger && in.event.fault) return fail(*in.event.fault);
    if (danger) {
        if (auto kept = keep_usable(in.scene, input); !kept) return kept;
        if (input.request_class.empty() && !input.join) return on_told(in, meaning);
        add_told(meaning, input);
    }
    const bool nowhere = !input.premise && !input.location;
    const bool hazard = danger || reports(casebook_.catalogue, input, is_to_life);
    if (nowhere && hazard) {
        in.ask_to_call("hazard");
        const std::string& text = in.interaction.text;
        if (!text.empty() && reports(casebook_.catalogue, input, is_by_place))
            input.location = Location{0, 0, 0, utf8_clip(text, kMostWords)};
    }
    return report(in, std::move(input), meaning);
}

Result<void> Intake::on_words(Incoming& in, const Meaning& meaning) {
    switch (meaning.kind) {
        case Kind::kReport:
            return on_told(in, meaning);
        case Kind::kProgress:
        case Kind::kStillOut:
        case Kind::kSupplyBack:
        case Kind::kTakenBack:
            return on_reply(in, meaning.kind);
        case Kind::kOptOut:
            return on_consent(in, false);
        case Kind::kOptIn:
            return on_consent(in, true);
        case Kind::kUnknown:
            break;
    }
    return not_understood(in);
}

/// The draft stays for a person to read.
Result<void> Intake::not_understood(Incoming& in) {
    in.interaction.reason = "unknown";
    return reply(in, "not_understood", {}, {});
}

Result<void> Intake::report(Incoming& in, ReportInput input, const Meaning& meaning) {
    Interaction& interaction = in.interaction;
    input.interaction = interaction_name(interaction.uid);
    input.actor = in.actor();
    input.observed = interaction.observed;
    input.is_called = interaction.call_back_at.has_value();
    auto outcome = casebook_.report(in.scene, input);
    if (!outcome) return fail(std::move(outcome).error());
    Answer answer = casebook_.answer_of(*outcome);
    const auto hazards = warnings_of(meaning.hazard, input.triage.safety, *outcome);
    if (!hazards.empty()) {
        in.ask_to_call("hazard");
        const std::string& language =
            meaning.language.empty() ? outcome->reply.language : meaning.language;
        const Warning warning{hazards,           in.address,           {},  language,
                              input.interaction, outcome->request.uid, true};
        if (auto warned = warn(in.scene, warning, answer); !warned) return warned;
    }
    in.answer = std::move(answer);
    interaction.request = outcome->request.uid;
    interaction.party = outcome->request.party;
    interaction.answer_zh = in.answer->text_zh;
    interaction.answer_en = in.answer->text_en;
    // Whoever is to be called stays a draft until somebody has done it.
    if (in.event.event == "message" && !interaction.call_back_at) {
        in.finish("report", outcome->outcome);
    } else {
        if (interaction.reason.empty()) interaction.reason = "report";
        interaction.outcome = outcome->outcome;
    }
    return {};
}

/// A class that belongs to a place is taken at the best-known one, and the sender is called when
/// there is none; any other asks which premise, but for a hazard: then he is called. What else the
/// words name waits until the place is known.
Result<void> Intake::on_told(Incoming& in, const Meaning& meaning) {
    ReportInput input;
    if (in.event.form) {
        const ReportInput& said = in.event.form->report;
        input.premise = said.premise;
        input.location = said.location;
        input.triage = said.triage;
        input.join = said.join;  // what is over tells the place at least
        if (auto kept = keep_usable(in.scene, input); !kept) return kept;
    }
    input.triage.safety = either(input.triage.safety, meaning.safety);
    const RequestClass* first = meaning.classes.empty() ? nullptr : meaning.classes.front();
    const auto looked_up = in.identify(first ? first->commodity : "");
    if (!looked_up) return fail(looked_up.error());
    const Identity& identity = **looked_up;
    if (identity.parties.size() == 1) in.interaction.party = identity.parties.front().party;
    if (!input.premise && !input.location) input.premise = identity.preselected;
    const bool danger = meaning.is_hazard() || endangers_life(input.triage.safety);
    const bool placed = input.premise || (danger && input.location);
    if (first == nullptr || (!placed && !first->by_place)) {
        if (danger) return on_hazard(in, meaning, input.triage.safety);
        in.interaction.reason = "report";
        in.interaction.outcome = "asked";
        in.said().outcome = "asked";
        in.said().ask.emplace_back("premise");
        return reply(in, "which_premise", {}, {});
    }
    input.request_class = first->name;
    for (std::size_t i = 1; placed && i < meaning.classes.size(); ++i)
        input.also.push_back(meaning.classes[i]->name);
    input.address = in.address;
    if (!first->by_place) {
        if (input.premise == identity.preselected && !identity.parties.empty())
            input.party = identity.parties.front().party;
    } else if (!input.location) {
        input.location = Location{0, 0, 0, utf8_clip(in.interaction.text, kMostWords)};
    }
    if (!placed) {
        input.language = meaning.language;
        in.ask_to_call("hazard");
    }
    return report(in, std::move(input), meaning);
}

/// Nothing is reported that a crew could go to: safety words at once, and a person calls.
Result<void> Intake::on_hazard(Incoming& in, const Meaning& meaning, const SafetyAnswers& answers) {
    in.ask_to_call("hazard");
    in.interaction.outcome = "asked";
    Answer& answer = in.said();
    answer.outcome = "noted";
    answer.ask.emplace_back("location");
    const Warning warning{hazards_beside(casebook_.catalogue, meaning.hazard, answers, {}),
                          in.address,
                          {},
                          meaning.language,
                          interaction_name(in.interaction.uid),
                          {},
                          true};
    if (auto warned = warn(in.scene, warning, answer); !warned) return warned;
    in.interaction.answer_zh = answer.text_zh;
    in.interaction.answer_en = answer.text_en;
    return {};
}

Result<void> Intake::on_reply(Incoming& in, Kind kind) {
    auto meant = request_meant(in.scene, in.address);
    if (!meant) return fail(std::move(meant).error());
    if (!*meant && kind == Kind::kTakenBack) return not_understood(in);
    if (!*meant) {
        in.finish("progress", "answered");
        return reply(in, "nothing_open", {}, {});
    }
    bool stands = false;  // a hazard, whatever is said of it
    auto request =
        casebook_.change(in.scene, **meant, {}, in.actor(), [&](Change& change) -> Result<void> {
            stands = hazard_stands(change.request, change.definition);
            return take_reply(change, in.interaction, kind);
        });
    if (!request) return fail(std::move(request).error());
    if (kind == Kind::kTakenBack && !stands) return not_understood(in);
    in.interaction.request = request->uid;
    in.interaction.party = request->party;
    const Said& said = what_is_said(kind);
    in.finish(said.reason, said.outcome);
    const auto known = casebook_.is_known(in.scene, in.address, *request);
    if (!known) return fail(known.error());
    const bool own = !in.address.empty() && in.address == request->reply_to;
    if (!*known && !own) return reply(in, "noted", {}, request->uid);
    in.answer = *known ? standing(*request) : taken_in(*request, request->number);
    in.answer->outcome = kind == Kind::kProgress ? "progress" : "noted";
    const std::string language = request->language.empty() ? "zh-CN" : request->language;
    return reply(in, stands && kind == Kind::kSupplyBack ? "still_comes" : said.words,
                 casebook_.progress_fields(*request, language, in.scene.now()), request->uid);
}

Result<void> Intake::on_consent(Incoming& in, bool given) {
    if (!in.address.empty())
        in.scene.stores->interactions().add_consent(in.address, given, in.interaction.uid,
                                                    in.scene.now());
    in.finish("opt_out", "noted");
    return reply(in, given ? "opted_in" : "opted_out", {}, {});
}

/// The answer to a message goes back to its address, whatever the hour, where there is a way.
Result<void> Intake::reply(Incoming& in, const std::string& template_name, Details fields,
                           const std::optional<Uuid>& request) {
    Answer& answer = in.said();
    if (answer.outcome.empty()) answer.outcome = "noted";
    answer.text_zh = casebook_.say("zh-CN", template_name, fields);
    answer.text_en = casebook_.say("en", template_name, fields);
    in.interaction.answer_zh = answer.text_zh;
    in.interaction.answer_en = answer.text_en;
    if (casebook_.catalogue.channels.to(in.address) == nullptr) return {};
    NoticeIntent notice;
    notice.template_name = template_name;
    notice.recipient = recipient_of(in.address);
    notice.address = in.address;
    notice.fields = std::move(fields);
    notice.urgent = true;
    notice.cause = interaction_name(in.interaction.uid);
    return casebook_.plan(in.scene, {notice}, request, {});
}

}  // namespace hearth::contact::app
