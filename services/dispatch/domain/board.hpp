#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/dispatch/domain/board_state.hpp"
#include "services/dispatch/domain/facts.hpp"
#include "services/dispatch/domain/mutation.hpp"
#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

/// What a step of a request asks dispatch to do.
struct WorkRequest {
    StepKey key;
    std::string work_class;
    std::string commodity;
    Hazard hazard = Hazard::kNone;
    int rank = 0;
    std::optional<Uuid> premise;
    std::optional<Uuid> service_point;
    std::optional<Uuid> node;
    Place place;
    std::string place_class;
    Instant reported_at;
    std::optional<Instant> arrive_by;
    std::optional<Instant> danger_at;  ///< when danger was last seen there, by whomever
    std::vector<std::string> needs;
    std::vector<EvidenceRule> evidence_rules;
    std::string summary_zh;
    std::string summary_en;
    bool critical = false;
};

/// All of a tenant that one transaction works on: live orders, crews, plan, incidents. Every rule
/// of dispatch is a method here; what happened is in `facts`, what must be stored in `changed_…`.
/// What a rule costs follows from what it touches, not from how much is live.
///
/// Pure: told the time and new ids, reads nothing, same calls, same facts. Methods that find
/// nothing to do add no fact, so an event applied twice changes nothing. Call `replan` last: it
/// brings the plan up to date with all that happened.
class Board {
public:
    using State = BoardState;
    struct Moment {
        Instant now;
        std::string actor;  ///< who causes it: `crews/C03`, `agents/A1`, `services/dispatch`
        std::function<Uuid()> new_id;
    };

    /// What was changed in the state before is kept.
    Board(const Policy& policy, State state, Moment moment);

    // --- work orders (board_orders.cpp)
    /// Opens the order of a step, unless it exists; looks whether its report points at an incident.
    const WorkOrder& open(const WorkRequest& request);
    void cancel(const Uuid& order, const std::string& reason);
    Result<void> cancel_by_hand(const Uuid& order, const std::string& reason);
    void relocate(const Uuid& order, const WorkRequest& request);
    void change_rank(const Uuid& order, int rank, Hazard hazard, std::optional<Instant> arrive_by);
    /// Puts it to a crew, or with an empty code back to planning. The plan follows in `replan`.
    /// Refused (NO_ROOM) where no shift of the crew has room, and then its crew keeps it.
    Result<void> assign_by_hand(const Uuid& order, const std::string& crew);

    // --- crews (board_crews.cpp)
    /// True when something changed.
    bool import_crew(Crew crew);
    Result<void> set_crew_state(const std::string& code, bool available, const std::string& reason);
    /// `given`: orders that were ever put to the crew; of any other nothing that it says counts
    /// (NOT_YOURS). What it shows of danger is kept, flagged and told, whatever becomes of the
    /// word.
    MutationAnswer mutate(const Mutation& mutation, const std::string& crew,
                          const std::set<Uuid>& given);

    // --- incidents (board_incidents.cpp)
    /// `kind` of the evidence: `dispatcher` or `crew`.
    Result<void> confirm(const Uuid& incident, const std::string& note, const std::string& kind);
    Result<void> dismiss(const Uuid& incident, const std::string& reason);
    Result<void> ungroup(const Uuid& incident, std::vector<Uuid> orders, const std::string& reason);
    Result<void> restore_nodes(const Uuid& incident, std::vector<Uuid> nodes, Instant observed_at);
    /// Contact's word that supply of the request is verified, or that nobody asks for it any more.
    /// It counts whenever it comes, also before the restoration that it verifies.
    void verify(const Uuid& request, Instant at);
    /// Raises one by hand, confirmed at once; live orders below its nodes are folded. Where nobody
    /// has reported anything and it is no planned work, an order of dispatch's own leads it.
    const Incident& report(const std::string& kind, const std::string& commodity,
                           std::vector<Uuid> nodes, Instant start_at, const std::string& note);

    // --- plan (replanning.hpp)
    /// Brings the plan up to date with everything above and with the time; publishes a version only
    /// when work changed hands or moved notably.
    void replan();

    [[nodiscard]] const State& state() const { return state_; }
    /// The state as it is now, which can still be taken back to what it was.
    [[nodiscard]] State release() && { return std::move(state_); }
    /// Null when there is none.
    [[nodiscard]] const WorkOrder* order(const std::optional<Uuid>& id) const;
    [[nodiscard]] const std::vector<Fact>& facts() const { return facts_; }
    [[nodiscard]] const std::set<Uuid>& changed_orders() const { return changed_orders_; }
    [[nodiscard]] const std::set<std::string>& changed_crews() const { return changed_crews_; }
    [[nodiscard]] const std::set<Uuid>& changed_incidents() const { return changed_incidents_; }
    [[nodiscard]] const std::set<Members::Key>& changed_members() const { return changed_members_; }
    /// True when there is nothing to store and nothing to tell.
    [[nodiscard]] bool unchanged() const;
    [[nodiscard]] const std::set<std::string>& changed_routes() const { return changed_routes_; }

private:
    friend class Replanning;

