#include <catch2/catch.hpp>

#include "services/dispatch/domain/crew.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;

TEST_CASE("travel follows the speed profile [case-B1] [case-B2]") {
    struct Row {
        GeoPoint from, to;
        double metres, seconds;
    };
    const std::vector<Row> rows = {
        {{0, 0}, {0, 0.01}, 1111.951, 189.83},
        {{-17, 179.9}, {-17, -179.9}, 21267.276, 2028.73},
        {{89.9, 0}, {89.9, 180}, 22239.016, 2093.69},
        {{51.5007, -0.1246}, {48.8584, 2.2945}, 340539.390, 23374.35},
        {{30, 120}, {30, 120}, 0, 0},
    };
    for (const auto& row : rows) {
        CHECK(distance_m(row.from, row.to) == Approx(row.metres).margin(1e-3));
        CHECK(travel_seconds(TravelProfile{}, row.from, row.to) ==
              Approx(row.seconds).margin(0.01));
    }
    CHECK(travel_seconds(TravelProfile{}, std::nullopt, rows[0].to) == 900);
}

TEST_CASE("weekly shifts become windows of real time") {
    const std::string zone = "Asia/Shanghai";
    const std::vector<CrewShift> day_and_night = {{2, 8 * 60, 17 * 60}, {2, 20 * 60, 32 * 60}};
    const auto windows =
        shift_windows(day_and_night, zone, kMorning, kMorning + std::chrono::hours{48}).value();
    REQUIRE(windows.size() == 2);
    CHECK(windows[0] == Window{at("2026-03-03T00:00:00Z"), at("2026-03-03T09:00:00Z")});
    CHECK(windows[1] == Window{at("2026-03-03T12:00:00Z"), at("2026-03-04T00:00:00Z")});

    SECTION("a night shift of yesterday still runs") {
        const auto night = shift_windows({{1, 22 * 60, 34 * 60 + 30}}, zone, kMorning,
                                         kMorning + std::chrono::hours{1})
                               .value();
        REQUIRE(night.size() == 1);
        CHECK(night[0].end == at("2026-03-03T02:30:00Z"));
    }
    SECTION("shifts that touch are one") {
        std::vector<CrewShift> always;
        for (int day = 1; day <= 7; ++day)
            always.push_back({day, 0, 1440});
        CHECK(shift_windows(always, zone, kMorning, kMorning + std::chrono::hours{48})->size() ==
              1);
    }
    SECTION("a night of the autumn change has an hour more [case-F4]") {
        const auto night = shift_windows({{6, 22 * 60, 30 * 60}}, "Europe/Berlin",
                                         at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z"))
                               .value();
        REQUIRE(night.size() == 1);
        CHECK(night[0].end - night[0].start == std::chrono::hours{9});
    }
    SECTION("an unknown zone is told") {
        CHECK(shift_windows({}, "Nowhere/Town", kMorning, kMorning).error().code ==
              Code::kInvalidArgument);
    }
}

TEST_CASE("a crew's faults are all told at once") {
    auto wrong = crew("c 1", {}, {91, 0});
    wrong.title_en.clear();
    wrong.shifts = {{8, 0, 60}};
    const auto violations = crew_violations(wrong, "crew.csv:2:");
    REQUIRE(violations.size() == 5);
    CHECK(violations[0].field == "crew.csv:2:code");
    CHECK(violations[4].reason == "BAD_SHIFT");

    auto overlapping = crew("C1", {"gas"}, {30, 120});
    overlapping.shifts = {{7, 1300, 1560}, {1, 60, 600}};
    REQUIRE(crew_violations(overlapping, "").size() == 1);
    CHECK(crew_violations(overlapping, "")[0].reason == "OVERLAP");
    CHECK(crew_violations(crew("C1", {"gas"}, {30, 120}), "").empty());
}
