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

/// One thing that happened to a work order; `kind` is the name of its event. What a kind does not
/// need stays empty.
struct OrderFact {
    std::string_view kind;
    WorkOrder head;  ///< after it
    Instant observed_at;
    std::string actor;
    std::string old_crew;
    std::string reason;
    std::string note;
    std::string flag;
    std::vector<Uuid> nodes;
    std::vector<Uuid> service_points;
    std::map<std::string, std::string> fields;
    std::optional<PlanChange> change;
    std::optional<Instant> old_arrival_at;
    std::optional<Instant> old_restoration_at;
    int old_rank = 0;
    Uuid old_parent;
};

struct IncidentFact {
    std::string_view kind;
    Incident head;  ///< after it, without members
    Instant observed_at;
    std::string actor;
    std::vector<Member> members;
    std::vector<Uuid> nodes;
    std::string note;
    std::optional<Instant> old_restoration_at;
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
