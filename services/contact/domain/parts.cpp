#include "services/contact/domain/parts.hpp"

namespace hearth::contact {

void say_hazard_first(Change& change) {
    change.record(TimelineAppended{request_name(*change.request.parent), "HazardFirst", {}});
}

void become_part(Change& change, const Uuid& parent, bool hazard) {
    change.request.parent = parent;
    if (hazard) hold_back(change);
}

void hold_back(Change& change) {
    Request& request = change.request;
    if (request.held_back || !change.definition.cleared_by.empty()) return;
    request.held_back = true;
    // A new one says so with its opening.
    if (request.version == 0) return;
    say_hazard_first(change);
    // A copy: what fails a step may begin the next one.
    const auto steps = request.steps;
    for (const Step& step : steps) {
        if (step.owner != "dispatch" || step.state != StepState::kStarted) continue;
        apply_event(change, {StepEvent::Kind::kFailed, step.id, std::string{kHazardFirst}},
                    change.now());
    }
}

void release(Change& change) {
    Request& request = change.request;
    if (!request.held_back) return;
    request.held_back = false;
    change.record(TimelineAppended{request_name(*request.parent), "HazardCleared", {}});
    if (request.is_open()) apply_event(change, {StepEvent::Kind::kCleared, {}, {}}, change.now());
}

void parts_over(Change& change) {
    for (const StepDefinition& step : change.definition.steps) {
        if (step.owner == "parts")
            apply_event(change, {StepEvent::Kind::kDone, step.id, "all_over"}, change.now());
    }
}

}  // namespace hearth::contact
