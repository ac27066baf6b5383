#include "services/contact/app/casebook.hpp"

#include <algorithm>
#include <utility>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/render.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact::app {
namespace {

constexpr std::chrono::seconds kRosterAge{5};

bool is_place_of(std::string_view template_name) {
    return template_name == "accepted";
}

void join_words(const google::protobuf::RepeatedPtrField<std::string>& from,
                google::protobuf::RepeatedPtrField<std::string>& into) {
    for (const std::string& word : from) {
        if (std::find(into.begin(), into.end(), word) == into.end()) *into.Add() = word;
    }
}

}  // namespace

Casebook::Casebook(outbox::Open<Stores> open, const Catalogue& data, CasebookSettings how)
    : stores(std::move(open)), catalogue(data), settings(std::move(how)) {}

Result<const RequestClass*> Casebook::definition_of(const Request& request) const {
    const RequestClass* found = catalogue.find(request.request_class, request.class_edition);
    if (found == nullptr)
        return fail(internal("no edition " + std::to_string(request.class_edition) + " of " +
                             request.request_class));
    return found;
}

Result<Request> Casebook::change(outbox::UnitOfWork& work, const Uuid& uid, const std::string& etag,
                                 const Actor& actor,
                                 const std::function<Result<void>(Change&)>& rule,
                                 const RequestClass* target) {
    auto request = stores(work.tx())->requests().lock(uid);
    if (!request) return request;
    if (auto fresh = check_etag(etag, request->version); !fresh)
        return fail(std::move(fresh).error());
    const auto was = definition_of(*request);
    if (!was) return fail(was.error());
    const RequestClass& definition = target == nullptr ? **was : *target;
    const Request before = *request;
    Change change{*request, definition, catalogue.profile_of(definition), actor};
    if (auto done = rule(change); !done) return fail(std::move(done).error());
    if (auto safe = check_hazard(before, **was, change); !safe)
        return fail(std::move(safe).error());
    if (change.facts.empty()) return std::move(*request);
    if (auto kept = keep(work, change, before); !kept) return fail(std::move(kept).error());
    return std::move(*request);
}

Result<void> Casebook::keep(outbox::UnitOfWork& work, Change& change, const Request& before) {
    const Request& request = change.request;
    std::vector<Told> told;
    for (NoticeIntent& notice : change.notices)
        told.push_back({&notice, &request});
    if (auto veiled = veil(work, told); !veiled) return veiled;
    word_facts(change.facts, catalogue.words, change.definition, change.profile.zone);
    const Edited edited{request, before, change.facts};
    stores(work.tx())->requests().save(
        {&edited, 1}, {{request.uid, next_tick_of(request, change.definition, work.now())}});
    record_facts(work, change.facts, change.definition);
    return plan(work, change.notices, request.uid, {});
}

Result<void> Casebook::plan(outbox::UnitOfWork& work, const std::vector<NoticeIntent>& intents,
                            const std::optional<Uuid>& request, const std::string& place,
                            std::optional<Uuid> cause) {
    std::vector<Notice> notices;
    for (const NoticeIntent& intent : intents) {
        if (intent.recipient.empty()) continue;
        Notice notice;
        notice.uid = work.new_id();
        notice.request = request;
        if (auto party = read_name(intent.recipient, "parties", ""); party) notice.party = *party;
        notice.recipient = intent.recipient;
        notice.address = intent.address;
        notice.channel = channel_of(intent.address);
        notice.template_name = intent.template_name;
        notice.template_version = catalogue.words_edition;
        notice.language = intent.language.empty() ? "zh-CN" : intent.language;
        Details fields = intent.fields;
        if (is_place_of(intent.template_name) && !intent.to_stranger)
            fields.emplace_back("place", place);
        notice.text = say(notice.language, intent.template_name, std::move(fields));
        notice.urgent = intent.urgent;
        notice.cause = intent.cause;
        notice.send_after = work.now();
        notice.created = work.now();
        notice.version = 1;
        notices.push_back(std::move(notice));
    }
    const auto added = stores(work.tx())->notices().add(notices);
    if (!added) return fail(added.error());
    for (const Notice& notice : notices) {
        if (std::find(added->begin(), added->end(), notice.uid) != added->end())
            record_notice(work, notice, "NoticePlanned", cause);
    }
    return {};
}

