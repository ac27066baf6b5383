#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/dispatch/domain/board.hpp"
#include "services/dispatch/domain/planner.hpp"

namespace hearth::dispatch {

/// One run of planning over a board: what stands is taken over, what waits is inserted, what would
/// come late is looked at again, and what came out is told. Lives for one call of `Board::replan`.
/// Costs what the routes hold and the searches, and a look at each kind of what waits, not at each
/// one that waits.
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

    /// What the same crews do in the same time.
    using Need = std::tuple<int, int, std::vector<int>>;
    using Kind = std::tuple<Need, Seconds, std::optional<std::pair<double, double>>>;
    /// Waiting work of one kind, the most urgent first.
    struct Waiting {
        WaitKey key;  ///< of the next
        std::set<WaitKey>::const_iterator next;
        std::set<WaitKey>::const_iterator end;
        int task = -1;  ///< the only one, which the routes have no place for

        bool operator<(const Waiting& other) const { return other.key < key; }
    };
    struct Searches {
        std::map<Need, int> in_vain;
        std::set<Kind> without_gap;
        std::set<int> looked_at;
    };
    struct Rule {
        int needs = 0;
        Seconds service = 0;
    };

    /// With the crews, and the work that they have.
    [[nodiscard]] Planner make_planner();
    void note_needs();
    const Rule& rule_of(const std::string& work_class, const std::string& commodity);
    [[nodiscard]] std::vector<PlannerCrew> make_crews() const;
    [[nodiscard]] std::vector<bool> met_by(const Crew& crew) const;
    [[nodiscard]] Task make_task(const WorkOrder& order);
    /// Made when it is first asked for.
    int task_of(Planner& planner, const Uuid& order);
    void take_over_routes(Planner& planner);
    [[nodiscard]] std::vector<Waiting> waiting(const Planner& planner) const;
    void plan(Planner& planner);
    bool insert_best(Planner& planner, int task);
    void insert_waiting(Planner& planner);
    /// False: the rest of its kind is put off.
    bool insert_next(Planner& planner, int task, Searches& searches);
    void insert_in_turn(Planner& planner, const Searches& searches);
    void drop_unserved(Planner& planner);
    [[nodiscard]] Reason reason_of(const Planner& planner, int task, const Choice& choice) const;

    void tell_unassigned(const Planner& planner);
    void tell_routes(const Planner& planner);
    bool tell_visit(const Planner& planner, int crew, const Visit& visit);
    void assign(WorkOrder& order, const std::string& crew, PlanChange& change);
    struct Forecast {
        std::optional<Instant> arrival_at;
        std::optional<Instant> restoration_at;
    };
    static Forecast expected(const WorkOrder& order, const Visit& visit);
    [[nodiscard]] bool is_news(const WorkOrder& order, const Forecast& forecast) const;
    void forecast(WorkOrder& order, const Visit& visit) const;
    void store_route(const Planner& planner, int crew);
    void follow_leaders();
    [[nodiscard]] std::optional<Instant> planned_arrival(const Uuid& order) const;

    Board& board_;
    const Policy& policy_;
    Instant now_;
    Seconds now_s_;
    std::vector<std::string> codes_;  ///< of crews, in order
    std::map<std::string, int> crew_index_;
    std::map<std::vector<std::string>, int> needs_;              ///< sets of skills that work needs
    std::map<std::pair<std::string, std::string>, Rule> rules_;  ///< by class and commodity
    std::vector<Uuid> ids_;                                      ///< of tasks
    std::unordered_map<Uuid, int> task_index_;
    std::unordered_map<int, Reason> reasons_;
    std::unordered_map<Uuid, PlannedStop> old_stops_;
    std::vector<PlanChange> changes_;
    std::optional<Uuid> next_turn_;  ///< among what is put off: the last that was looked at
    std::int64_t version_;
};

}  // namespace hearth::dispatch
