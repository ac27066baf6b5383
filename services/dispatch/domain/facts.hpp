#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/dispatch/domain/crew.hpp"
#include "services/dispatch/domain/incident.hpp"
#include "services/dispatch/domain/work_order.hpp"

namespace hearth::dispatch {

/// What changed for one work order in the plan, and why.
struct PlanChange {
    Uuid order;
    std::string kind;  ///< assigned, moved, retimed, unassigned, removed
    std::string old_crew;
    std::string new_crew;
    std::optional<Instant> old_arrival_at;
    std::optional<Instant> new_arrival_at;
    std::string rule;
    std::string cost_term;
    std::int64_t margin = 0;
    std::string why;
};

// What can happen to a work order. Each is an event of the same name, with what only it needs.
struct WorkOrderOpened {};
struct WorkOrderAssigned {
    std::string old_crew;
    PlanChange change;
};
struct WorkOrderUnassigned {
    std::string old_crew;
    PlanChange change;
};
struct WorkOrderAccepted {};
struct WorkOrderDeclined {
    std::string old_crew;
    std::string reason;
};
struct CrewEnRoute {};
struct CrewOnSite {};
struct MadeSafe {};
struct SupplyRestored {
    std::vector<Uuid> service_points;
    std::vector<Uuid> nodes;
};
struct WorkSuspended {
    std::string reason;
};
struct WorkResumed {};
struct FollowUpNeeded {
    std::string note;
};
struct NoFaultFound {};
struct WorkOrderDone {};
struct WorkOrderFailed {
    std::string reason;
};
struct WorkOrderCancelled {
    std::string old_crew;
    std::string reason;
};
struct WorkOrderMoved {};
struct WorkOrderRankChanged {
    int old_rank = 0;
};
struct WorkOrderFolded {
    std::string old_crew;
};
struct WorkOrderUnfolded {
    std::optional<Uuid> old_parent;
};
struct ForecastChanged {
    std::optional<Instant> old_arrival_at;
    std::optional<Instant> old_restoration_at;
    std::optional<PlanChange> change;
};
struct WorkOrderRemarked {
    std::string note;
    std::map<std::string, std::string> fields;
    std::string flag;
};
using OrderEvent =
    std::variant<WorkOrderOpened, WorkOrderAssigned, WorkOrderUnassigned, WorkOrderAccepted,
                 WorkOrderDeclined, CrewEnRoute, CrewOnSite, MadeSafe, SupplyRestored,
                 WorkSuspended, WorkResumed, FollowUpNeeded, NoFaultFound, WorkOrderDone,
                 WorkOrderFailed, WorkOrderCancelled, WorkOrderMoved, WorkOrderRankChanged,
                 WorkOrderFolded, WorkOrderUnfolded, ForecastChanged, WorkOrderRemarked>;

struct OrderFact {
    WorkOrder head;  ///< after it
    Instant observed_at;
    std::string actor;
    OrderEvent event;
};

// What can happen to an incident, likewise. Members are those that it is about.
struct IncidentSuspected {};
struct IncidentConfirmed {
    std::vector<Member> members;
    std::string note;
};
struct IncidentGrown {
    std::vector<Member> members;
};
struct IncidentSplit {
    std::vector<Member> members;
    std::string reason;
};
struct IncidentDismissed {
    std::vector<Member> members;
    std::string reason;
};
struct NodesRestored {
    std::vector<Uuid> nodes;
    std::vector<Member> members;
};
struct IncidentRestored {};
struct IncidentVerified {};
struct IncidentClosed {};
struct IncidentForecastChanged {
    std::optional<Instant> old_restoration_at;
};
using IncidentEvent =
    std::variant<IncidentSuspected, IncidentConfirmed, IncidentGrown, IncidentSplit,
                 IncidentDismissed, NodesRestored, IncidentRestored, IncidentVerified,
                 IncidentClosed, IncidentForecastChanged>;

struct IncidentFact {
    Incident head;  ///< after it
    Instant observed_at;
    std::string actor;
    IncidentEvent event;
};

struct PlanFact {
    std::int64_t version = 0;
    Instant at;
    std::vector<PlanChange> changes;
};

struct CrewFact {
    Crew head;
};

using Fact = std::variant<OrderFact, IncidentFact, PlanFact, CrewFact>;

}  // namespace hearth::dispatch
