#include "services/contact/domain/timers.hpp"

#include <algorithm>

#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/hours.hpp"

namespace hearth::contact {
namespace {

void earlier(std::optional<Instant>& next, const std::optional<Instant>& other) {
    if (other && (!next || *other < *next)) next = other;
}

/// One line for the highest warning reached since the last: a service that was down does not say
/// them all again.
void warn_of_clocks(Change& change) {
    change.read_clocks();
    for (std::size_t i = 0; i < change.request.clocks.size(); ++i) {
        RequestClock& clock = change.request.clocks[i];
        const Profile* edition = change.edition_of(clock);
        if (edition == nullptr || clock.state == ClockState::kVoid) continue;
        const ClockRule* rule = find_rule(*edition, clock.id, change.subject());
        if (rule == nullptr) continue;
        const auto reading = read_clock(*rule, *edition, change.request.moments, change.now());
        if (reading.stopped || reading.warned.empty() ||
            reading.warned.back() <= clock.warned_percent)
            continue;
        const std::size_t rung = std::min(reading.warned.size(), rule->ladder.size()) - 1;
        clock.warned_percent = reading.warned.back();
        change.record(
            RequestEscalated{rule->ladder[rung], "clock", clock.id, clock.warned_percent});
    }
}

std::optional<Instant> stuck_at(const Step& step, const RequestClass& definition) {
    const StepDefinition* known = definition.find_step(step.id);
    if (known == nullptr || known->stuck_after <= Duration{0} || step.stuck) return {};
    return step.started + known->stuck_after;
}

void find_stuck(Change& change) {
    for (std::size_t i = 0; i < change.request.steps.size(); ++i) {
        Step& step = change.request.steps[i];
        if (step.state != StepState::kStarted) continue;
        const auto at = stuck_at(step, change.definition);
        if (!at || change.now() < *at) continue;
        step.stuck = change.now();
        change.record(StepStuck{step.id, step.round, step.attempt});
    }
}

/// The customer is asked by message; a person may call meanwhile and say what came of it.
void try_contact(Change& change, const StepDefinition& definition, Step& step) {
    const Instant allowed = next_allowed(change.now(), change.profile.zone);
    if (allowed > change.now()) {
        step.next = allowed;
        return;
    }
    if (step.tries >= definition.tries) {
        apply_event(change, {StepEvent::Kind::kDone, step.id, "unreached"}, change.now());
        return;
    }
    ++step.tries;
    step.next = next_allowed(change.now() + definition.every, change.profile.zone);
    change.record(TimelineAppended{{}, "CallbackTried", ContactTried{step.id, step.tries}});
    change.tell("callback", {}, false,
                to_string(change.request.uid) + "/" + std::to_string(change.request.round) + "/" +
                    std::to_string(step.tries));
}

void do_next(Change& change) {
    for (const StepDefinition& definition : change.definition.steps) {
        Step* step = change.request.step(definition.id);
        const bool due = step != nullptr && step->state == StepState::kStarted && step->next &&
                         *step->next <= change.now();
        if (!due) continue;
        if (definition.tries > 0) {
            try_contact(change, definition, *step);
        } else if (!hazard_stands(change.request, change.definition)) {
            apply_event(change, {StepEvent::Kind::kDone, definition.id, "not_contradicted"},
                        change.now());
        }
    }
}

}  // namespace

void tick(Change& change, const Roster& roster) {
    if (change.request.is_over()) return;
    warn_of_clocks(change);
    break_promises(change);
    do_next(change);
    find_stuck(change);
    check_owner(change, roster);
}

std::optional<Instant> next_tick(const Request& request, const RequestClass& definition) {
    if (request.is_over()) return {};
    std::optional<Instant> next = next_owner_check(request);
    for (const RequestClock& clock : request.clocks) {
        if (!clock.stopped) earlier(next, clock.next);
    }
    for (const Promise& promise : request.promises) {
        // The last moment of a promise still keeps it.
        if (promise.state == PromiseState::kMade) earlier(next, promise.due + Duration{1});
    }
    for (const Step& step : request.steps) {
        if (step.state != StepState::kStarted) continue;
        earlier(next, step.next);
        earlier(next, stuck_at(step, definition));
    }
    return next;
}

}  // namespace hearth::contact
