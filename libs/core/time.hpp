#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth {

/// A moment in UTC, to the microsecond: what PostgreSQL's timestamptz holds.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

std::string to_rfc3339(Instant at);                    ///< 2026-03-03T02:00:00.000000Z
Result<Instant> parse_rfc3339(std::string_view text);  ///< any offset; INVALID_ARGUMENT otherwise

/// A calendar day and the minutes since its midnight, in some zone.
struct LocalTime {
    std::chrono::year_month_day day;
    std::chrono::minutes of_day{0};
    std::chrono::weekday weekday;
};

/// Zones come from the system's tz database; an unknown name is INVALID_ARGUMENT.
Result<LocalTime> to_local(Instant at, std::string_view zone);
/// The calendar day there, "2026-03-03": what `_on` columns are compared with.
Result<std::string> local_day(Instant at, std::string_view zone);
/// The moment of a wall-clock time; the earlier of two in autumn, the first valid one after a gap
/// in spring.
Result<Instant> from_local(std::chrono::year_month_day day, std::chrono::minutes of_day,
                           std::string_view zone);

}  // namespace hearth
