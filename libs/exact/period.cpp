#include "libs/exact/period.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace hearth::exact {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 4> kNames{"none", "actual/actual", "actual/30",
                                                 "actual/365d12"};

/// So many digits from the front of `text`; nothing when there are fewer.
std::optional<unsigned> take(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    unsigned value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take_dash(std::string_view& text) {
    if (!text.starts_with('-')) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<LocalDay> read_day(std::string_view text) {
    const auto year = take(text, 4);
    if (!year || !take_dash(text)) return std::nullopt;
    const auto month = take(text, 2);
    if (!month || !take_dash(text)) return std::nullopt;
    const auto day = take(text, 2);
    if (!day || !text.empty()) return std::nullopt;
    const year_month_day date{std::chrono::year{static_cast<int>(*year)},
                              std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok()) return std::nullopt;
    return LocalDay{date};
}

std::string padded(unsigned number, std::size_t width) {
    auto text = std::to_string(number);
    text.insert(0, width - std::min(width, text.size()), '0');
    return text;
}

Error bad_period(std::string message) {
    return invalid_argument("period", "BAD_PERIOD", std::move(message));
}

Result<Instant> start_of(LocalDay day, std::string_view zone) {
    return from_local(year_month_day{day}, std::chrono::minutes{0}, zone);
}

}  // namespace

Result<LocalDay> parse_day(std::string_view text) {
    if (const auto day = read_day(text)) return *day;
    return fail(invalid_argument("day", "BAD_DAY", "is not a day like 2026-03-03"));
}

std::string to_string(LocalDay day) {
    const year_month_day date{day};
    return padded(static_cast<unsigned>(int{date.year()}), 4) + "-" +
           padded(unsigned{date.month()}, 2) + "-" + padded(unsigned{date.day()}, 2);
}

Result<Period> Period::make(LocalDay start, LocalDay end) {
    if (start < end) return Period{start, end};
    return fail(bad_period(to_string(start) + " must be before " + to_string(end)));
}

Result<Period> parse_period(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos)
        return fail(bad_period("is not a period like 2026-01-01/2026-02-01"));
    const auto start = parse_day(text.substr(0, slash));
    if (!start) return fail(start.error());
    const auto end = parse_day(text.substr(slash + 1));
    if (!end) return fail(end.error());
    return Period::make(*start, *end);
}

std::string to_string(const Period& period) {
    return to_string(period.start()) + "/" + to_string(period.end());
}

std::optional<Period> overlap(const Period& a, const Period& b) {
    const auto both = Period::make(std::max(a.start(), b.start()), std::min(a.end(), b.end()));
    return both ? std::optional{*both} : std::nullopt;
}

std::vector<Period> split(const Period& period, std::span<const LocalDay> before) {
    std::vector<LocalDay> borders{period.start(), period.end()};
    std::ranges::copy_if(before, std::back_inserter(borders),
                         [&](LocalDay day) { return period.contains(day); });
    std::ranges::sort(borders);
    const auto twice = std::ranges::unique(borders);
    borders.erase(twice.begin(), twice.end());
    std::vector<Period> parts;
    for (std::size_t i = 1; i < borders.size(); ++i)
        if (const auto part = Period::make(borders[i - 1], borders[i])) parts.push_back(*part);
    return parts;
}

Result<LocalDay> day_of(Instant at, std::string_view zone) {
    const auto local = to_local(at, zone);
    if (!local) return fail(local.error());
    return LocalDay{local->day};
}

Result<Interval> interval_of(LocalDay day, std::string_view zone) {
    const auto start = start_of(day, zone);
    if (!start) return fail(start.error());
    const auto end = start_of(day + days{1}, zone);
    if (!end) return fail(end.error());
    return Interval{*start, *end};
}

Result<Interval> interval_of(const Period& period, std::string_view zone) {
    const auto start = start_of(period.start(), zone);
    if (!start) return fail(start.error());
    const auto end = start_of(period.end(), zone);
    if (!end) return fail(end.error());
    return Interval{*start, *end};
}

Result<std::vector<Interval>> days_of(const Period& period, std::string_view zone) {
    std::vector<Interval> result;
    result.reserve(static_cast<std::size_t>(period.length().count()));
    auto start = start_of(period.start(), zone);
    if (!start) return fail(start.error());
    for (auto day = period.start(); day < period.end(); day += days{1}) {
        const auto end = start_of(day + days{1}, zone);
        if (!end) return fail(end.error());
        result.push_back({*start, *end});
        start = end;
    }
    return result;
}

std::string_view name_of(Proration proration) {
    return kNames[static_cast<std::size_t>(proration)];
}

Result<Proration> parse_proration(std::string_view name) {
    const auto* const found = std::ranges::find(kNames, name);
    if (found == kNames.end())
        return fail(invalid_argument("proration", "UNKNOWN_VALUE",
                                     "is none of none, actual/actual, actual/30, actual/365d12"));
    return static_cast<Proration>(found - kNames.begin());
}

Result<Ratio> prorate(const Period& part, const Period& whole, Proration proration) {
    if (!whole.contains(part))
        return fail(bad_period(to_string(part) + " is no part of " + to_string(whole)));
    const std::int64_t count = part.length().count();
    switch (proration) {
        case Proration::kNone:
            return Ratio{};
        case Proration::kActualActual:
            return Ratio::make(count, whole.length().count());
        case Proration::kActual30:
            return Ratio::make(count, 30);
        case Proration::kActual365By12:
            return Ratio::make(count * 12, 365);
    }
    return Ratio{};
}

}  // namespace hearth::exact
