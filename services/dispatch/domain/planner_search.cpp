#include <algorithm>
#include <tuple>

#include "services/dispatch/domain/planner.hpp"

namespace hearth::dispatch {
namespace {

std::pair<CostTerm, std::int64_t> first_difference(const Cost& better, const Cost& worse) {
    for (std::size_t i = 0; i < kCostTerms; ++i) {
        if (better.terms[i] != worse.terms[i]) {
            return {static_cast<CostTerm>(i), worse.terms[i] - better.terms[i]};
        }
    }
    return {CostTerm::kChanges, 0};
}

}  // namespace

/// The whole plan's cost less what it was, with `task` at `position`: everything before stays as it
/// is.
Cost Planner::cost_at(int crew_index, int task, int position, bool pulls, Seconds leg_to,
                      Seconds leg_on) const {
    const auto& crew = this->crew(crew_index);
    const auto& route = routes_[static_cast<std::size_t>(crew_index)];
    const auto at = static_cast<std::size_t>(position);
    const Seconds ready = at == 0 ? now_ : route.visits[at - 1].departure;
    const Task& inserted = this->task(task);
    const Visit first = visit(crew, ready, task, leg_to, service_left(inserted));
    Cost cost = route.before[at] + cost_of(inserted, first);
    if (first.arrival < 0) return cost;
    if (pulls) cost[CostTerm::kChanges] += 1;
    Seconds free_at = first.departure;
    for (std::size_t i = at; i < route.visits.size(); ++i) {
        const auto& old = route.visits[i];
        const Task& next = this->task(old.task);
        const Visit moved =
            visit(crew, free_at, old.task, i == at ? leg_on : old.travel, service_left(next));
        cost += cost_of(next, moved);
        const Seconds shift = moved.arrival - old.arrival;
        if (shift > policy_.notable_move.count() || moved.arrival < 0)
            cost[CostTerm::kChanges] += 1;
        free_at = moved.departure;
    }
    return cost - route.before.back();
}

void Planner::consider_crew(int index, int task_index, std::optional<Choice>& best) const {
    const auto& crew = this->crew(index);
    const auto& route = routes_[static_cast<std::size_t>(index)];
    const Task& task = this->task(task_index);
    const Cost leave_out = cost_unserved(task);
    const int count = static_cast<int>(route.visits.size());
    const bool started = started_first(route);
    const auto consider = [&](int position, bool pulls, Seconds leg_to, Seconds leg_on) {
        const Cost cost = cost_at(index, task_index, position, pulls, leg_to, leg_on);
        if (!(cost < leave_out)) return;
        if (!best || cost < best->cost) best = Choice{index, position, pulls, cost, {}, 0, false};
    };
    if (started) {
        const Task& first = this->task(route.visits.front().task);
        if (first.pullable && first.hazard < task.hazard) {
            consider(0, true, leg(place_now(crew, first), task.place),
                     leg(task.place, first.place));
        }
    }
    std::optional<GeoPoint> before = crew.place;
    Seconds to_before = -1;  // travel between the task and the stop before, once it is known
    for (int position = 0; position <= count; ++position) {
        const bool last = position == count;
        if (position > 0) {
            before = this->task(route.visits[static_cast<std::size_t>(position - 1)].task).place;
        }
        if (started && position == 0) continue;
        const int next = last ? -1 : route.visits[static_cast<std::size_t>(position)].task;
        if (!last && this->task(next).hazard > task.hazard) {
            to_before = -1;
            continue;
        }
        const bool after_smaller =
            position > (started ? 1 : 0) &&
            this->task(route.visits[static_cast<std::size_t>(position - 1)].task).hazard <
                task.hazard;
        if (after_smaller) break;
        const Seconds leg_to = to_before >= 0 ? to_before : leg(before, task.place);
        const Seconds leg_on = last ? 0 : leg(task.place, this->task(next).place);
        to_before = leg_on;
        consider(position, false, leg_to, leg_on);
    }
}

std::optional<Choice> Planner::find(int task_index) const {
    const Task& task = this->task(task_index);
    std::optional<Choice> best;
    std::optional<Choice> runner_up;
    for (int i = 0; i < static_cast<int>(crews_.size()); ++i) {
        const auto& crew = this->crew(i);
        if (task.pinned >= 0 && task.pinned != i) continue;
        if (!crew.available || (task.skills & ~crew.skills) != 0) continue;
        if (std::count(task.excluded.begin(), task.excluded.end(), i) > 0) continue;
        std::optional<Choice> here;
        consider_crew(i, task_index, here);
        if (!here) continue;
        if (!best || here->cost < best->cost) {
            runner_up = std::exchange(best, here);
        } else if (!runner_up || here->cost < runner_up->cost) {
            runner_up = here;
        }
    }
    if (!best) return {};
    best->only = !runner_up;
    if (runner_up) {
        std::tie(best->against, best->margin) = first_difference(best->cost, runner_up->cost);
    }
    return best;
}

void Planner::leave_first(int crew) {
    auto& first = tasks_[static_cast<std::size_t>(route(crew).front().task)];
    auto& place = crews_[static_cast<std::size_t>(crew)].place;
    place = place_now(this->crew(crew), first);
    first.service = service_left(first);
    first.phase = Phase::kWaiting;
    first.pinned = crew;
}

void Planner::insert(int task, const Choice& choice) {
    std::vector<int> tasks;
    for (const auto& visit : route(choice.crew))
        tasks.push_back(visit.task);
    if (choice.pulls) leave_first(choice.crew);
    tasks.insert(tasks.begin() + choice.position, task);
    set_route(choice.crew, std::move(tasks));
}

void Planner::remove(int task) {
    const int crew = crew_of(task);
    if (crew < 0) return;
    std::vector<int> tasks;
    for (const auto& visit : route(crew)) {
        if (visit.task != task) tasks.push_back(visit.task);
    }
    crew_of_[static_cast<std::size_t>(task)] = -1;
    walk(crew, tasks);
}

bool Planner::movable(int task) const {
    return this->task(task).phase == Phase::kWaiting && this->task(task).pinned < 0;
}

std::vector<std::pair<int, std::optional<Choice>>> Planner::repair(std::size_t most) {
    std::vector<int> candidates;
    for (const auto& route : routes_) {
        for (const auto& visit : route.visits) {
            const bool late = visit.arrival < 0 || visit.arrival > task(visit.task).due;
            if (late && (movable(visit.task) || visit.arrival < 0))
                candidates.push_back(visit.task);
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(), [this](int a, int b) {
        const Task& x = task(a);
        const Task& y = task(b);
        return std::tie(y.hazard, y.rank, x.due) < std::tie(x.hazard, x.rank, y.due);
    });
    if (candidates.size() > most) candidates.resize(most);
    std::vector<std::pair<int, std::optional<Choice>>> moved;
    for (const int index : candidates) {
        const int crew = crew_of(index);
        std::vector<int> before;
        for (const auto& visit : route(crew))
            before.push_back(visit.task);
        const Cost in = routes_[static_cast<std::size_t>(crew)].before.back();
        remove(index);
        const Cost gained = in - routes_[static_cast<std::size_t>(crew)].before.back();
        auto choice = find(index);
        Cost won = gained - (choice ? choice->cost : cost_unserved(task(index)));
        won[CostTerm::kTravel] = won[CostTerm::kChanges] = 0;
        Cost least;
        least[CostTerm::kLate] = policy_.repair_gain.count();
        if (choice && won > least) {
            insert(index, *choice);
            moved.emplace_back(index, std::move(choice));
        } else if (!choice) {
            moved.emplace_back(index, std::nullopt);
        } else {
            set_route(crew, std::move(before));
        }
    }
    return moved;
}

}  // namespace hearth::dispatch
