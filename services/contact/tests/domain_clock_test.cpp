#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/clock.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::at;
using samples::catalogue;

const Profile& electricity() {
    return catalogue().profiles.at("cn-electricity").newest();
}

ClockRule rule(int limit, LimitUnit unit) {
    ClockRule made;
    made.clock = "c";
    made.starts = "report";
    made.stops = "on_site";
    made.unstops = "still_out";
    made.pauses = {"waiting.customer"};
    made.resumes = {"waiting_ended"};
    made.voids = {"withdrawn"};
    made.limit = limit;
    made.unit = unit;
    return made;
}

Instant due_of(int limit, LimitUnit unit, const std::string& start) {
    return read_clock(rule(limit, unit), electricity(), {{"report", at(start), ""}}, at(start))
        .due.value();
}

TEST_CASE("a calendar of 2026 knows holidays and the days that make up for them") {
    const Calendar& calendar = electricity().calendar;
    const auto works = [&](int month, int day) {
        return calendar.works(std::chrono::year{2026} / month / day);
    };
    CHECK_FALSE(works(1, 1));    // Thursday, New Year
    CHECK(works(1, 4));          // Sunday that is worked
    CHECK(works(2, 14));         // Saturday that is worked
    CHECK_FALSE(works(2, 16));   // Monday in the Spring Festival
    CHECK(works(10, 10));        // Saturday that is worked
    CHECK_FALSE(works(10, 11));  // Sunday
    CHECK(works(3, 3));
}

TEST_CASE("days count from the day after the start, working days by the calendar") {
    CHECK(due_of(5, LimitUnit::kDays, "2026-03-03T10:00:00+08:00") ==
          at("2026-03-09T00:00:00+08:00"));
    CHECK(due_of(5, LimitUnit::kWorkingDays, "2026-03-03T10:00:00+08:00") ==
          at("2026-03-11T00:00:00+08:00"));
    // Wednesday before the holiday: Thu 12, Fri 13, Sat 14 worked, then Tue 24, Wed 25.
    CHECK(due_of(5, LimitUnit::kWorkingDays, "2026-02-11T23:59:00+08:00") ==
          at("2026-02-26T00:00:00+08:00"));
    // 30 September: the National Day week, then Thu 8, Fri 9, Sat 10 worked.
    CHECK(due_of(3, LimitUnit::kWorkingDays, "2026-09-30T09:00:00+08:00") ==
          at("2026-10-11T00:00:00+08:00"));
}

TEST_CASE("days follow the zone's clock over a change of it") {
    Profile uk = catalogue().profiles.at("uk").newest();
    const auto reading =
        read_clock(rule(1, LimitUnit::kDays), uk, {{"report", at("2026-03-28T12:00:00Z"), ""}},
                   at("2026-03-28T12:00:00Z"));
    CHECK(reading.due == at("2026-03-29T23:00:00Z"));
}

TEST_CASE("a minute clock is met, breached, paused and void") {
    const ClockRule limit = rule(45, LimitUnit::kMinutes);
    const Instant start = samples::ten();
    const Moment report{"report", start, ""};
    const auto read = [&](std::vector<Moment> moments, Duration after) {
        moments.push_back(report);
        return read_clock(limit, electricity(), moments, start + after);
    };
    CHECK(read_clock(limit, electricity(), {}, start).state == ClockState::kIdle);
    CHECK(read({}, 10min).state == ClockState::kRunning);
    CHECK(read({}, 10min).remaining == 35min);
    CHECK(read({}, 45min).state == ClockState::kRunning);
    CHECK(read({}, 45min + 1us).state == ClockState::kBreached);
    CHECK(read({{"on_site", start + 45min, ""}}, 2h).state == ClockState::kMet);
    CHECK(read({{"on_site", start + 46min, ""}}, 2h).state == ClockState::kBreached);
    CHECK(read({{"on_site", start - 5min, ""}}, 2h).elapsed == 0s);
    CHECK(read({{"withdrawn", start + 1min, ""}}, 2h).state == ClockState::kVoid);
    CHECK(read({{"withdrawn", start + 20min, ""}, {"on_site", start + 10min, ""}}, 2h).state ==
          ClockState::kMet);
    CHECK(read({{"exempt", start + 1min, ""}}, 2h).exempt);

    const auto paused = read({{"waiting.customer", start + 10min, ""}}, 30min);
    CHECK(paused.state == ClockState::kPaused);
    CHECK(paused.elapsed == 10min);
    CHECK(paused.due == start + 65min);
    CHECK_FALSE(paused.next);
    const auto resumed = read(
        {{"waiting.customer", start + 10min, ""}, {"waiting_ended", start + 30min, ""}}, 40min);
    CHECK(resumed.elapsed == 20min);
    CHECK(resumed.paused == 20min);
    CHECK(resumed.remaining == 25min);
}

TEST_CASE("warnings come at their percents, and tell when the next is due") {
    const ClockRule limit = rule(100, LimitUnit::kMinutes);
    const Instant start = samples::ten();
    const auto read = [&](Duration after) {
        return read_clock(limit, electricity(), {{"report", start, ""}}, start + after);
    };
    CHECK(read(49min).warned.empty());
    CHECK(read(49min).next == start + 50min);
    CHECK(read(50min).warned == std::vector<int>{50});
    CHECK(read(91min).warned == std::vector<int>{50, 75, 90});
    CHECK(read(91min).next == start + 100min);
    CHECK(read(100min).warned == std::vector<int>{50, 75, 90, 100});
    CHECK_FALSE(read(100min).next);
}

