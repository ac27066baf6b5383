#include "services/contact/domain/work.hpp"

#include <algorithm>

#include "services/contact/domain/commands.hpp"
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

/// By the class's rule; what it has none for dispatch judged, by the rule of its day.
bool is_danger(const RequestClass& definition, const WorkNews& fact, const Shown& shown) {
    const EvidenceRule* rule = definition.find_evidence(shown.name);
    return rule == nullptr ? !fact.flag.empty() : !meets(*rule, shown.value);
}

/// Made safe is proven by what it asks for: with that shown, what it does not ask for is no danger.
/// Behind a closed valve the pipe still leaks.
bool is_proven_safe(const RequestClass& definition, const WorkNews& fact) {
    if (fact.type != "MadeSafe") return false;
    const auto& rules = definition.evidence;
    const auto asks = [&](const EvidenceRule& rule) { return rule.is_asked_by(word_of(fact)); };
    return std::any_of(rules.begin(), rules.end(), asks) &&
           std::all_of(rules.begin(), rules.end(),
                       [&](const EvidenceRule& rule) { return !asks(rule) || shows(fact, rule); });
}

bool is_dangerous(const RequestClass& definition, const WorkNews& fact) {
    if (is_proven_safe(definition, fact)) return false;
    return std::any_of(fact.evidence.begin(), fact.evidence.end(),
                       [&](const Shown& shown) { return is_danger(definition, fact, shown); });
}

/// Judged by a rule that the class asks by itself: whom it sends can see to it.
bool is_its_danger(const RequestClass& definition, const WorkNews& fact) {
    return std::any_of(fact.evidence.begin(), fact.evidence.end(), [&](const Shown& shown) {
        const EvidenceRule* rule = definition.find_evidence(shown.name);
        return rule != nullptr && !rule->asked_by.empty() && is_danger(definition, fact, shown);
    });
}

/// By the crew, with all that the class asks for.
bool is_proven_since(const Request& request, Instant seen) {
    const Step* verify = request.step("verify");
    return verify != nullptr && verify->state == StepState::kDone &&
           verify->outcome == "crew_evidence" && verify->ended && *verify->ended > seen;
}

/// What was over may leak again: a crew goes again as far as the class allows it.
bool is_reopened_by(const Change& change, const WorkNews& fact) {
    const Request& request = change.request;
    const bool is_over = is_cleared_since(request, change.definition, fact.observed) ||
                         is_proven_since(request, fact.observed);
    return !is_over && is_its_danger(change.definition, fact) &&
           may_reopen(request, change.definition, change.now());
}

void stand_again(Change& change, const WorkNews& fact) {
    const Request& request = change.request;
    if (is_reopened_by(change, fact))
        (void)reopen_request(change, "evidence_not_met", false, fact.observed);
    if (request.is_open()) see_hazard(change, request.hazard, fact.observed);
}

/// Whether a hazard stands once the word, which does not do, is heard.
bool leaves_hazard(const Change& change, const WorkNews& fact) {
    const Request& request = change.request;
    const RequestClass& definition = change.definition;
    if (request.endangers || hazard_stands(request, definition)) return true;
    const bool is_hazard = request.hazard == Hazard::kLife || !definition.cleared_by.empty();
    if (!is_hazard || !is_dangerous(definition, fact)) return false;
    return request.is_open() ? !is_cleared_since(request, definition, fact.observed)
                             : is_reopened_by(change, fact);
}

TimelineAppended line_of(const Change& change, const WorkNews& fact) {
    const bool unmet = !fact.flag.empty();
    const bool nothing_shown = unmet && fact.evidence.empty();
    return {fact.order, unmet ? std::string{kNotMet} : fact.type,
            WorkHeard{fact.number, fact.step, fact.round, fact.attempt, fact.crew, fact.reason,
                      nothing_shown ? "nothing_shown" : text_of(fact.evidence),
                      fact.forecast_arrival, fact.forecast_restoration,
                      unmet && leaves_hazard(change, fact) ? "hazard_stands" : ""}};
}

/// The very reading: of the order, name, value and time. Whatever characters it has.
Moment mark_of(const WorkNews& fact, const Shown& shown) {
    const Uuid reading = named_uuid("reading", shown.name + ' ' + shown.value);
    return {"danger_raised", fact.observed, fact.order + ' ' + to_string(reading)};
}

