#include "services/contact/domain/work.hpp"

#include <algorithm>

#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact {
namespace {

constexpr std::string_view kNotMet = "EvidenceNotMet";

/// As dispatch names the word behind an event.
std::string_view word_of(const WorkNews& fact) {
    if (fact.type == "MadeSafe") return "made_safe";
    return fact.type == "NoFaultFound" ? "no_fault_found" : "done";
}

std::string text_of(const std::vector<Shown>& evidence) {
    std::string text;
    for (const Shown& shown : evidence) {
        if (!text.empty()) text += ", ";
        text += shown.name + ' ' + shown.value + (shown.unit.empty() ? "" : ' ' + shown.unit);
    }
    return text;
}

/// No unit: the work was given out before its rule, and the crew wrote a plain number.
bool shows(const WorkNews& fact, const EvidenceRule& rule) {
    return std::any_of(fact.evidence.begin(), fact.evidence.end(), [&](const Shown& shown) {
        const bool same_unit = shown.unit.empty() || shown.unit == rule.unit;
        return shown.name == rule.name && same_unit && meets(rule, shown.value);
    });
}

TimelineAppended line_of(const WorkNews& fact) {
    const bool unmet = !fact.flag.empty();
    const bool nothing_shown = unmet && fact.evidence.empty();
    return {fact.order, unmet ? std::string{kNotMet} : fact.type,
            WorkHeard{fact.number, fact.step, fact.round, fact.attempt, fact.crew, fact.reason,
                      nothing_shown ? "nothing_shown" : text_of(fact.evidence),
                      fact.forecast_arrival, fact.forecast_restoration}};
}

/// The fact is about the attempt that is under way.
bool is_current(const Request& request, const WorkNews& fact) {
    const Step* step = request.step(fact.step);
    return step != nullptr && fact.round == request.round && step->attempt == fact.attempt &&
           step->state == StepState::kStarted;
}

void restored(Change& change, Instant at, const std::string& id) {
    change.moment("supply_back", at, id);
    settle_promise(change, "restoration", at);
}

void tell_restored(Change& change, Instant at, const std::string& cause) {
    const StepDefinition* verify = change.definition.find_step("verify");
    if (verify == nullptr || verify->how != "ask") return;
    change.tell("restored", {{"time", local_time(at, change.now(), change.profile.zone)}}, false,
                cause);
}

/// What was made safe may leak again.
bool is_dangerous(const RequestClass& definition, const WorkNews& fact) {
    return std::any_of(fact.evidence.begin(), fact.evidence.end(), [&](const Shown& shown) {
        const EvidenceRule* rule = definition.find_evidence(shown.name);
        return rule != nullptr && !meets(*rule, shown.value);
    });
}

/// What is lacking and what is dangerous are raised once each for an order, and danger again when
/// it is back. That it was raised is a moment that no clock runs on.
void raise_unmet(Change& change, const WorkNews& fact) {
    const Request& request = change.request;
    const bool danger = is_dangerous(change.definition, fact);
    const bool stood = hazard_stands(request, change.definition);
    if (danger && request.is_open()) see_hazard(change, request.hazard, fact.observed);
    const bool is_back = !stood && hazard_stands(request, change.definition);
    const std::string matter = danger ? "danger_raised" : "evidence_raised";
    const bool raised = std::any_of(
        request.moments.begin(), request.moments.end(),
        [&](const Moment& moment) { return moment.type == matter && moment.id == fact.order; });
    if (raised && !is_back) return;
    if (!raised) change.moment(matter, fact.observed, fact.order);
    change.record(RequestEscalated{"lead", "evidence_not_met"});
}

/// Dispatch asked for it at the device's door, by the rules that it was sent; these may be newer.
void refuse_unmet(Change& change, const WorkNews& fact) {
    WorkNews told = fact;
    told.flag = "evidence_not_met";
    change.record_at(fact.observed, line_of(told));
    raise_unmet(change, fact);
}

void verify_by_evidence(Change& change, const WorkNews& fact) {
    const StepDefinition* verify = change.definition.find_step("verify");
    const Step* step = change.request.step("verify");
    if (verify == nullptr || step == nullptr || step->state != StepState::kStarted) return;
    if (verify->how != "crew_evidence") return;
    const bool proven = std::all_of(
        verify->evidence.begin(), verify->evidence.end(),
        [&](const auto& name) { return shows(fact, *change.definition.find_evidence(name)); });
    if (!proven) return refuse_unmet(change, fact);
    apply_event(change, {StepEvent::Kind::kDone, "verify", "crew_evidence"}, fact.observed);
}

void make_safe(Change& change, const WorkNews& fact) {
    for (const EvidenceRule& rule : change.definition.evidence) {
        if (rule.is_asked_by(word_of(fact)) && !shows(fact, rule))
            return refuse_unmet(change, fact);
    }
    change.moment("made_safe", fact.observed, fact.order);
}

void finish(Change& change, const WorkNews& fact) {
    if (fact.below_boundary) change.moment("below_boundary", fact.observed, fact.order);
    const bool back = fact.supply_restored.has_value() || fact.result_restored;
    if (back) restored(change, fact.supply_restored.value_or(fact.observed), fact.order);
    change.moment("work_done", fact.observed, fact.order);
    const char* outcome = fact.type == "NoFaultFound" ? "no_fault_found" : "done";
    apply_event(change, {StepEvent::Kind::kDone, fact.step, outcome}, fact.observed);
    verify_by_evidence(change, fact);
}

void act_on(Change& change, const WorkNews& fact) {
    if (fact.type == "CrewOnSite") {
        change.moment("on_site", fact.observed, fact.order);
        settle_promise(change, "arrival", fact.observed);
    } else if (fact.type == "MadeSafe") {
        make_safe(change, fact);
    } else if (fact.type == "SupplyRestored") {
        restored(change, fact.observed, fact.order);
        tell_restored(change, fact.observed, fact.order);
    } else if (fact.type == "WorkOrderDone" || fact.type == "NoFaultFound") {
        finish(change, fact);
    } else if (fact.type == "WorkOrderFailed" || fact.type == "WorkOrderCancelled") {
        const std::string why = fact.type == "WorkOrderFailed" ? fact.reason : "cancelled";
        apply_event(change, {StepEvent::Kind::kFailed, fact.step, why}, fact.observed);
    }
}

void apply_forecasts(Change& change, const WorkNews& fact) {
    const std::string why = fact.reason.empty() ? "forecast" : fact.reason;
    const bool arrived = std::any_of(change.request.moments.begin(), change.request.moments.end(),
                                     [](const Moment& moment) { return moment.type == "on_site"; });
    if (fact.forecast_arrival && !arrived)
        apply_forecast(change, "arrival", *fact.forecast_arrival, why);
    if (fact.forecast_restoration)
        apply_forecast(change, "restoration", *fact.forecast_restoration, why);
}

}  // namespace

