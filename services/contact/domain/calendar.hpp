#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

namespace hearth::contact {

using Day = std::chrono::sys_days;

/// Which days are worked, in one edition: a week's rest days, and by date the holidays and the
/// make-up working days that swap them.
struct Calendar {
    std::string name;
    std::string edition;
    std::optional<Day> from;       ///< in force from; absent: from ever
    std::set<unsigned> rest_days;  ///< ISO: 1 Monday to 7 Sunday
    std::set<Day> holidays;
    std::set<Day> working_days;  ///< worked although a rest day

    [[nodiscard]] bool works(Day day) const;
};

}  // namespace hearth::contact