Result<std::shared_ptr<const Roster>> Casebook::roster(outbox::UnitOfWork& work) {
    const int tenant = work.cause().tenant;
    {
        const std::lock_guard lock{mutex_};
        const auto found = rosters_.find(tenant);
        if (found != rosters_.end() && work.now() - found->second.read < kRosterAge &&
            work.now() >= found->second.read)
            return found->second.roster;
    }
    auto read = stores(work.tx())->roster().read();
    if (!read) return fail(std::move(read).error());
    read->zone = settings.zone;
    auto shared = std::make_shared<const Roster>(std::move(*read));
    const std::lock_guard lock{mutex_};
    rosters_[tenant] = {shared, work.now()};
    return shared;
}

std::optional<Instant> Casebook::next_tick_of(const Request& request,
                                              const RequestClass& definition, Instant now) {
    // A timer that could do nothing must not be found due again at once.
    constexpr std::chrono::seconds kPause{30};
    auto next = next_tick(request, definition);
    if (next && *next < now) next = now + kPause;
    return next;
}

void Casebook::forget_roster() {
    const std::lock_guard lock{mutex_};
    rosters_.clear();
}

std::string Casebook::say(const std::string& language, const std::string& name,
                          Details fields) const {
    fields.emplace_back("utility", language == "en" ? settings.utility_en : settings.utility_zh);
    fields.emplace_back("emergency", settings.emergency);
    return render(catalogue, language, name, fields);
}

Details Casebook::progress_fields(const Request& request, const std::string& language,
                                  Instant now) const {
    Details fields{
        {"no", request.number},
        {"state", word(catalogue, language, "state_" + std::string{name_of(request.state)})}};
    for (const char* kind : {"arrival", "restoration", "answer"}) {
        const Promise* promise = request.promise(kind);
        if (promise == nullptr || promise->state != PromiseState::kMade) continue;
        fields.emplace_back("promise", local_time(promise->due, now, settings.zone));
        fields.emplace_back("what", word(catalogue, language, std::string{"what_"} + kind));
        break;
    }
    return fields;
}

void Casebook::put_standing(const Request& request, pb::Answer& answer) {
    put_request(request, *answer.mutable_service_request());
    for (const char* kind : {"restoration", "arrival", "answer"}) {
        const Promise* promise = request.promise(kind);
        if (promise == nullptr || promise->state != PromiseState::kMade) continue;
        put_promise(*promise, *answer.mutable_promise());
        break;
    }
}

void Casebook::put_answer(const ReportOutcome& outcome, pb::Answer& answer) const {
    put_one(outcome, answer);
    for (const ReportOutcome& part : outcome.parts) {
        pb::Answer& told = *answer.add_parts();
        put_one(part, told);
        if (!answer.has_promise() && told.has_promise()) *answer.mutable_promise() = told.promise();
        if (!answer.has_incident() && told.has_incident())
            *answer.mutable_incident() = told.incident();
        join_words(told.known(), *answer.mutable_known());
        join_words(told.ask(), *answer.mutable_ask());
        answer.mutable_likely_same()->MergeFrom(told.likely_same());
        answer.set_text_zh(answer.text_zh() + told.text_zh());
        answer.set_text_en(answer.text_en() + (answer.text_en().empty() ? "" : " ") +
                           told.text_en());
    }
}

void Casebook::put_one(const ReportOutcome& outcome, pb::Answer& answer) const {
    if (outcome.stranger) return put_for_stranger(outcome, answer);
    const Request& request = outcome.request;
    put_standing(request, answer);
    answer.set_outcome(outcome.outcome);
    if (const auto& incident = outcome.premise.incident) {
        put_incident(*incident, *answer.mutable_incident());
        answer.add_known(incident->kind == "planned" ? "PLANNED_WORK" : "INCIDENT_CONFIRMED");
    }
    const Place& place = outcome.premise.place;
    if (place.supply_state == "off") {
        answer.add_known(place.supply_cause == "arrears"  ? "SUPPLY_OFF_ARREARS"
                         : place.supply_cause == "safety" ? "SUPPLY_OFF_SAFETY"
                                                          : "SUPPLY_OFF_REQUEST");
    }
    Details fields = outcome.fields;
    fields.emplace_back("place", outcome.premise.address_zh);
    answer.set_text_zh(say("zh-CN", outcome.template_name, fields));
    fields.back().second = outcome.premise.address_en.empty() ? outcome.premise.address_zh
                                                              : outcome.premise.address_en;
    answer.set_text_en(say("en", outcome.template_name, fields));
    for (const Request& near : outcome.likely_same)
        put_request(near, *answer.add_likely_same());
    if (const RequestClass* definition =
            catalogue.find(request.request_class, request.class_edition)) {
        for (const std::string& question : missing(request, *definition))
            answer.add_ask(question);
    }
}

}  // namespace hearth::contact::app
