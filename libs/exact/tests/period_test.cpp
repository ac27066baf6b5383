#include "libs/exact/period.hpp"

#include <algorithm>
#include <type_traits>

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;
using namespace std::chrono_literals;
using std::chrono::days;

std::vector<std::string> texts(const std::vector<Period>& periods) {
    std::vector<std::string> result;
    for (const auto& each : periods)
        result.push_back(to_string(each));
    return result;
}

Duration length(std::string_view text, std::string_view zone) {
    return interval_of(day(text), zone).value().length();
}

const char* any_zone() {
    return *rc::gen::element("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC",
                             "Australia/Lord_Howe", "America/Havana", "Pacific/Apia",
                             "America/Sao_Paulo");
}

}  // namespace

TEST_CASE("a day reads back from its text") {
    CHECK(rc::check([] {
        const auto there = any_day();
        RC_ASSERT(parse_day(to_string(there)).value() == there);
    }));
    CHECK(to_string(day("0001-01-01")) == "0001-01-01");
    CHECK(to_string(day("2024-02-29")) == "2024-02-29");
    for (const char* bad :
         {"", "2026-3-3", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-32", "20260303",
          "2026/03/03", "2026-03-03 ", "+2026-03-03", "2026-03-03T"}) {
        CAPTURE(bad);
        CHECK(reason(parse_day(bad)) == "BAD_DAY");
    }
}

TEST_CASE("a day and a moment do not mix") {
    STATIC_REQUIRE_FALSE(std::is_convertible_v<LocalDay, Instant>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Instant, LocalDay>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::chrono::sys_days, LocalDay>);
}

TEST_CASE("a period is half open and has at least one day") {
    const auto january = period("2026-01-01/2026-02-01");
    CHECK(january.length() == days{31});
    CHECK(january.contains(day("2026-01-01")));
    CHECK(january.contains(day("2026-01-31")));
    CHECK_FALSE(january.contains(day("2026-02-01")));
    CHECK_FALSE(january.contains(day("2025-12-31")));
    CHECK(reason(parse_period("2026-01-01/2026-01-01")) == "BAD_PERIOD");
    CHECK(message(parse_period("2026-01-02/2026-01-01")) ==
          "period: 2026-01-02 must be before 2026-01-01");
    CHECK(reason(parse_period("2026-01-01")) == "BAD_PERIOD");
    CHECK(reason(parse_period("2026-01-01/2026-02-30")) == "BAD_DAY");
    CHECK(reason(parse_period("2026-01-01/2026-02-01/2026-03-01")) == "BAD_DAY");
    CHECK(rc::check([] {
        const auto there = any_period();
        RC_ASSERT(parse_period(to_string(there)).value() == there);
    }));
}

TEST_CASE("a period splits at its days, and only at its own") {
    const std::vector<LocalDay> changes{day("2026-05-18"), day("2026-04-30"), day("2026-05-18"),
                                        day("2026-05-01"), day("2026-06-01"), day("2026-05-10")};
    CHECK(texts(split(period("2026-05-01/2026-06-01"), changes)) ==
          std::vector<std::string>{"2026-05-01/2026-05-10", "2026-05-10/2026-05-18",
                                   "2026-05-18/2026-06-01"});
    CHECK(texts(split(period("2026-05-01/2026-06-01"), {})) ==
          std::vector<std::string>{"2026-05-01/2026-06-01"});
    CHECK(rc::check([] {
        const auto whole = any_period();
        std::vector<LocalDay> starts;
        for (const int offset : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-20, 820)))
            starts.push_back(whole.start() + days{offset});
        const auto parts = split(whole, starts);
        RC_ASSERT(parts.front().start() == whole.start());
        RC_ASSERT(parts.back().end() == whole.end());
        for (std::size_t i = 1; i < parts.size(); ++i)
            RC_ASSERT(parts[i - 1].end() == parts[i].start());
        for (const auto change : starts) {
            if (!whole.contains(change)) continue;
            RC_ASSERT(std::ranges::any_of(
                parts, [&](const Period& part) { return part.start() == change; }));
        }
    }));
}

TEST_CASE("two periods overlap in the days that both have") {
    CHECK(overlap(period("2026-01-01/2026-02-01"), period("2026-01-15/2026-03-01")) ==
          period("2026-01-15/2026-02-01"));
    CHECK_FALSE(overlap(period("2026-01-01/2026-02-01"), period("2026-02-01/2026-03-01")));
    CHECK(rc::check([] {
        const auto a = any_period();
        const auto b = any_period();
        const auto some = a.start() + days{*rc::gen::inRange(-10, 900)};
        const auto both = overlap(a, b);
        RC_ASSERT(both == overlap(b, a));
        RC_ASSERT((both && both->contains(some)) == (a.contains(some) && b.contains(some)));
    }));
}

