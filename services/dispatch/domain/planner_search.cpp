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
/// is. Nothing once it is sure to be at least `limit`: whoever comes after an insertion comes later
/// or as before, so what follows never makes up for what is lost already.
std::optional<Cost> Planner::cost_at(const Insertion& in, const std::optional<Cost>& limit) const {
    const auto& crew = this->crew(in.crew);
    const auto& route = routes_[static_cast<std::size_t>(in.crew)];
    const auto at = static_cast<std::size_t>(in.position);
    const Seconds ready = at == 0 ? now_ : route.visits[at - 1].departure;
    const Task& inserted = task(in.task);
    const Visit first = visit(crew, ready, in.task, in.leg_to, service_left(inserted));
    if (first.arrival < 0) return {};
    Cost cost = route.before[at] + cost_of(inserted, first);
    Seconds free_at = first.departure;
    bool fell_out = false;  // then those behind it may come sooner
    for (std::size_t i = at; i < route.visits.size(); ++i) {
        const auto& old = route.visits[i];
        const Task& next = task(old.task);
        const Visit moved =
            visit(crew, free_at, old.task, i == at ? in.leg_on : old.travel, service_left(next));
        cost += cost_of(next, moved);
        const Seconds shift = moved.arrival - old.arrival;
        if (shift > policy_.notable_move.count() || moved.arrival < 0)
            cost[CostTerm::kChanges] += 1;
        fell_out = fell_out || moved.arrival < 0;
        if (limit && !fell_out && !(cost - route.before[i + 1] < *limit)) return {};
        if (i > at && !fell_out && shift == 0) return cost - route.before[i + 1];
        free_at = moved.departure;
    }
    return cost - route.before.back();
}

/// The stops of a crew that leaves what it has begun: that waits behind whatever is more dangerous.
std::vector<Visit> Planner::without_first(const Route& route) const {
    std::vector<Visit> stops = route.visits;
    const auto behind = std::find_if(stops.begin() + 1, stops.end(), [&](const Visit& stop) {
        return task(stop.task).hazard <= task(stops.front().task).hazard;
    });
    std::rotate(stops.begin(), stops.begin() + 1, behind);
    return stops;
}

/// As `cost_at`, with the crew on its way to `index` at once.
std::optional<Cost> Planner::cost_of_pull(int crew_index, int index) const {
    const auto& crew = this->crew(crew_index);
    const auto& route = routes_[static_cast<std::size_t>(crew_index)];
    const auto here = place_now(crew, task(route.visits.front().task));
    Visit at = visit(crew, now_, index, leg(here, task(index).place), service_left(task(index)));
    if (at.arrival < 0) return {};
    Cost cost = cost_of(task(index), at);
    cost[CostTerm::kChanges] += 1;
    for (const Visit& old : without_first(route)) {
        const Task& next = task(old.task);
        at = visit(crew, at.departure, old.task, leg(task(at.task).place, next.place),
                   service_left(next));
        cost += cost_of(next, at);
        if (at.arrival - old.arrival > policy_.notable_move.count() || at.arrival < 0)
            cost[CostTerm::kChanges] += 1;
    }
    return cost - route.before.back();
}

/// From the last position to the first: the later one stands, the less it delays, so that the best
/// is found early and the rest is given up quickly.
void Planner::consider_crew(int index, int task_index, std::optional<Cost> limit,
                            std::optional<Choice>& best) const {
    const auto& crew = this->crew(index);
    const auto& route = routes_[static_cast<std::size_t>(index)];
    const Task& task = this->task(task_index);
    const auto stop = [&](int position) -> const Task& {
        return this->task(route.visits[static_cast<std::size_t>(position)].task);
    };
    const auto consider = [&](int position, bool pulls, const std::optional<Cost>& cost) {
        if (!cost || !(*cost < *limit)) return;
        limit = *cost;
        best = Choice{index, position, pulls, *cost, {}, 0, false};
    };
    const int count = static_cast<int>(route.visits.size());
    int first = started_first(route) ? 1 : 0;
    if (first == 1 && stop(0).pullable && stop(0).hazard < task.hazard) {
        consider(0, true, cost_of_pull(index, task_index));
    }
    while (first < count && stop(first).hazard > task.hazard)
        ++first;
    int last = first;
    while (last < count && stop(last).hazard == task.hazard)
        ++last;
    Seconds leg_on = last < count ? leg(task.place, stop(last).place) : 0;
    for (int position = last; position >= first; --position) {
        const auto& before = position > 0 ? stop(position - 1).place : crew.place;
        const Seconds leg_to = leg(before, task.place);
        consider(position, false, cost_at({index, task_index, position, leg_to, leg_on}, limit));
        leg_on = leg_to;  // both ways take the same time
    }
}

bool Planner::may_do(int index, const Task& task) const {
    const auto& crew = this->crew(index);
    if (task.pinned >= 0 && task.pinned != index) return false;
    if (!crew.available || !crew.meets[static_cast<std::size_t>(task.needs)]) return false;
    return std::count(task.excluded.begin(), task.excluded.end(), index) == 0;
}

bool Planner::fits_alone(int task_index) const {
    const Task& task = this->task(task_index);
    for (int i = 0; i < static_cast<int>(crews_.size()); ++i) {
        if (!may_do(i, task)) continue;
        const auto& crew = this->crew(i);
        const auto there = leg(crew.place, task.place);
        if (visit(crew, now_, task_index, there, service_left(task)).arrival >= 0) return true;
    }
    return false;
}

std::optional<Choice> Planner::find(int task_index) const {
    const Task& task = this->task(task_index);
    std::optional<Choice> best;
    std::optional<Choice> runner_up;
    for (int i = 0; i < static_cast<int>(crews_.size()); ++i) {
        if (!may_do(i, task)) continue;
        // Neither the best nor the next best comes from what costs more than both so far.
        std::optional<Choice> here;
        consider_crew(i, task_index, runner_up ? runner_up->cost : cost_unserved(task), here);
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
    const auto& route = routes_[static_cast<std::size_t>(choice.crew)];
    std::vector<int> tasks;
    for (const auto& visit : choice.pulls ? without_first(route) : route.visits)
        tasks.push_back(visit.task);
    if (choice.pulls) leave_first(choice.crew);
    tasks.insert(tasks.begin() + choice.position, task);
    set_route(choice.crew, tasks);
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
            moved.emplace_back(index, choice);
        } else if (!choice) {
            moved.emplace_back(index, std::nullopt);
        } else {
            set_route(crew, before);
        }
    }
    return moved;
}

}  // namespace hearth::dispatch
