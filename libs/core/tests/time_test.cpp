#include "libs/core/time.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "libs/core/clock.hpp"

namespace hearth {
namespace {

using namespace std::chrono_literals;
using std::chrono::year_month_day;

constexpr year_month_day kSpring{std::chrono::year{2026}, std::chrono::month{3},
                                 std::chrono::day{29}};
constexpr year_month_day kAutumn{std::chrono::year{2026}, std::chrono::month{10},
                                 std::chrono::day{25}};

std::string berlin(year_month_day day, std::chrono::minutes of_day) {
    return to_rfc3339(from_local(day, of_day, "Europe/Berlin").value());
}

}  // namespace

TEST_CASE("a time reads back from its text") {
    CHECK(to_rfc3339(Instant{0us}) == "1970-01-01T00:00:00.000000Z");
    CHECK(rc::check([] {
        const Instant at{std::chrono::microseconds{
            *rc::gen::inRange<std::int64_t>(-62'000'000'000'000'000, 250'000'000'000'000'000)}};
        RC_ASSERT(parse_rfc3339(to_rfc3339(at)) == at);
    }));
}

TEST_CASE("any offset and any number of fraction digits are read") {
    const Instant expected = parse_rfc3339("2026-03-03T02:00:00.5Z").value();
    CHECK(parse_rfc3339("2026-03-03t10:00:00.500000+08:00") == expected);
    CHECK(parse_rfc3339("2026-03-02T20:30:00.5000009-05:30") == expected);
    CHECK(parse_rfc3339("2024-02-29T00:00:00Z").has_value());
}

TEST_CASE("what is no time is refused") {
    for (const char* bad :
         {"", "2026-03-03", "2026-03-03T02:00:00", "2026-03-03 02:00:00Z", "2026-02-29T00:00:00Z",
          "2026-13-01T00:00:00Z", "2026-03-03T24:00:00Z", "2026-03-03T02:60:00Z",
          "2026-03-03T02:00:00.Z", "2026-03-03T02:00:00Zx", "2026-03-03T02:00:00+0800",
          "2026-03-03T02:00:00+24:00"}) {
        CAPTURE(bad);
        const auto parsed = parse_rfc3339(bad);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().reason == "BAD_TIME");
    }
}

TEST_CASE("local time is day, minutes and weekday of the zone") {
    const auto local =
        to_local(parse_rfc3339("2026-03-03T17:30:59Z").value(), "Asia/Shanghai").value();
    CHECK(local.day ==
          year_month_day{std::chrono::year{2026}, std::chrono::month{3}, std::chrono::day{4}});
    CHECK(local.of_day == 90min);
    CHECK(local.weekday == std::chrono::Wednesday);
}

TEST_CASE("Berlin's spring day has 23 hours, its autumn day 25") {
    const auto next = [](year_month_day day) {
        return year_month_day{std::chrono::sys_days{day} + std::chrono::days{1}};
    };
    const auto length = [&](year_month_day day) {
        return from_local(next(day), 0min, "Europe/Berlin").value() -
               from_local(day, 0min, "Europe/Berlin").value();
    };
    CHECK(length(kSpring) == 23h);
    CHECK(length(kAutumn) == 25h);
    CHECK(length(next(kAutumn)) == 24h);
}

TEST_CASE(
    "a wall clock that strikes twice means the first, one that never strikes the next moment") {
    CHECK(berlin(kAutumn, 2h + 30min) == "2026-10-25T00:30:00.000000Z");
    CHECK(berlin(kSpring, 2h + 30min) == "2026-03-29T01:00:00.000000Z");
    CHECK(berlin(kSpring, 3h) == "2026-03-29T01:00:00.000000Z");
}

TEST_CASE("a local day begins at its own midnight, on days of a clock change too") {
    const auto day = [](const char* at, const char* zone) {
        return local_day(parse_rfc3339(at).value(), zone).value();
    };
    CHECK(day("2026-02-28T15:30:00Z", "Asia/Shanghai") == "2026-02-28");
    CHECK(day("2026-02-28T16:30:00Z", "Asia/Shanghai") == "2026-03-01");
    CHECK(day("2026-03-28T22:30:00Z", "Europe/Berlin") == "2026-03-28");
    CHECK(day("2026-03-28T23:30:00Z", "Europe/Berlin") == "2026-03-29");
    CHECK(day("2026-03-29T21:30:00Z", "Europe/Berlin") == "2026-03-29");
    CHECK(day("2026-03-29T22:30:00Z", "Europe/Berlin") == "2026-03-30");
    CHECK(day("2026-10-24T22:30:00Z", "Europe/Berlin") == "2026-10-25");
    CHECK(day("2026-10-25T22:30:00Z", "Europe/Berlin") == "2026-10-25");
    CHECK(day("2026-10-25T23:30:00Z", "Europe/Berlin") == "2026-10-26");
    CHECK_FALSE(local_day(Instant{}, "Nowhere/X"));
}

TEST_CASE("an unknown zone or day is refused") {
    CHECK(to_local(Instant{}, "Mars/Olympus").error().reason == "UNKNOWN_TIME_ZONE");
    CHECK(from_local(kSpring, 0min, "").error().reason == "UNKNOWN_TIME_ZONE");
    CHECK(from_local(
              year_month_day{std::chrono::year{2026}, std::chrono::month{2}, std::chrono::day{30}},
              0min, "UTC")
              .error()
              .reason == "BAD_DAY");
}

TEST_CASE("a clock can be set ahead") {
    Clock clock;
    const Instant before = clock.now();
    clock.set_offset(72h);
    CHECK(clock.now() >= before + 72h);
    CHECK(clock.now() < before + 72h + 1min);
}

}  // namespace hearth