TEST_CASE("a day lasts as long as it does in its zone") {
    CHECK(length("2026-03-28", "Europe/Berlin") == 24h);
    CHECK(length("2026-03-29", "Europe/Berlin") == 23h);
    CHECK(length("2026-10-25", "Europe/Berlin") == 25h);
    CHECK(length("2026-03-29", "Asia/Shanghai") == 24h);
    CHECK(length("2026-03-08", "America/New_York") == 23h);
    CHECK(length("2026-11-01", "America/New_York") == 25h);
    // Half an hour; midnight itself left out, struck twice; a day left out.
    CHECK(length("2026-04-05", "Australia/Lord_Howe") == 24h + 30min);
    CHECK(length("2026-10-04", "Australia/Lord_Howe") == 23h + 30min);
    CHECK(length("2018-11-04", "America/Sao_Paulo") == 23h);
    CHECK(length("2018-02-17", "America/Sao_Paulo") == 25h);
    CHECK(length("2025-11-02", "America/Havana") == 25h);
    CHECK(length("2011-12-30", "Pacific/Apia") == 0h);
    CHECK(reason(interval_of(day("2026-01-01"), "Mars/Olympus")) == "UNKNOWN_TIME_ZONE");
    CHECK(reason(interval_of(period("2026-01-01/2026-02-01"), "")) == "UNKNOWN_TIME_ZONE");
    CHECK(reason(days_of(period("2026-01-01/2026-02-01"), "")) == "UNKNOWN_TIME_ZONE");
    CHECK(reason(day_of(Instant{}, "")) == "UNKNOWN_TIME_ZONE");
}

TEST_CASE("a year of Berlin has 365 days and 8,760 hours, its March 743") {
    const auto year = days_of(period("2026-01-01/2027-01-01"), "Europe/Berlin").value();
    CHECK(year.size() == 365);
    CHECK(year.back().end - year.front().start == 8760h);
    CHECK(std::ranges::count(year, Duration{23h}, &Interval::length) == 1);
    CHECK(std::ranges::count(year, Duration{25h}, &Interval::length) == 1);
    CHECK(interval_of(period("2026-03-01/2026-04-01"), "Europe/Berlin").value().length() == 743h);
    CHECK(interval_of(period("2026-03-01/2026-04-01"), "Asia/Shanghai").value().length() == 744h);
}

TEST_CASE("days follow each other without a gap, and each moment is of one day") {
    CHECK(rc::check([] {
        const auto* zone = any_zone();
        const auto whole = any_period();
        const auto all = days_of(whole, zone).value();
        const auto interval = interval_of(whole, zone).value();
        RC_ASSERT(all.size() == static_cast<std::size_t>(whole.length().count()));
        RC_ASSERT(all.front().start == interval.start);
        RC_ASSERT(all.back().end == interval.end);
        for (std::size_t i = 1; i < all.size(); ++i)
            RC_ASSERT(all[i - 1].end == all[i].start);
        const auto index = *rc::gen::inRange<std::size_t>(0, all.size());
        const auto its = whole.start() + days{static_cast<int>(index)};
        RC_ASSERT(interval_of(its, zone).value() == all[index]);
        if (all[index].length() == Duration{0}) return;
        RC_ASSERT(day_of(all[index].start, zone).value() == its);
        RC_ASSERT(day_of(all[index].end - Duration{1}, zone).value() == its);
    }));
}

TEST_CASE("a part counts by its days, and days of a clock change count as any") {
    const auto may = period("2026-05-01/2026-06-01");
    const auto part = period("2026-05-18/2026-06-01");
    const auto ratio = [](std::int64_t a, std::int64_t b) { return Ratio::make(a, b).value(); };
    CHECK(prorate(part, may, Proration::kNone) == Ratio{});
    CHECK(prorate(part, may, Proration::kActualActual) == ratio(14, 31));
    CHECK(prorate(part, may, Proration::kActual30) == ratio(14, 30));
    CHECK(prorate(part, may, Proration::kActual365By12) == ratio(14 * 12, 365));
    CHECK(prorate(may, may, Proration::kActual30) == ratio(31, 30));
    const auto outside = prorate(period("2026-05-18/2026-06-02"), may, Proration::kActual30);
    CHECK(message(outside) == "period: 2026-05-18/2026-06-02 is no part of 2026-05-01/2026-06-01");
    for (const auto* name : {"none", "actual/actual", "actual/30", "actual/365d12"})
        CHECK(name_of(parse_proration(name).value()) == name);
    CHECK(reason(parse_proration("30/360")) == "UNKNOWN_VALUE");
}

TEST_CASE("parts of a period count as much as the whole, wherever it is cut") {
    CHECK(rc::check([] {
        const auto whole = any_period();
        const auto rule = *rc::gen::element(Proration::kActualActual, Proration::kActual30,
                                            Proration::kActual365By12);
        std::vector<LocalDay> changes;
        for (const int offset : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 800)))
            changes.push_back(whole.start() + days{offset});
        const auto all = prorate(whole, whole, rule).value();
        Oracle sum_part = 0;
        Oracle sum_of = 1;
        for (const auto& part : split(whole, changes)) {
            const auto ratio = prorate(part, whole, rule).value();
            sum_part = sum_part * ratio.of() + sum_of * ratio.part();
            sum_of *= ratio.of();
        }
        RC_ASSERT(sum_part * all.of() == sum_of * all.part());
    }));
}

}  // namespace hearth::exact