    WorkOrder* find(const std::optional<Uuid>& id);
    Incident* incident_of(const WorkOrder& order);
    /// Is, or was, a member of: those of them that are not over.
    std::vector<Incident*> incidents_of(const Uuid& order);
    [[nodiscard]] bool has_ended(const Uuid& order) const;
    void changed(const WorkOrder& order);
    void keep_member(Incident& incident, Member member);
    /// To be called when its work has just ended.
    void count_ended(const Uuid& order);
    /// Numbers the event and takes the head as it is now: what changes comes first. Then the head
    /// forgets readings that are not the last of their name.
    void tell(WorkOrder& order, OrderEvent event, std::optional<Instant> observed = {});
    void tell(Incident& incident, IncidentEvent event, std::optional<Instant> observed = {});
    using OfMembers = std::function<IncidentEvent(std::vector<Member>)>;
    void tell_members(Incident& incident, const std::vector<Member>& members,
                      const OfMembers& event, std::optional<Instant> observed = {});
    bool step(WorkOrder& order, OrderAction action);
    void release_crew(WorkOrder& order);
    void end(WorkOrder& order, Instant at);
    void flag(WorkOrder& order, std::string_view flag);
    Result<void> can_take(const WorkOrder& order, const std::string& code);

    // mutations
    MutationAnswer mutate_own(WorkOrder& order, const Mutation& mutation);
    MutationAnswer mutate_foreign(WorkOrder& order, const Mutation& mutation,
                                  const std::string& crew);
    [[nodiscard]] std::optional<Uuid> incident_meant(const WorkOrder& order,
                                                     const Mutation& mutation) const;
    void arrive_with(const WorkOrder& lead, WorkOrder& folded);
    void arrive_for_folded(const WorkOrder& lead);
    MutationAnswer progress(WorkOrder& order, const Mutation& mutation);
    void leave_others(const WorkOrder& order, Instant at);
    MutationAnswer finish(WorkOrder& order, const Mutation& mutation, OrderAction action);
    MutationAnswer give_back(WorkOrder& order, const Mutation& mutation);
    void restore_supply(WorkOrder& order, const Mutation& mutation);
    void tell_restored(WorkOrder& order, Instant at, std::vector<Uuid> nodes);
    MutationAnswer remark(WorkOrder& order, const Mutation& mutation, const std::string& flag);
    void crew_seen(const std::string& code, const WorkOrder& order, const Mutation& mutation);

    // evidence (board_evidence.cpp)
    void see_danger(WorkOrder& order, const Mutation& mutation, const std::string& crew);
    std::optional<MutationAnswer> unproven(WorkOrder& order, const Mutation& mutation,
                                           const std::string& crew, bool news);
    void tell_unproven(WorkOrder& order, const Mutation& mutation);
    void keep_readings(WorkOrder& order, const Mutation& mutation, const std::string& crew);
    void add_readings(WorkOrder& order, const Mutation& mutation, const std::string& crew);

    // incidents
    void suspect(WorkOrder& order);
    void tell_confirmed(Incident& incident, const std::string& note);
    Incident& new_incident(const std::string& kind, const std::string& commodity,
                           std::vector<Uuid> nodes);
    void join(Incident& incident, const WorkOrder& order);
    void leave(WorkOrder& order, const std::string& reason);
    Incident* incident_over(const Uuid& node, std::string_view kind);
    void index_live();
    void follow(Incident& incident, WorkOrder& order);
    void fold(Incident& incident, WorkOrder& order);
    void unfold(WorkOrder& order);
    [[nodiscard]] std::optional<Uuid> choose_lead(const Incident& incident) const;
    void lead_by(Incident& incident, WorkOrder& lead);
    void tell_rank(WorkOrder& order, int rank);
    void lead_gone(Incident& incident, const Uuid& order);
    void order_ended(WorkOrder& order);
    void restore_members(Incident& incident, const std::vector<Member>& members, Instant at,
                         const std::vector<Uuid>& nodes);
    void leave_former(const WorkOrder& order);
    void settle(Incident& incident, Instant at);

    const Policy& policy_;
    State state_;
    Moment moment_;
    std::vector<Fact> facts_;
    std::set<Uuid> changed_orders_;
    std::set<std::string> changed_crews_;
    std::set<Uuid> changed_incidents_;
    std::set<Members::Key> changed_members_;
    std::set<std::string> changed_routes_;
    /// Those that were live when first asked for, and those made since, by their nodes.
    std::optional<std::multimap<Uuid, Uuid>> live_by_node_;
};

}  // namespace hearth::dispatch
