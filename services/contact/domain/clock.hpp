#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/time.hpp"
#include "services/contact/domain/calendar.hpp"

namespace hearth::contact {

enum class LimitUnit { kMinutes, kHours, kDays, kWorkingDays };

/// One row of a profile: for whom a limit holds, which events run it, and what it is.
struct ClockRule {
    std::string row;    ///< key of the row in the file
    std::string clock;  ///< "arrival"
    // For whom; an empty one holds for all.
    std::string commodity;
    std::string request_class;
    std::string customer_class;
    std::string place_class;

    std::string starts;
    std::string stops;
    std::string unstops;  ///< an event that says the stop before it was none: `still_out`
    std::vector<std::string> pauses;
    std::vector<std::string> resumes;
    std::vector<std::string> voids;

    int limit = 0;
    LimitUnit unit = LimitUnit::kMinutes;
    std::vector<int> warn_percent{50, 75, 90, 100};
    std::vector<std::string> ladder{"owner", "lead", "manager", "duty"};  ///< who is told at each
    std::string consequence;
    std::string source;
};

/// The limits a utility lives under, in one edition.
struct Profile {
    std::string name;         ///< "cn-electricity"
    std::string edition;      ///< "2023"
    std::optional<Day> from;  ///< in force from that local day; absent: from ever
    std::string zone;         ///< "Asia/Shanghai"
    Calendar calendar;
    bool own_calendar = false;  ///< stands in the profile itself, so has no editions of its own
    std::vector<ClockRule> rules;
};

/// What a limit is asked for.
struct ClockSubject {
    std::string commodity;
    std::string request_class;
    std::string customer_class;
    std::string place_class;
};

/// The rule that says most about the subject; of equals the first. Null when none holds.
const ClockRule* find_rule(const Profile& profile, std::string_view clock,
                           const ClockSubject& subject);
/// Clocks of which some rule holds for the subject, in the order of the profile.
std::vector<std::string> clocks_for(const Profile& profile, const ClockSubject& subject);

/// Something that happened, by the time it was observed. The id only tells two of the same moment
/// apart.
struct Moment {
    std::string type;
    Instant at;
    std::string id;

    auto operator<=>(const Moment&) const = default;
};

enum class ClockState { kIdle = 1, kRunning, kPaused, kMet, kBreached, kVoid };
std::string_view name_of(ClockState state);  ///< "running"

struct ClockReading {
    ClockState state = ClockState::kIdle;
    std::optional<Instant> started;
    std::optional<Instant> due;  ///< as if a running pause ended at the time of reading
    std::optional<Instant> stopped;
    Duration elapsed{0};    ///< run so far, without pauses
    Duration remaining{0};  ///< to `due`; negative when late
    Duration paused{0};
    std::vector<int> warned;      ///< percents reached, rising
    std::optional<Instant> next;  ///< when it will say something new if nothing happens
    bool exempt = false;
};

/// Reads a clock at a time. Pure: the same events in any order, and repeated ones, give the same;
/// events after `at` are not known yet. Cost: O(n log n) in events, O(days) for limits in days.
///
/// Minutes and hours run while not paused. A limit of n days ends with the n-th day after the day
/// of the start; a day that ends inside a pause, or that the calendar rests (working days), does
/// not count. An event `exempt` marks it and lets it run on.
ClockReading read_clock(const ClockRule& rule, const Profile& profile,
                        const std::vector<Moment>& moments, Instant at);

}  // namespace hearth::contact
