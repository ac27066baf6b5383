#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/dispatch/domain/board.hpp"
#include "services/dispatch/domain/planner.hpp"

namespace hearth::dispatch {

/// One run of planning over a board: what stands is taken over, what waits is inserted, what would
/// come late is looked at again, and what came out is told. Lives for one call of `Board::replan`.
class Replanning {
public:
    explicit Replanning(Board& board);
    void run();
    /// True when a plan would give the order, which no crew has started, to `crew` once a person
    /// puts it there. Cost: that of a plan.
    bool has_room(const Uuid& order, const std::string& crew);

private:
    struct Reason {
        std::string rule;
        std::string cost_term;
        std::int64_t margin = 0;
        std::string why;
    };

    /// After the tasks, whose needs they meet or do not.
    [[nodiscard]] std::vector<PlannerCrew> make_crews();
    [[nodiscard]] std::vector<Task> make_tasks();
    [[nodiscard]] std::vector<bool> met_by(const Crew& crew) const;
    [[nodiscard]] Task make_task(const WorkOrder& order);
    void take_over_routes(Planner& planner);
    [[nodiscard]] std::vector<int> waiting(const Planner& planner) const;
    void plan(Planner& planner);
    bool insert_best(Planner& planner, int task);
    void insert_waiting(Planner& planner);
    void drop_unserved(Planner& planner);
    [[nodiscard]] Reason reason_of(const Planner& planner, int task, const Choice& choice) const;

    void tell_unassigned(const Planner& planner);
    void tell_routes(const Planner& planner);
    bool tell_visit(const Planner& planner, int crew, const Visit& visit);
    void assign(WorkOrder& order, const std::string& crew, PlanChange& change);
    bool forecast(WorkOrder& order, const Visit& visit);
    void store_route(const Planner& planner, int crew);
    void follow_leaders();
    [[nodiscard]] std::optional<Instant> planned_arrival(const Uuid& order) const;

    Board& board_;
    const Policy& policy_;
    Instant now_;
    Seconds now_s_;
    std::vector<std::string> codes_;  ///< of crews, in order
    std::map<std::string, int> crew_index_;
    std::map<std::vector<std::string>, int> needs_;  ///< sets of skills that tasks need
    std::vector<Uuid> ids_;                          ///< of tasks
    std::unordered_map<Uuid, int> task_index_;
    std::unordered_map<int, Reason> reasons_;
    std::unordered_map<Uuid, PlannedStop> old_stops_;
    std::vector<PlanChange> changes_;
    std::size_t next_turn_ = 0;  ///< among what is put off
    std::int64_t version_;
};

}  // namespace hearth::dispatch
