#include "services/dispatch/domain/planner.hpp"

#include <algorithm>
#include <cmath>

namespace hearth::dispatch {
namespace {

constexpr std::array<std::string_view, kCostTerms> kTerms = {
    "life_late", "life_wait", "property_late", "property_wait", "unserved",
    "late",      "wait",      "travel",        "changes"};
constexpr Seconds kQuarter = 900;
constexpr int kMostRank = 1000;

}  // namespace

std::string_view name_of(CostTerm term) {
    return kTerms[static_cast<std::size_t>(term)];
}

Planner::Planner(const Policy& policy, Seconds now, std::vector<PlannerCrew> crews,
                 std::vector<Task> tasks)
    : policy_(policy),
      now_(now),
      crews_(std::move(crews)),
      tasks_(std::move(tasks)),
      routes_(crews_.size()),
      crew_of_(tasks_.size(), -1) {
    for (auto& route : routes_)
        route.before.emplace_back();
}

void Planner::add(Task task) {
    tasks_.push_back(std::move(task));
    crew_of_.push_back(-1);
}

void Planner::pin(int task, int crew) {
    auto& pinned = tasks_[static_cast<std::size_t>(task)];
    pinned.pinned = crew;
    std::erase(pinned.excluded, crew);
}

void Planner::set_route(int crew, const std::vector<int>& tasks) {
    for (const int task : tasks)
        crew_of_[static_cast<std::size_t>(task)] = crew;
    walk(crew, tasks);
}

Seconds Planner::leg(const std::optional<GeoPoint>& from, const std::optional<GeoPoint>& to) const {
    return static_cast<Seconds>(std::ceil(travel_seconds(policy_.travel, from, to)));
}

Visit Planner::visit(const PlannerCrew& crew, Seconds ready, int task, Seconds leg,
                     Seconds service) const {
    const bool hazard = this->task(task).hazard != Hazard::kNone;
    for (const auto& [start, end] : crew.shifts) {
        if (end <= ready) continue;
        const Seconds arrival = std::max(ready, start) + leg;
        const bool fits = hazard ? arrival < end : arrival + service <= end;
        if (fits) return {task, arrival, arrival + service, leg};
    }
    return {task, -1, ready, leg};
}

Visit Planner::started_visit(const PlannerCrew& crew, int index) const {
    const auto& task = this->task(index);
    const Seconds least_left = policy_.least_left.count();
    if (task.phase == Phase::kOnSite) {
        const Seconds departure = std::max(now_ + service_left(task), task.phase_since);
        return {index, task.phase_since, departure, 0};
    }
    const Seconds travel = leg(crew.place, task.place);
    // A crew that is overdue is expected any minute, not in the past.
    const Seconds arrival =
        std::max(task.phase_since + travel, now_ + std::min<Seconds>(60, least_left));
    return {index, arrival, arrival + task.service, travel};
}

Seconds Planner::service_left(const Task& task) const {
    if (task.phase != Phase::kOnSite) return task.service;
    return std::max<Seconds>(policy_.least_left.count(), task.service - (now_ - task.phase_since));
}

Cost Planner::cost_of(const Task& task, const Visit& visit) const {
    if (visit.arrival < 0) return cost_unserved(task);
    Cost cost;
    const Seconds late = std::max<Seconds>(0, visit.arrival - task.due);
    const Seconds wait_min = std::max<Seconds>(0, visit.arrival - task.since + 59) / 60;
    switch (task.hazard) {
        case Hazard::kLife:
            cost[CostTerm::kLifeLate] = late;
            cost[CostTerm::kLifeWait] = wait_min;
            break;
        case Hazard::kProperty:
            cost[CostTerm::kPropertyLate] = late;
            cost[CostTerm::kPropertyWait] = wait_min;
            break;
        case Hazard::kNone:
            cost[CostTerm::kLate] = late * (1 + std::clamp(task.rank, 0, kMostRank));
            cost[CostTerm::kWait] =
                std::max<Seconds>(0, visit.arrival - task.since + kQuarter - 1) / kQuarter;
            break;
    }
    cost[CostTerm::kTravel] = visit.travel;
    return cost;
}

Cost Planner::cost_unserved(const Task& task) const {
    Cost cost;
    // Worse than any arrival within the horizon.
    const Seconds never = now_ + policy_.horizon.count() + 1;
    const Visit visit{0, std::max(never, task.due + 1), 0, 0};
    if (task.hazard != Hazard::kNone) cost = cost_of(task, visit);
    cost[CostTerm::kUnserved] = 1;
    return cost;
}

std::optional<GeoPoint> Planner::place_now(const PlannerCrew& crew, const Task& first) const {
    if (first.phase == Phase::kOnSite || !crew.place || !first.place) return first.place;
    const Seconds travel = leg(crew.place, first.place);
    if (travel == 0) return first.place;
    const double part = std::clamp(
        static_cast<double>(now_ - first.phase_since) / static_cast<double>(travel), 0.0, 1.0);
    return GeoPoint{
        crew.place->latitude + part * (first.place->latitude - crew.place->latitude),
        crew.place->longitude + part * (first.place->longitude - crew.place->longitude)};
}

void Planner::walk(int index, const std::vector<int>& tasks) {
    auto& route = routes_[static_cast<std::size_t>(index)];
    const auto& crew = this->crew(index);
    route.visits.clear();
    route.before.assign(1, Cost{});
    From from{now_, crew.place};
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& task = this->task(tasks[i]);
        const bool started = i == 0 && task.phase != Phase::kWaiting;
        const Visit visit = started ? started_visit(crew, tasks[i])
                                    : this->visit(crew, from.ready, tasks[i],
                                                  leg(from.place, task.place), service_left(task));
        route.visits.push_back(visit);
        route.before.push_back(route.before.back() + cost_of(task, visit));
        from.ready = visit.departure;
        from.place = task.place;
    }
}

bool Planner::started_first(const Route& route) const {
    return !route.visits.empty() && task(route.visits.front().task).phase != Phase::kWaiting;
}

Cost Planner::cost() const {
    Cost total;
    for (const auto& route : routes_)
        total += route.before.back();
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
        if (crew_of_[i] < 0) total += cost_unserved(tasks_[i]);
    }
    return total;
}

}  // namespace hearth::dispatch
