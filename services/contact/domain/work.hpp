#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/contact/domain/change.hpp"

namespace hearth::contact {

/// One thing that the crew showed with its word.
struct Shown {
    std::string name;
    std::string value;
    std::string unit;
};

/// What dispatch says of a work order, as far as contact acts on it.
struct WorkNews {
    std::string type;   ///< "CrewOnSite"
    std::string order;  ///< `workOrders/<uid>`
    std::string number;
    std::string step;
    int round = 1;
    int attempt = 1;
    std::string crew;
    std::string actor;
    Instant observed;
    std::optional<Instant> forecast_arrival;
    std::optional<Instant> forecast_restoration;
    std::optional<Instant> supply_restored;
    bool below_boundary = false;
    bool result_restored = false;  ///< the result says that supply was back when the crew left
    bool folded = false;           ///< its order ended with the one that led it, elsewhere
    std::vector<Shown> evidence;   ///< with this word of the crew
    std::string flag;              ///< what the office is to look at: `evidence_not_met`
    std::string reason;
};

/// Turns a work order's event into lines, moments, promises and steps. An order of an older attempt
/// only gets a line. A hazard is not ended by work elsewhere, that its order was folded into: a
/// crew is sent. A word whose evidence does not meet the class's rules, or is no news of the danger
/// (`is_proof`), ends nothing: the hazard stands, and the lead is told. A dangerous reading, of
/// whichever attempt, that nothing made safe later reopens what was resolved, as `may_reopen`
/// allows; the lead is told of it at any rate.
void apply_work(Change& change, const WorkNews& fact);

/// What dispatch says of an incident that the request belongs to.
struct IncidentNews {
    std::string type;  ///< "IncidentConfirmed"
    Uuid incident;
    std::string number;
    Instant observed;
    std::optional<Instant> forecast_restoration;
    std::int64_t customers = -1;
};

/// Confirmed and grown make it a part, split and dismissed take it out, forecasts renew promises.
void apply_incident(Change& change, const IncidentNews& fact);

}  // namespace hearth::contact