TEST_CASE("a stop that was none lets the clock run on from its beginning") {
    const ClockRule limit = rule(60, LimitUnit::kMinutes);
    const Instant start = samples::ten();
    const auto reading = read_clock(limit, electricity(),
                                    {{"report", start, ""},
                                     {"on_site", start + 30min, ""},
                                     {"still_out", start + 50min, ""},
                                     {"on_site", start + 90min, "2"}},
                                    start + 2h);
    CHECK(reading.stopped == start + 90min);
    CHECK(reading.state == ClockState::kBreached);
}

TEST_CASE("a day that ends inside a pause does not count") {
    const ClockRule limit = rule(3, LimitUnit::kWorkingDays);
    const Instant start = samples::ten();  // Tuesday
    const auto reading = read_clock(limit, electricity(),
                                    {{"report", start, ""},
                                     {"waiting.customer", start + 24h, ""},
                                     {"waiting_ended", start + 72h, ""}},
                                    start + 80h);
    // Wednesday and Thursday end inside the pause; Friday, Monday, Tuesday count.
    CHECK(reading.due == at("2026-03-11T00:00:00+08:00"));
}

TEST_CASE("the rule that says most about the subject holds") {
    const auto limit = [](const std::string& profile, const char* clock, ClockSubject subject) {
        return find_rule(catalogue().profiles.at(profile).newest(), clock, subject)->row;
    };
    CHECK(limit("cn-electricity", "arrival",
                {"electricity", "no_supply.electricity", "general", "rural"}) == "arrival_rural");
    CHECK(limit("cn-electricity", "arrival", {"electricity", "no_supply.electricity", "", ""}) ==
          "arrival_unknown");
    CHECK(limit("cn-gas", "arrival", {"gas", "gas_smell.gas", "", "city"}) == "arrival_leak");
    CHECK(limit("cn-gas", "arrival", {"gas", "no_supply.gas", "", "city"}) == "arrival_fault");
    CHECK(find_rule(electricity(), "nothing", {}) == nullptr);
}

std::vector<Moment> some_moments() {
    static const std::vector<std::string> types{
        "report",        "on_site",   "still_out", "waiting.customer",
        "waiting_ended", "withdrawn", "other"};
    const auto count = *rc::gen::inRange(0, 12);
    std::vector<Moment> moments;
    for (int i = 0; i < count; ++i) {
        moments.push_back({*rc::gen::elementOf(types),
                           samples::ten() + std::chrono::minutes{*rc::gen::inRange(0, 9000)},
                           std::to_string(*rc::gen::inRange(0, 3))});
    }
    return moments;
}

bool same(const ClockReading& left, const ClockReading& right) {
    return left.state == right.state && left.started == right.started && left.due == right.due &&
           left.stopped == right.stopped && left.elapsed == right.elapsed &&
           left.remaining == right.remaining && left.warned == right.warned &&
           left.next == right.next && left.paused == right.paused;
}

TEST_CASE("a clock comes out the same from any order of arrival and with repeats") {
    rc::prop("order and repeats", [] {
        auto moments = some_moments();
        const auto unit = *rc::gen::element(LimitUnit::kMinutes, LimitUnit::kHours,
                                            LimitUnit::kDays, LimitUnit::kWorkingDays);
        const ClockRule limit = rule(*rc::gen::inRange(1, 90), unit);
        const Instant when = samples::ten() + std::chrono::minutes{*rc::gen::inRange(0, 9000)};
        const auto first = read_clock(limit, electricity(), moments, when);
        auto shuffled = moments;
        for (std::size_t i = shuffled.size(); i > 1; --i)
            std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
        shuffled.insert(shuffled.end(), moments.begin(), moments.end());
        RC_ASSERT(same(first, read_clock(limit, electricity(), shuffled, when)));
    });
}

TEST_CASE("laws of a clock at any time") {
    rc::prop("elapsed, paused, warnings", [] {
        const auto moments = some_moments();
        const ClockRule limit = rule(*rc::gen::inRange(1, 2000), LimitUnit::kMinutes);
        const Instant when = samples::ten() + std::chrono::minutes{*rc::gen::inRange(0, 9000)};
        const auto reading = read_clock(limit, electricity(), moments, when);
        if (!reading.started) return;
        const Instant until = reading.stopped.value_or(when);
        RC_ASSERT(reading.elapsed >= Duration{0});
        RC_ASSERT(reading.elapsed + reading.paused ==
                  std::max(Duration{0}, until - *reading.started));
        RC_ASSERT(std::is_sorted(reading.warned.begin(), reading.warned.end()));
        RC_ASSERT((!reading.next || *reading.next > when));
        RC_ASSERT((reading.state != ClockState::kMet || until <= *reading.due));
        // What will be said next is not said a moment before it.
        if (reading.next) {
            const auto before =
                read_clock(limit, electricity(), moments, *reading.next - Duration{1});
            const auto after = read_clock(limit, electricity(), moments, *reading.next);
            if (before.next == reading.next) RC_ASSERT(after.warned.size() > before.warned.size());
        }
    });
}

}  // namespace
}  // namespace hearth::contact
