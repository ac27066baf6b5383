#include "services/contact/domain/request_class.hpp"

#include <algorithm>
#include <utility>

namespace hearth::contact {
namespace {

/// The steps of a round while they are being moved.
class Round {
public:
    Round(const RequestClass& definition, std::vector<StepRun> runs, const StepEvent& event)
        : definition_(definition),
          runs_(std::move(runs)),
          held_(event.held),
          hazard_(event.hazard) {}

    [[nodiscard]] const StepRun* latest(std::string_view id) const {
        const StepRun* found = nullptr;
        for (const StepRun& run : runs_) {
            if (run.id == id && (found == nullptr || run.attempt > found->attempt)) found = &run;
        }
        return found;
    }

    [[nodiscard]] bool under_way(std::string_view id) const {
        const StepRun* run = latest(id);
        return run != nullptr && run->state == StepState::kStarted;
    }

    [[nodiscard]] const StepDefinition* current() const {
        for (const StepDefinition& step : definition_.steps) {
            if (under_way(step.id)) return &step;
        }
        return nullptr;
    }

    /// How many of its attempts count against what the class allows.
    [[nodiscard]] int used(std::string_view id) const {
        const StepRun* last = latest(id);
        const auto called_back = std::count_if(runs_.begin(), runs_.end(), [&](const StepRun& run) {
            return run.id == id && run.outcome == kHazardFirst;
        });
        return last == nullptr ? 0 : last->attempt - static_cast<int>(called_back);
    }

    /// Nothing while dispatch is held back from it.
    void start(const std::string& id) {
        if (held_ && definition_.find_step(id)->owner == "dispatch") return;
        const StepRun* last = latest(id);
        const int attempt = last == nullptr ? 1 : last->attempt + 1;
        runs_.push_back({id, attempt, StepState::kStarted});
        result.moves.push_back({StepMove::Kind::kStart, id, attempt, {}});
    }

    void end(const StepDefinition& step, StepMove::Kind kind, std::string outcome) {
        const StepState state = kind == StepMove::Kind::kDone     ? StepState::kDone
                                : kind == StepMove::Kind::kFailed ? StepState::kFailed
                                                                  : StepState::kWaived;
        const StepRun* last = latest(step.id);
        const int attempt = last == nullptr ? 0 : last->attempt;
        if (last == nullptr) runs_.push_back({step.id, 0, state});
        for (StepRun& run : runs_) {
            if (run.id != step.id || run.attempt != attempt) continue;
            run.state = state;
            run.outcome = outcome;
        }
        if (step.resolves && kind == StepMove::Kind::kDone) result.resolved = true;
        result.moves.push_back({kind, step.id, attempt, std::move(outcome)});
    }

    /// Starts the first step from `from` on that still has to be done. What was waived is passed
    /// over, and resolves the request only as it is passed.
    void go_on(std::size_t from, bool known) {
        for (std::size_t i = from; i < definition_.steps.size(); ++i) {
            const StepDefinition& step = definition_.steps[i];
            const StepRun* last = latest(step.id);
            if (last != nullptr && last->state == StepState::kWaived) {
                result.resolved = result.resolved || step.resolves;
                continue;
            }
            start(step.id);
            if (!step.done_when_known || !known || !under_way(step.id)) return;
            end(step, StepMove::Kind::kDone, "known");
        }
        result.closed = true;
    }

    /// Starts what was held back: the first step that has not begun, or that failed and has an
    /// attempt left.
    void resume() {
        if (current() != nullptr) return;
        for (std::size_t i = 0; i < definition_.steps.size(); ++i) {
            const StepDefinition& step = definition_.steps[i];
            const StepRun* last = latest(step.id);
            if (last == nullptr) return go_on(i, true);
            if (last->state != StepState::kFailed) continue;
            if (!step.on_still_out.empty()) return start(step.on_still_out);
            if (hazard_ || used(step.id) < step.attempts) start(step.id);
            return;
        }
    }

    /// Sends a crew where none is sent: to what is left of dispatch's work, or to the last of it
    /// again. What is under way instead, behind it, fails.
    void send(const std::string& why) {
        const StepDefinition* now = current();
        const StepDefinition* work = work_to_do();
        if (held_ || is_over() || work == nullptr || is_awaited(*work)) return;
        if (now != nullptr && now->owner == "dispatch") return;
        if (now != nullptr) end(*now, StepMove::Kind::kFailed, why);
        start(work->id);
        result.beyond = latest(work->id)->attempt > work->attempts;
    }

    /// What the request stands at when nothing is under way: a failed step waits for a person, and
    /// those behind it wait for that one.
    [[nodiscard]] const StepDefinition* first_failed() const {
        const auto found = std::find_if(
            definition_.steps.begin(), definition_.steps.end(), [&](const StepDefinition& step) {
                const StepRun* last = latest(step.id);
                return last != nullptr && last->state == StepState::kFailed;
            });
        return found == definition_.steps.end() ? nullptr : &*found;
    }

    [[nodiscard]] std::size_t place(const StepDefinition& step) const {
        return static_cast<std::size_t>(&step - definition_.steps.data());
    }

