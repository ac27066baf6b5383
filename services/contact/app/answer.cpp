#include "services/contact/app/answer.hpp"

#include <algorithm>

#include "services/contact/app/casebook.hpp"

namespace hearth::contact::app {
namespace {

void join_words(const std::vector<std::string>& from, std::vector<std::string>& into) {
    for (const std::string& word : from) {
        if (std::find(into.begin(), into.end(), word) == into.end()) into.push_back(word);
    }
}

Answer for_stranger(const Casebook& casebook, const ReportOutcome& outcome) {
    const Request& request = outcome.request;
    const ReportOutcome::Stranger& stranger = *outcome.stranger;
    Answer answer = taken_in(request, stranger.number);
    // The same whatever there was before, and whatever holds it up.
    answer.outcome = "opened";
    const RequestClass* definition =
        casebook.catalogue.find(request.request_class, request.class_edition);
    if (definition == nullptr) return answer;
    answer.ask = stranger.ask;
    answer.text_zh = casebook.say("zh-CN", definition->accepted_template, stranger.fields);
    answer.text_en = casebook.say("en", definition->accepted_template, stranger.fields);
    if (!stranger.own) return answer;
    answer.taken_in->request = request.uid;
    for (const PromiseDefinition& promised : definition->promises) {
        const Promise* promise = promise_made(request, {promised.kind.c_str()});
        if (promise == nullptr) continue;
        answer.promise = *promise;
        break;
    }
    return answer;
}

Answer of_one(const Casebook& casebook, const ReportOutcome& outcome) {
    if (outcome.stranger) return for_stranger(casebook, outcome);
    const Request& request = outcome.request;
    Answer answer = standing(request);
    answer.outcome = outcome.outcome;
    answer.incident = outcome.premise.incident;
    if (answer.incident)
        answer.known.emplace_back(answer.incident->kind == "planned" ? "PLANNED_WORK"
                                                                     : "INCIDENT_CONFIRMED");
    const Place& place = outcome.premise.place;
    if (place.supply_state == "off") {
        answer.known.emplace_back(place.supply_cause == "arrears"  ? "SUPPLY_OFF_ARREARS"
                                  : place.supply_cause == "safety" ? "SUPPLY_OFF_SAFETY"
                                                                   : "SUPPLY_OFF_REQUEST");
    }
    Details fields = outcome.reply.fields;
    fields.emplace_back("place", outcome.premise.address_zh);
    answer.text_zh = casebook.say("zh-CN", outcome.reply.template_name, fields);
    fields.back().second = outcome.premise.address_en.empty() ? outcome.premise.address_zh
                                                              : outcome.premise.address_en;
    answer.text_en = casebook.say("en", outcome.reply.template_name, fields);
    answer.likely_same = outcome.likely_same;
    const RequestClass* definition =
        casebook.catalogue.find(request.request_class, request.class_edition);
    if (definition != nullptr) answer.ask = missing(request, *definition);
    return answer;
}

}  // namespace

const Promise* promise_made(const Request& request, std::initializer_list<const char*> kinds) {
    for (const char* kind : kinds) {
        const Promise* promise = request.promise(kind);
        if (promise != nullptr && promise->state == PromiseState::kMade) return promise;
    }
    return nullptr;
}

Answer standing(const Request& request) {
    Answer answer;
    answer.request = request;
    const Promise* promise = promise_made(request, {"restoration", "arrival", "answer"});
    if (promise != nullptr) answer.promise = *promise;
    return answer;
}

Answer taken_in(const Request& request, const std::string& number) {
    Answer answer;
    answer.taken_in = {number, request.request_class, {}};
    return answer;
}

Answer Casebook::answer_of(const ReportOutcome& outcome) const {
    Answer answer = of_one(*this, outcome);
    for (const ReportOutcome& part : outcome.parts) {
        Answer told = of_one(*this, part);
        if (!answer.promise) answer.promise = told.promise;
        if (!answer.incident) answer.incident = told.incident;
        join_words(told.known, answer.known);
        join_words(told.ask, answer.ask);
        answer.likely_same.insert(answer.likely_same.end(), told.likely_same.begin(),
                                  told.likely_same.end());
        answer.text_zh += told.text_zh;
        answer.text_en += (answer.text_en.empty() ? "" : " ") + told.text_en;
        answer.parts.push_back(std::move(told));
    }
    return answer;
}

Answer Casebook::progress_of(const Request& request, Instant now) const {
    Answer answer;
    answer.text_zh = say("zh-CN", "progress", progress_fields(request, "zh-CN", now));
    answer.text_en = say("en", "progress", progress_fields(request, "en", now));
    return answer;
}

}  // namespace hearth::contact::app
