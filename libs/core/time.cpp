#include "libs/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include <date/tz.h>

namespace hearth {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Reads fixed-width text from the left; after the first mismatch `ok` stays false.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        if (rest_.size() < count) ok_ = false;
        for (std::size_t i = 0; ok_ && i < count; ++i) {
            if (!is_digit(rest_[i])) ok_ = false;
            value = value * 10 + (rest_[i] - '0');
        }
        if (ok_) rest_.remove_prefix(count);
        return value;
    }

    void expect(std::string_view any_of) {
        if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) ok_ = false;
        if (ok_) rest_.remove_prefix(1);
    }

    bool take(char c) {
        if (!ok_ || rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// Digits beyond the sixth are below our resolution and dropped.
    Duration fraction() {
        Duration::rep value = 0;
        int count = 0;
        for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++count) {
            if (count < 6) value = value * 10 + (rest_.front() - '0');
        }
        if (count == 0) ok_ = false;
        for (; count < 6; ++count)
            value *= 10;
        return Duration{value};
    }

    [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view rest_;
    bool ok_ = true;
};

minutes read_offset(Reader& reader) {
    if (reader.take('Z') || reader.take('z')) return minutes{0};
    const bool west = reader.take('-');
    if (!west) reader.expect("+");
    const int hour = reader.digits(2);
    reader.expect(":");
    const int minute = reader.digits(2);
    if (hour > 23 || minute > 59) reader.expect({});
    const minutes offset = hours{hour} + minutes{minute};
    return west ? -offset : offset;
}

std::optional<Instant> read_rfc3339(std::string_view text) {
    Reader reader{text};
    const std::chrono::year year{reader.digits(4)};
    reader.expect("-");
    const std::chrono::month month{static_cast<unsigned>(reader.digits(2))};
    reader.expect("-");
    const std::chrono::day day{static_cast<unsigned>(reader.digits(2))};
    reader.expect("Tt");
    const int hour = reader.digits(2);
    reader.expect(":");
    const int minute = reader.digits(2);
    reader.expect(":");
    const int second = reader.digits(2);
    const Duration fraction = reader.take('.') ? reader.fraction() : Duration{0};
    const minutes offset = read_offset(reader);
    const std::chrono::year_month_day date{year, month, day};
    if (!reader.done() || !date.ok() || hour > 23 || minute > 59 || second > 59) return {};
    return std::chrono::sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
           fraction - offset;
}

Result<const date::time_zone*> locate(std::string_view zone) {
    try {
        return date::locate_zone(std::string{zone});
    } catch (const std::runtime_error&) {
        return fail(invalid_argument("time_zone", "UNKNOWN_TIME_ZONE",
                                     "\"" + std::string{zone} + "\" is not a known time zone"));
    }
}

}  // namespace

std::string to_rfc3339(Instant at) {
    const auto midnight = std::chrono::floor<days>(at);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss time{at - midnight};
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", int{date.year()},
        unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<Instant> parse_rfc3339(std::string_view text) {
    if (const auto at = read_rfc3339(text)) return *at;
    return fail(invalid_argument("time", "BAD_TIME", "is not a time like 2026-03-03T02:00:00Z"));
}

Result<LocalTime> to_local(Instant at, std::string_view zone) {
    const auto found = locate(zone);
    if (!found) return fail(found.error());
    const auto local = (*found)->to_local(at).time_since_epoch();
    const auto midnight = std::chrono::floor<days>(local);
    const std::chrono::sys_days day{midnight};
    return LocalTime{std::chrono::year_month_day{day},
                     std::chrono::floor<minutes>(local - midnight), std::chrono::weekday{day}};
}

Result<std::string> local_day(Instant at, std::string_view zone) {
    const auto local = to_local(at, zone);
    if (!local) return fail(local.error());
    std::array<char, 32> text{};
    (void)std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(local->day.year()),
        static_cast<unsigned>(local->day.month()), static_cast<unsigned>(local->day.day()));
    return std::string{text.data()};
}

Result<Instant> from_local(std::chrono::year_month_day day, std::chrono::minutes of_day,
                           std::string_view zone) {
    if (!day.ok()) return fail(invalid_argument("day", "BAD_DAY", "is not a day of the calendar"));
    const auto found = locate(zone);
    if (!found) return fail(found.error());
    const date::local_seconds local{std::chrono::sys_days{day}.time_since_epoch() + of_day};
    const date::local_info info = (*found)->get_info(local);
    if (info.result == date::local_info::nonexistent) return Instant{info.first.end};
    return Instant{local.time_since_epoch() - info.first.offset};
}

}  // namespace hearth
