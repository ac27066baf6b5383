#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "services/dispatch/domain/travel.hpp"
#include "services/dispatch/domain/work_order.hpp"

namespace hearth::dispatch {

/// What a class of work needs.
struct ClassRule {
    std::vector<std::string> skills;
    std::chrono::seconds on_site{3600};  ///< usual time from arrival to supply back
    Interruptible interruptible = Interruptible::kNo;
    std::string incident_kind;  ///< `outage`; empty: reports of it never point at an incident
};

/// The numbers dispatch works by: data of the firm, none of them in code.
struct Policy {
    std::string zone = "Asia/Shanghai";
    TravelProfile travel;
    std::map<std::string, ClassRule, std::less<>> classes;
    std::chrono::seconds on_site{3600};             ///< of a class without a rule of its own
    std::chrono::seconds arrive_within{24 * 3600};  ///< where the request names no limit
    std::chrono::seconds horizon{48 * 3600};        ///< how far ahead shifts are planned
    std::chrono::seconds least_left{600};  ///< a job that has overrun is expected to take this long
    std::chrono::seconds forecast_step{300};  ///< smaller moves of a forecast are not published
    std::chrono::seconds notable_move{900};   ///< a stop that moves more counts as a change
    std::chrono::seconds repair_gain{120};    ///< moving other work must win at least this much
    /// Distinct service points below one node that raise a suspicion, by commodity; none: never.
    std::map<std::string, int, std::less<>> suspect_at = {
        {"electricity", 2}, {"gas", 2}, {"water", 2}};
    std::chrono::hours nested_within{72};  ///< after a restoration, a new incident there is nested

    /// The rule of the class, or one that needs the commodity's own skill.
    [[nodiscard]] ClassRule rule(std::string_view work_class, std::string_view commodity) const;
};

}  // namespace hearth::dispatch
