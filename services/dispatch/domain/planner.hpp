#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/dispatch/domain/cost.hpp"
#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

using Seconds = std::int64_t;  ///< of Unix time, or a span

enum class Phase { kWaiting, kEnRoute, kOnSite };

/// A job as planning sees it.
struct Task {
    Uuid id;
    Hazard hazard = Hazard::kNone;
    int rank = 0;
    int needs = 0;  ///< which set of skills
    std::optional<GeoPoint> place;
    Seconds service = 0;  ///< on site
    Seconds due = 0;      ///< latest arrival allowed
    Seconds since = 0;    ///< reported
    Phase phase = Phase::kWaiting;
    Seconds phase_since = 0;    ///< when the crew set off, or arrived
    bool pullable = false;      ///< started, but may be left for a hazard
    int pinned = -1;            ///< the only crew that may do it
    std::vector<int> excluded;  ///< crews that declined it
};

struct PlannerCrew {
    std::string code;
    std::vector<bool> meets;  ///< by Task::needs: has all of those skills
    bool available = true;
    std::optional<GeoPoint> place;                    ///< where it is, or where it set off
    std::vector<std::pair<Seconds, Seconds>> shifts;  ///< in order, apart from each other
};

/// One stop of a route.
struct Visit {
    int task = 0;
    Seconds arrival = -1;  ///< -1: no shift has room for it
    Seconds departure = 0;
    Seconds travel = 0;
};

/// Where a job goes best, and why not elsewhere.
struct Choice {
    int crew = 0;
    int position = 0;
    bool pulls = false;                    ///< the crew leaves what it has started
    Cost cost;                             ///< what the plan gains by it, mostly positive
    CostTerm against = CostTerm::kTravel;  ///< where the best choice of another crew is worse
    std::int64_t margin = 0;               ///< by so much
    bool only = false;                     ///< no other crew could
};

/// The stops of all crews, and where one more goes best.
///
/// Rules that always hold: a crew has the skills and is in a shift when it arrives (and, without
/// hazard, when the usual time on site ends); what has started stays first, unless it may be left
/// and a greater hazard comes; greater hazards come before smaller ones; every task is in at most
/// one route, once. Limits of arrival are soft. Same input, same answer: ties go to the first crew
/// and position. Crews are given in the order of their codes. One thread. Finding costs O(crews +
/// stops in all × stops of a route).
class Planner {
public:
    Planner(const Policy& policy, Seconds now, std::vector<PlannerCrew> crews,
            std::vector<Task> tasks);

    /// One more, in no route; its index is that of the last one and one more.
    void add(Task task);
    /// Whatever it was told before, `crew` may do it and no other. It is in no route.
    void pin(int task, int crew);

    /// Takes the stops as they stand. Started ones come first, greater hazards before smaller ones.
    void set_route(int crew, const std::vector<int>& tasks);

    [[nodiscard]] std::optional<Choice> find(int task) const;
    /// True when a crew that may do it could, had it nothing else to do. Costs O(crews).
    [[nodiscard]] bool fits_alone(int task) const;
    void insert(int task, const Choice& choice);
    void remove(int task);

    /// Looks for a better crew for waiting work that would come late, or cannot be done where it
    /// stands. Moves it only when that wins in something greater than travel. Returns what moved or
    /// fell out.
    std::vector<std::pair<int, std::optional<Choice>>> repair(std::size_t most);

    [[nodiscard]] const std::vector<Visit>& route(int crew) const {
        return routes_[static_cast<std::size_t>(crew)].visits;
    }
    [[nodiscard]] int crew_of(int task) const { return crew_of_[static_cast<std::size_t>(task)]; }
    [[nodiscard]] const Task& task(int task) const {
        return tasks_[static_cast<std::size_t>(task)];
    }
    [[nodiscard]] const std::vector<PlannerCrew>& crews() const { return crews_; }
    /// Of all routes and of what is in none.
    [[nodiscard]] Cost cost() const;

private:
    struct Route {
        std::vector<Visit> visits;
        std::vector<Cost> before;  ///< before[i]: cost of the first i visits
    };
    struct Insertion {
        int crew;
        int task;
        int position;
        Seconds leg_to;  ///< travel to it
        Seconds leg_on;  ///< travel on to the next
    };
    struct From {
        Seconds ready = 0;
        std::optional<GeoPoint> place;
    };

    [[nodiscard]] const PlannerCrew& crew(int index) const {
        return crews_[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] Seconds leg(const std::optional<GeoPoint>& from,
                              const std::optional<GeoPoint>& to) const;
    [[nodiscard]] Visit visit(const PlannerCrew& crew, Seconds ready, int task, Seconds leg,
                              Seconds service) const;
    [[nodiscard]] Visit started_visit(const PlannerCrew& crew, int task) const;
    [[nodiscard]] Cost cost_of(const Task& task, const Visit& visit) const;
    [[nodiscard]] Cost cost_unserved(const Task& task) const;
    [[nodiscard]] std::optional<GeoPoint> place_now(const PlannerCrew& crew,
                                                    const Task& first) const;
    [[nodiscard]] Seconds service_left(const Task& task) const;
    void walk(int crew, const std::vector<int>& tasks);
    [[nodiscard]] bool started_first(const Route& route) const;
    [[nodiscard]] bool may_do(int crew, const Task& task) const;
    void consider_crew(int crew, int task, std::optional<Cost> limit,
                       std::optional<Choice>& best) const;
    [[nodiscard]] std::vector<Visit> without_first(const Route& route) const;
    [[nodiscard]] std::optional<Cost> cost_of_pull(int crew, int task) const;
    [[nodiscard]] std::optional<Cost> cost_at(const Insertion& insertion,
                                              const std::optional<Cost>& limit) const;
    [[nodiscard]] bool movable(int task) const;
    void leave_first(int crew);

    const Policy& policy_;
    Seconds now_;
    std::vector<PlannerCrew> crews_;
    std::vector<Task> tasks_;
    std::vector<Route> routes_;
    std::vector<int> crew_of_;
};

}  // namespace hearth::dispatch
