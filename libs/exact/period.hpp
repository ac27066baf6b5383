#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/time.hpp"
#include "libs/exact/ratio.hpp"

namespace hearth::exact {

/// A civil date, of no zone: what contracts, prices and bills are dated with. The compiler keeps it
/// from an Instant.
using LocalDay = std::chrono::local_days;

Result<LocalDay> parse_day(std::string_view text);  ///< "2026-03-03"; BAD_DAY otherwise
std::string to_string(LocalDay day);                ///< years 0000 to 9999

/// Whole days from `start` to the day before `end`; at least one.
class Period {
public:
    /// BAD_PERIOD unless start < end.
    static Result<Period> make(LocalDay start, LocalDay end);

    [[nodiscard]] LocalDay start() const { return start_; }
    [[nodiscard]] LocalDay end() const { return end_; }
    [[nodiscard]] std::chrono::days length() const { return end_ - start_; }
    [[nodiscard]] bool contains(LocalDay day) const { return start_ <= day && day < end_; }
    [[nodiscard]] bool contains(const Period& other) const {
        return start_ <= other.start_ && other.end_ <= end_;
    }

    bool operator==(const Period&) const = default;

private:
    Period(LocalDay start, LocalDay end) : start_(start), end_(end) {}

    LocalDay start_;
    LocalDay end_;
};

/// "2026-01-01/2026-02-01", the second the first day behind it.
Result<Period> parse_period(std::string_view text);
std::string to_string(const Period& period);

std::optional<Period> overlap(const Period& a, const Period& b);
/// Cut before each of these days, given in any order; those that cut nothing off are left out.
std::vector<Period> split(const Period& period, std::span<const LocalDay> before);

/// Moments from `start` to just before `end`.
struct Interval {
    Instant start;
    Instant end;

    [[nodiscard]] Duration length() const { return end - start; }
    bool operator==(const Interval&) const = default;
};

/// In a zone of the tz database; UNKNOWN_TIME_ZONE otherwise. A day begins with its first moment
/// there, which need not be midnight, and lasts as long as it does: 23 or 25 hours where clocks
/// change, 0 where a day was left out.
Result<LocalDay> day_of(Instant at, std::string_view zone);
Result<Interval> interval_of(LocalDay day, std::string_view zone);
Result<Interval> interval_of(const Period& period, std::string_view zone);
/// One for each day of the period, end to end. O(days).
Result<std::vector<Interval>> days_of(const Period& period, std::string_view zone);

/// By how much a charge of the whole period counts for a part of it.
enum class Proration {
    kNone,           ///< wholly
    kActualActual,   ///< days / days of the whole
    kActual30,       ///< days / 30; those of a month may sum to 31/30
    kActual365By12,  ///< days / (365 / 12)
};
std::string_view name_of(Proration proration);  ///< "none", "actual/actual", "actual/30", …
Result<Proration> parse_proration(std::string_view name);  ///< UNKNOWN_VALUE otherwise

/// Civil days count, not hours. BAD_PERIOD unless `whole` contains `part`.
Result<Ratio> prorate(const Period& part, const Period& whole, Proration proration);

}  // namespace hearth::exact
