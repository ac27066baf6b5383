#include <utility>

#include "services/contact/domain/change.hpp"
#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/hours.hpp"

namespace hearth::contact {
namespace {

std::vector<StepRun> runs_of(const Request& request) {
    std::vector<StepRun> runs;
    for (const Step& step : request.steps) {
        if (step.round == request.round)
            runs.push_back({step.id, step.attempt, step.state, step.outcome});
    }
    return runs;
}

void start_step(Change& change, const StepMove& move, bool ends_at_once) {
    Request& request = change.request;
    const StepDefinition& definition = *change.definition.find_step(move.step);
    Step step;
    step.id = move.step;
    step.owner = definition.owner;
    step.round = request.round;
    step.attempt = move.attempt;
    step.started = change.now();
    if (definition.quiet > Duration{0})
        step.next = next_allowed(change.now(), change.profile.zone) + definition.quiet;
    if (definition.tries > 0)
        step.next = next_allowed(change.now() + definition.every, change.profile.zone);
    request.steps.push_back(std::move(step));
    if (ends_at_once) return;
    const bool moving = request.state < RequestState::kInProgress && !definition.done_when_known;
    if (moving) request.state = RequestState::kInProgress;
    change.record(
        StepStarted{move.step, request.round, move.attempt, definition.owner == "dispatch"});
}

void end_wait(Change& change, Instant observed) {
    Request& request = change.request;
    if (request.state != RequestState::kWaiting) return;
    const std::string waited_for = std::exchange(request.waiting_for, {});
    request.state = RequestState::kInProgress;
    change.moment("waiting_ended", observed, std::to_string(request.version + 1));
    change.record(WaitingEnded{waited_for});
}

RequestEvent end_of(const StepMove& move, int round) {
    if (move.kind == StepMove::Kind::kDone)
        return StepDone{move.step, round, move.attempt, move.outcome};
    if (move.kind == StepMove::Kind::kFailed)
        return StepFailed{move.step, round, move.attempt, move.outcome};
    return StepWaived{move.step, round, move.attempt, move.outcome};
}

void end_step(Change& change, const StepMove& move, Instant observed) {
    Request& request = change.request;
    const StepDefinition& definition = *change.definition.find_step(move.step);
    Step* step = request.step(move.step);
    if (step == nullptr) {
        request.steps.push_back({move.step,
                                 definition.owner,
                                 StepState::kWaived,
                                 request.round,
                                 0,
                                 change.now(),
                                 {},
                                 {},
                                 {},
                                 {},
                                 0,
                                 0});
        step = &request.steps.back();
    }
    step->ended = observed;
    step->next.reset();
    step->outcome = move.outcome;
    step->state = move.kind == StepMove::Kind::kDone     ? StepState::kDone
                  : move.kind == StepMove::Kind::kFailed ? StepState::kFailed
                                                         : StepState::kWaived;
    if (move.kind == StepMove::Kind::kDone && definition.done_when_known) {
        if (request.state == RequestState::kReceived) request.state = RequestState::kTriaged;
        change.record_at(observed, RequestTriaged{});
        return;
    }
    change.record_at(observed, end_of(move, request.round));
}

void resolve(Change& change, Instant observed) {
    change.request.state = RequestState::kResolved;
    change.request.resolved = change.now();
    change.moment("resolved", observed);
    change.record_at(observed, RequestResolved{});
}

/// Why nobody is called back; empty when somebody is.
std::string why_no_call(const Request& request) {
    if (request.asked_elsewhere) return "asked_for_the_incident";
    return !request.party && kind_of(request.reply_to).empty() ? "nobody_to_call" : "";
}

void close(Change& change) {
    Request& request = change.request;
    end_wait(change, change.now());
    withdraw_promises(change, "closed");
    if (!request.resolved) request.resolved = change.now();
    request.state = RequestState::kClosed;
    request.closed = change.now();
    change.record(RequestClosed{});
}

}  // namespace

bool is_known(const Request& request, const RequestClass& definition) {
    if (definition.by_place) return true;
    if (request.hazard != Hazard::kNone && (request.premise || request.location)) return true;
    const bool place = definition.natural_key.empty() || request.premise.has_value();
    return place && request.held_by.empty();
}

void apply_event(Change& change, const StepEvent& event, Instant observed) {
    StepEvent told = event;
    told.held = change.request.held_back;
    told.hazard = hazard_stands(change.request, change.definition);
    const Advance result = advance(change.definition, runs_of(change.request), told);
    bool resolves = result.resolved;
    for (std::size_t i = 0; i < result.moves.size(); ++i) {
        const StepMove& move = result.moves[i];
        if (move.kind == StepMove::Kind::kStart) {
            const bool at_once =
                i + 1 < result.moves.size() && result.moves[i + 1].step == move.step;
            start_step(change, move, at_once);
        } else {
            if (resolves) end_wait(change, observed);
            end_step(change, move, observed);
            if (std::exchange(resolves, false)) resolve(change, observed);
        }
    }
    if (result.exhausted || result.beyond) change.record(RequestEscalated{"lead", "step_failed"});
    if (result.closed) close(change);
    const std::string needless = why_no_call(change.request);
    for (const StepMove& move : result.moves) {
        const bool calls = change.definition.find_step(move.step)->tries > 0;
        if (move.kind != StepMove::Kind::kStart || !calls || needless.empty()) continue;
        apply_event(change, {StepEvent::Kind::kWaived, move.step, needless}, observed);
    }
}

void send_to_hazard(Change& change) {
    if (!hazard_stands(change.request, change.definition)) return;
    apply_event(change, {StepEvent::Kind::kUrged, {}, "hazard_first"}, change.now());
}

}  // namespace hearth::contact
