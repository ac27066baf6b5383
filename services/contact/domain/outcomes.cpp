#include <algorithm>
#include <initializer_list>

#include "services/contact/domain/commands.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/hours.hpp"

namespace hearth::contact {
namespace {

Error wrong_step(const std::string& step) {
    return failed_precondition("STEP_NOT_UNDER_WAY", "step " + step + " is not under way");
}

Error unknown_outcome(const StepOutcome& outcome) {
    return invalid_argument("outcome", "UNKNOWN_VALUE",
                            "step " + outcome.step + " cannot end with " + outcome.outcome);
}

bool is_outcome(const StepDefinition& step, const std::string& outcome) {
    const auto any = [&](std::initializer_list<const char*> words) {
        return std::find(words.begin(), words.end(), outcome) != words.end();
    };
    if (step.id == "verify") return any({"supply_back", "still_out", "no_answer", "crew_evidence"});
    if (step.tries > 0) return any({"satisfied", "still_out", "refused", "no_answer"});
    if (step.done_when_known) return outcome == "done";
    return any({"done", "answered"});
}

/// Nobody answered. Where tries are counted, a message and a call of the same interval are one try,
/// whichever came first; what is still unanswered after the last interval is ended by the clock.
void count_try(Change& change, const StepDefinition& definition, Step& step, Instant observed) {
    const bool under_way =
        definition.tries > 0 && step.tries > 0 && step.next && *step.next > change.now();
    if (!under_way) {
        ++step.tries;
        const Duration wait = definition.every > Duration{0} ? definition.every : definition.quiet;
        step.next = next_allowed(change.now() + wait, change.profile.zone);
    }
    change.record_at(observed, TimelineAppended{{}, "NoAnswer", ContactTried{step.id, step.tries}});
}

}  // namespace

Result<void> complete_step(Change& change, const StepOutcome& outcome) {
    Step* step = change.request.step(outcome.step);
    const StepDefinition* definition = change.definition.find_step(outcome.step);
    if (step == nullptr || definition == nullptr || step->state != StepState::kStarted)
        return fail(wrong_step(outcome.step));
    if (definition->owner != "contact")
        return fail(failed_precondition(
            "STEP_NOT_OURS", "step " + outcome.step + " belongs to " + definition->owner));
    if (!is_outcome(*definition, outcome.outcome)) return fail(unknown_outcome(outcome));
    if (outcome.satisfaction < 0 || outcome.satisfaction > 5)
        return fail(invalid_argument("satisfaction", "OUT_OF_RANGE", "is 0 to 5"));
    step->satisfaction = outcome.satisfaction;
    if (outcome.outcome == "still_out")
        return say_still_out(change, outcome.came_back, outcome.observed, {});
    if (outcome.outcome == "no_answer") {
        count_try(change, *definition, *step, outcome.observed);
        return {};
    }
    if (outcome.outcome == "answered") {
        change.moment("answered", outcome.observed);
        settle_promise(change, "answer", outcome.observed);
    }
    if (definition->done_when_known) {
        change.request.held_by.clear();
        if (!is_known(change.request, change.definition))
            return fail(failed_precondition("NOT_KNOWN_YET", "the premise is still to be told"));
    }
    apply_event(change, {StepEvent::Kind::kDone, outcome.step, outcome.outcome}, outcome.observed);
    return {};
}

Result<void> waive_step(Change& change, const std::string& step, const std::string& reason) {
    if (change.definition.find_step(step) == nullptr)
        return fail(invalid_argument("step", "UNKNOWN_STEP", "the class has no step " + step));
    if (change.request.is_over()) return fail(failed_precondition("REQUEST_OVER", "it is closed"));
    const auto before = change.facts.size();
    apply_event(change, {StepEvent::Kind::kWaived, step, reason}, change.now());
    if (change.facts.size() == before) return fail(wrong_step(step));
    return {};
}

Result<void> say_still_out(Change& change, const std::string& came_back, Instant observed,
                           const std::string& interaction) {
    Request& request = change.request;
    const bool back_meanwhile = came_back == "briefly" || came_back == "for_long";
    if (!request.is_open()) return reopen_request(change, "still_out", !back_meanwhile, observed);
    see_hazard(change, hazard_of(change.definition, {}), observed);
    const Step* verify = request.step("verify");
    if (verify == nullptr || verify->state != StepState::kStarted) {
        chase_request(change, interaction);
        return {};
    }
    // Supply that never came back was never restored: the clock runs on from where it began.
    if (!back_meanwhile) change.moment("still_out", observed);
    apply_event(change, {StepEvent::Kind::kFailed, "verify", "still_out"}, observed);
    return {};
}

}  // namespace hearth::contact