void apply_work(Change& change, const WorkNews& fact) {
    const bool current = is_current(change.request, fact);
    change.actor.name = fact.actor.empty() ? change.actor.name : fact.actor;
    change.record_at(fact.observed, line_of(fact));
    // Whoever's word it was, and whichever attempt's: something dangerous was measured.
    if (!fact.flag.empty()) return raise_unmet(change, fact);
    if (!current) return;
    act_on(change, fact);
    const bool plans = fact.type == "ForecastChanged" || fact.type == "WorkOrderAssigned" ||
                       fact.type == "WorkOrderAccepted" || fact.type == "CrewEnRoute";
    if (plans) apply_forecasts(change, fact);
}

void apply_incident(Change& change, const IncidentNews& fact) {
    Request& request = change.request;
    const std::string name = "incidents/" + to_string(fact.incident);
    const bool joins = fact.type == "IncidentConfirmed" || fact.type == "IncidentGrown";
    const bool leaves = fact.type == "IncidentSplit" || fact.type == "IncidentDismissed";
    if (leaves && request.incident != fact.incident) return;
    const bool is_new = joins && request.incident != fact.incident;
    if (joins) request.incident = fact.incident;
    if (leaves) request.incident.reset();
    change.record_at(
        fact.observed,
        TimelineAppended{name, fact.type, IncidentHeard{fact.number, fact.forecast_restoration}});
    if (!request.is_open() || leaves || !fact.forecast_restoration) return;
    if (!is_new)
        return apply_forecast(change, "restoration", *fact.forecast_restoration, "incident");
    if (*fact.forecast_restoration <= change.now()) return;
    if (request.promise("restoration") == nullptr)
        make_promise(change, "restoration",
                     *fact.forecast_restoration + change.definition.promise_slack);
    Details fields{{"eta", local_time(request.promise("restoration")->due, change.now(),
                                      change.profile.zone)}};
    if (fact.customers > 0) fields.emplace_back("n", std::to_string(fact.customers));
    change.tell("incident", std::move(fields), true, name);
}

}  // namespace hearth::contact