    Advance result;

private:
    [[nodiscard]] bool is_ended(const StepDefinition& step) const {
        const StepRun* last = latest(step.id);
        return last != nullptr &&
               (last->state == StepState::kDone || last->state == StepState::kWaived);
    }

    [[nodiscard]] bool is_over() const {
        return std::all_of(definition_.steps.begin(), definition_.steps.end(),
                           [&](const StepDefinition& step) { return is_ended(step); });
    }

    /// It has never begun, for what comes before it is not done: its place is not known yet.
    [[nodiscard]] bool is_awaited(const StepDefinition& work) const {
        const StepRun* last = latest(work.id);
        const bool begun = last != nullptr && last->attempt > 0;
        const auto before = definition_.steps.begin() + static_cast<std::ptrdiff_t>(place(work));
        return !begun && !std::all_of(definition_.steps.begin(), before,
                                      [&](const StepDefinition& step) { return is_ended(step); });
    }

    /// Dispatch's first step that has not ended well, else its last; null where it has none.
    [[nodiscard]] const StepDefinition* work_to_do() const {
        const StepDefinition* work = nullptr;
        for (const StepDefinition& step : definition_.steps) {
            if (step.owner != "dispatch") continue;
            work = &step;
            if (!is_ended(step)) break;
        }
        return work;
    }

    const RequestClass& definition_;
    std::vector<StepRun> runs_;
    bool held_;
    bool hazard_;
};

void fail_step(const RequestClass& definition, const StepDefinition& step, const StepEvent& event,
               Round& round) {
    round.end(step, StepMove::Kind::kFailed, event.outcome);
    const StepDefinition* again = &step;
    if ((event.outcome == "still_out" || event.hazard) && !step.on_still_out.empty())
        again = definition.find_step(step.on_still_out);
    const bool last = again == &step && round.used(step.id) >= step.attempts;
    round.result.exhausted = last && !event.hazard;
    round.result.beyond = last && event.hazard;
    if (!round.result.exhausted) round.start(again->id);
}

void waive_step(const StepDefinition& step, const StepEvent& event, Round& round) {
    const StepRun* last = round.latest(step.id);
    const bool ended =
        last != nullptr && (last->state == StepState::kDone || last->state == StepState::kWaived);
    if (ended) return;
    const StepDefinition* current = round.current();
    const bool stands_here = current == nullptr ? round.first_failed() == &step : current == &step;
    round.end(step, StepMove::Kind::kWaived, event.outcome);
    if (stands_here) round.go_on(round.place(step), true);
}

}  // namespace

std::string_view name_of(StepState state) {
    switch (state) {
        case StepState::kStarted:
            return "started";
        case StepState::kDone:
            return "done";
        case StepState::kFailed:
            return "failed";
        case StepState::kWaived:
            return "waived";
        case StepState::kCancelled:
            return "cancelled";
    }
    return {};
}

const StepDefinition* RequestClass::find_step(std::string_view id) const {
    const auto found = std::find_if(steps.begin(), steps.end(),
                                    [&](const StepDefinition& step) { return step.id == id; });
    return found == steps.end() ? nullptr : &*found;
}

const EvidenceRule* RequestClass::find_evidence(std::string_view id) const {
    const auto found = std::find_if(evidence.begin(), evidence.end(),
                                    [&](const EvidenceRule& rule) { return rule.name == id; });
    return found == evidence.end() ? nullptr : &*found;
}

bool RequestClass::has_parts() const {
    return std::any_of(steps.begin(), steps.end(),
                       [](const StepDefinition& step) { return step.owner == "parts"; });
}

bool RequestClass::has_work() const {
    return std::any_of(steps.begin(), steps.end(),
                       [](const StepDefinition& step) { return step.owner == "dispatch"; });
}

Advance advance(const RequestClass& definition, const std::vector<StepRun>& runs,
                const StepEvent& event) {
    Round round{definition, runs, event};
    if (event.kind == StepEvent::Kind::kOpened) {
        if (runs.empty()) round.go_on(0, event.known);
        return std::move(round.result);
    }
    if (event.kind == StepEvent::Kind::kCleared) {
        round.resume();
        return std::move(round.result);
    }
    if (event.kind == StepEvent::Kind::kUrged) {
        round.send(event.outcome);
        return std::move(round.result);
    }
    const StepDefinition* step =
        event.kind == StepEvent::Kind::kKnown ? round.current() : definition.find_step(event.step);
    if (step == nullptr) return {};
    switch (event.kind) {
        case StepEvent::Kind::kOpened:
        case StepEvent::Kind::kCleared:
        case StepEvent::Kind::kUrged:
            break;
        case StepEvent::Kind::kKnown:
            if (!step->done_when_known) return {};
            round.end(*step, StepMove::Kind::kDone, "known");
            round.go_on(round.place(*step) + 1, true);
            break;
        case StepEvent::Kind::kDone:
            if (!round.under_way(step->id)) return {};
            round.end(*step, StepMove::Kind::kDone, event.outcome);
            round.go_on(round.place(*step) + 1, true);
            break;
        case StepEvent::Kind::kFailed:
            if (round.under_way(step->id)) fail_step(definition, *step, event, round);
            break;
        case StepEvent::Kind::kWaived:
            waive_step(*step, event, round);
            break;
    }
    return std::move(round.result);
}

}  // namespace hearth::contact