/// Danger is raised with each reading that finds no hazard standing, and once for an order while
/// one stands. That it was is a moment that no clock runs on, and counts until the crew clears it.
void raise_danger(Change& change, const WorkNews& fact) {
    const bool stood = hazard_stands(change.request, change.definition);
    stand_again(change, fact);
    const auto is_raised = [&](const Moment& moment) {
        return moment.type == "danger_raised" && moment.id.starts_with(fact.order + ' ') &&
               !is_cleared_since(change.request, change.definition, moment.at);
    };
    const auto& moments = change.request.moments;
    if (stood && std::any_of(moments.begin(), moments.end(), is_raised)) return;
    bool is_new = false;
    for (const Shown& shown : fact.evidence) {
        if (!is_danger(change.definition, fact, shown)) continue;
        const Moment mark = mark_of(fact, shown);
        if (std::find(moments.begin(), moments.end(), mark) != moments.end()) continue;
        change.moment(mark.type, mark.at, mark.id);
        is_new = true;
    }
    if (is_new) change.record(RequestEscalated{"lead", "evidence_not_met"});
}

/// What is lacking is raised once for an order.
void raise_unmet(Change& change, const WorkNews& fact) {
    if (is_dangerous(change.definition, fact)) {
        raise_danger(change, fact);
        return send_to_hazard(change);
    }
    const auto& moments = change.request.moments;
    const bool raised = std::any_of(moments.begin(), moments.end(), [&](const Moment& moment) {
        return moment.type == "evidence_raised" && moment.id == fact.order;
    });
    if (raised) return;
    change.moment("evidence_raised", fact.observed, fact.order);
    change.record(RequestEscalated{"lead", "evidence_not_met"});
}

/// Dispatch asked for it at the device's door, by the rules and the danger that it was sent; these
/// may be newer.
void refuse_unmet(Change& change, const WorkNews& fact) {
    WorkNews told = fact;
    told.flag = "evidence_not_met";
    change.record_at(fact.observed, line_of(change, told));
    raise_unmet(change, fact);
}

/// From before the danger: the crew has left what stands.
void refuse_old(Change& change, const WorkNews& fact) {
    refuse_unmet(change, fact);
    send_to_hazard(change);
}

void verify_by_evidence(Change& change, const WorkNews& fact) {
    const StepDefinition* verify = change.definition.find_step("verify");
    const Step* step = change.request.step("verify");
    if (is_dangerous(change.definition, fact)) return;
    const bool is_news = is_proof(change.request, fact.observed);
    if (verify == nullptr || verify->how != "crew_evidence") {
        if (!is_news && hazard_stands(change.request, change.definition)) refuse_old(change, fact);
        return;
    }
    if (step == nullptr || step->state != StepState::kStarted) return;
    const bool proven = std::all_of(
        verify->evidence.begin(), verify->evidence.end(),
        [&](const auto& name) { return shows(fact, *change.definition.find_evidence(name)); });
    if (!is_news) return refuse_old(change, fact);
    if (!proven) return refuse_unmet(change, fact);
    apply_event(change, {StepEvent::Kind::kDone, "verify", "crew_evidence"}, fact.observed);
}

void make_safe(Change& change, const WorkNews& fact) {
    if (is_dangerous(change.definition, fact)) return;
    for (const EvidenceRule& rule : change.definition.evidence) {
        if (rule.is_asked_by(word_of(fact)) && !shows(fact, rule))
            return refuse_unmet(change, fact);
    }
    const bool endangered = change.request.endangers;
    change.moment("made_safe", fact.observed, fact.order);
    if (is_proof(change.request, fact.observed)) return;
    // Danger was seen later, or the device's clock is from before the report.
    change.request.endangers = endangered;
    if (endangered || hazard_stands(change.request, change.definition)) refuse_unmet(change, fact);
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
    } else if (fact.folded && hazard_stands(change.request, change.definition)) {
        apply_event(change, {StepEvent::Kind::kFailed, fact.step, "hazard_first"}, fact.observed);
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
    change.actor.name = fact.actor.empty() ? change.actor.name : fact.actor;
    change.record_at(fact.observed, line_of(change, fact));
    // Whoever's word it was, and whichever attempt's: something dangerous was measured.
    if (!fact.flag.empty()) return raise_unmet(change, fact);
    if (is_current(change.request, fact)) {
        act_on(change, fact);
        const bool plans = fact.type == "ForecastChanged" || fact.type == "WorkOrderAssigned" ||
                           fact.type == "WorkOrderAccepted" || fact.type == "CrewEnRoute";
        if (plans) apply_forecasts(change, fact);
    }
    if (is_dangerous(change.definition, fact)) refuse_unmet(change, fact);
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
    const Promise* promise = request.promise("restoration");
    if (promise == nullptr || promise->state != PromiseState::kMade)
        make_promise(change, "restoration",
                     *fact.forecast_restoration + change.definition.promise_slack);
    Details fields{{"eta", local_time(request.promise("restoration")->due, change.now(),
                                      change.profile.zone)}};
    if (fact.customers > 0) fields.emplace_back("n", std::to_string(fact.customers));
    change.tell("incident", std::move(fields), true, name);
}

}  // namespace hearth::contact
