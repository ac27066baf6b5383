#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/dispatch/domain/crew.hpp"
#include "services/dispatch/domain/members.hpp"
#include "services/dispatch/domain/orders.hpp"

namespace hearth::dispatch {

/// One stop as the current plan version says.
struct PlannedStop {
    Uuid order;
    Instant arrival_at;
    Instant departure_at;
    std::int64_t travel_s = 0;
    std::string rule;
    std::string cost_term;
    std::int64_t margin = 0;
    std::string why;

    bool operator==(const PlannedStop&) const = default;
};

/// A change of a tenant's board that was stored: the number of it, and which of several that tried
/// for the number it was.
struct Stamp {
    std::int64_t change = 0;
    Uuid id;

    bool operator==(const Stamp&) const = default;
};

/// What a board works on, kept in memory from one change to the next. It remembers what a change
/// overwrote until that is kept or taken back.
struct BoardState {
    Orders orders;                     ///< live ones, and those that were asked for
    Journal<std::string, Crew> crews;  ///< by code
    Journal<std::string, std::vector<PlannedStop>> routes;  ///< by crew code
    std::int64_t plan_version = 0;
    /// Those that are not over, those restored lately, and those that were asked for.
    Journal<Uuid, Incident> incidents;
    Members members;  ///< of those that are not over, or were asked for
    Network network;
    std::map<Uuid, Place> node_places;
    std::map<Uuid, int> node_customers;  ///< service points below a node, where known
    std::int64_t order_sequence = 0;     ///< last number given out
    std::int64_t incident_sequence = 0;
    /// Where planning goes on among the work that it puts off on a full day. Never stored.
    std::optional<Uuid> put_off_turn;

    /// What all of it, less what is remembered, is known to be.
    std::optional<Stamp> stamp;
    /// What it is with what is remembered, once that is committed.
    std::optional<Stamp> pending;
    std::int64_t network_version = 0;

    void keep();
    void undo();
    /// Counts what the members of an incident are still to do.
    void count_members(const Uuid& incident);

private:
    struct Numbers {
        std::int64_t plan_version = 0;
        std::int64_t order_sequence = 0;
        std::int64_t incident_sequence = 0;
    };
    Numbers before_;
};

}  // namespace hearth::dispatch
