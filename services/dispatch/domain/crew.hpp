#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/geo.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth::dispatch {

/// One shift of each week in local time. `end_minute` counts from the midnight before the start, so
/// a night shift ends above 1440.
struct CrewShift {
    int weekday = 1;  ///< 1 Monday … 7 Sunday
    int start_minute = 0;
    int end_minute = 0;

    auto operator<=>(const CrewShift&) const = default;
};

struct Crew {
    Uuid id;
    std::string code;
    std::string title_zh;
    std::string title_en;
    std::vector<std::string> skills;
    GeoPoint base;
    bool available = true;
    std::string state_reason;
    std::vector<CrewShift> shifts;
    std::optional<GeoPoint> last_point;
    std::optional<Instant> last_point_at;
    Instant updated_at;
    std::int64_t version = 0;

    bool operator==(const Crew&) const = default;
};

struct Window {
    Instant start;
    Instant end;  ///< not part of it

    auto operator<=>(const Window&) const = default;
};

/// The shifts that end after `from` and start before `to`, in order, those that touch joined into
/// one. Exact over a change of daylight saving. The zone must be known.
Result<std::vector<Window>> shift_windows(const std::vector<CrewShift>& shifts,
                                          std::string_view zone, Instant from, Instant to);

/// Every fault of a crew's own fields at once; `path` goes before the field's name.
std::vector<FieldViolation> crew_violations(const Crew& crew, const std::string& path);

}  // namespace hearth::dispatch
