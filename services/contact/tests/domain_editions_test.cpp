#include <catch2/catch.hpp>

#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/editions.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::at;
using samples::Files;
using samples::ten;

/// A request that lives on while files change: each act is one of a service with these files.
struct Life {
    Request request;

    void act(const Catalogue& files, Instant now, const std::function<void(Change&)>& rule) {
        const RequestClass& definition =
            request.request_class.empty()
                ? *files.find("no_supply.electricity")
                : *files.find(request.request_class, request.class_edition);
        Change change{request, definition, files.limits_of(definition), {"x", "x", now}};
        rule(change);
    }
    void open(const Catalogue& files, Instant now) {
        request.uid = new_uuid(now);
        Report report = samples::report();
        report.observed = now;
        act(files, now, [&](Change& change) { open_request(change, report); });
    }
    [[nodiscard]] Duration limit() const {
        const RequestClock* clock = request.clock("arrival");
        return *clock->due - *clock->started;
    }
};

TEST_CASE("finding 20: a new edition of limits leaves what runs as it is") {
    Files files;
    const auto before = files.load();
    REQUIRE(before);
    Life old;
    old.open(*before, ten());
    CHECK(old.limit() == 45min);
    // In force from yesterday on: published late, or the clock is still the older one's.
    files.add_thirty_minutes("2026-03-02");
    const auto after = files.load();
    REQUIRE(after);
    const auto tick_now = [](Change& change) { tick(change, samples::roster()); };
    old.act(*after, ten() + 31min, tick_now);
    CHECK(old.limit() == 45min);
    CHECK(old.request.clock("arrival")->state == ClockState::kRunning);
    CHECK(old.request.clock("arrival")->edition == "2023");
    // Warned by its own limit: 69 percent of 45 minutes, where 30 would be over.
    CHECK(old.request.clock("arrival")->warned_percent == 50);

    SECTION("wherever it goes") {
        Place place;
        place.premise = named_uuid("premise", "elsewhere");
        place.place_class = "rural";
        old.act(*after, ten() + 32min,
                [&](Change& change) { REQUIRE(relocate_request(change, place)); });
        CHECK(old.limit() == 90min);
        CHECK(old.request.clock("arrival")->edition == "2023");
    }
    SECTION("when it is told earlier news") {
        Report earlier = samples::report();
        earlier.observed = ten() - 5min;
        old.act(*after, ten() + 32min, [&](Change& change) { join_report(change, earlier); });
        CHECK(old.limit() == 45min);
        CHECK(old.request.clock("arrival")->started == ten() - 5min);
    }
    SECTION("what starts later starts by the new one, as does what is reported later") {
        CHECK_FALSE(old.request.clock("restoration")->started);
        old.act(*after, ten() + 40min,
                [&](Change& change) { change.moment("on_site", ten() + 40min); });
        CHECK(old.request.clock("arrival")->edition == "2023");
        CHECK(old.request.clock("arrival")->state == ClockState::kMet);
        CHECK(old.request.clock("restoration")->edition == "2026");
        Life fresh;
        fresh.open(*after, ten() + 40min);
        CHECK(fresh.limit() == 30min);
        CHECK(fresh.request.clock("arrival")->edition == "2026");
    }
    SECTION("a result stays when its edition's file is gone") {
        std::filesystem::remove(files.dir.path() / "profiles/cn-electricity.yaml");
        const auto without = files.load();
        REQUIRE(without);
        const RequestClock was = *old.request.clock("arrival");
        old.act(*without, ten() + 50min, tick_now);
        CHECK(*old.request.clock("arrival") == was);
    }
}

TEST_CASE("finding 20: a clock takes the edition in force on the day it starts") {
    Files files;
    files.add_thirty_minutes("2026-07-01");
    const auto read = files.load();
    REQUIRE(read);
    for (const auto& [opened, limit] :
         {std::pair{"2026-06-30T23:59:00+08:00", 45min}, {"2026-07-01T00:01:00+08:00", 30min}}) {
        Life life;
        life.open(*read, at(opened));
        CHECK(life.limit() == limit);
    }
    // Reported in June, heard of in July.
    Life late;
    late.request.uid = new_uuid(ten());
    Report report = samples::report();
    report.observed = at("2026-06-30T23:50:00+08:00");
    late.act(*read, at("2026-07-01T00:10:00+08:00"),
             [&](Change& change) { open_request(change, report); });
    CHECK(late.limit() == 45min);
}

TEST_CASE("finding 20: a calendar's next edition is for clocks that start under it") {
    Files files;
    files.add("calendars/cn-2.yaml", "calendars/cn.yaml",
              {{"calendar: cn", "calendar: cn\nedition: \"2\"\nfrom: 2026-03-04"},
               {"holidays:\n", "holidays:\n  found_later: [2026-03-05, 2026-03-06]\n"}});
    const auto read = files.load();
    REQUIRE(read);
    const Limits& limits = read->profiles.at("cn-electricity");
    const auto due = [&](Instant start) {
        const std::vector<Moment> moments{{"report", start, ""}};
        const Profile& edition = limits.at_start("answer", {}, moments, start + 1h);
        return *read_clock(*find_rule(edition, "answer", {}), edition, moments, start + 1h).due;
    };
    CHECK(due(ten()) == at("2026-03-11T00:00:00+08:00"));
    CHECK(due(ten() + 24h) == at("2026-03-14T00:00:00+08:00"));
    CHECK(limits.find("2023", "1") != nullptr);
    CHECK(limits.find("2023", "2") != nullptr);
    CHECK(limits.find("2023", "3") == nullptr);
}

TEST_CASE("finding 20: two editions need a day between them") {
    const auto faults = [](const Files& files) {
        const auto read = files.load();
        std::string all;
        if (read) return all;
        for (const FieldViolation& fault : read.error().fields)
            all += fault.field.substr(fault.field.find_last_of('/') + 1) + "=" + fault.reason + " ";
        return all;
    };
    Files files;
    files.add("profiles/cn-electricity-2026.yaml", "profiles/cn-electricity.yaml",
              {{"edition: \"2023\"", "edition: \"2026\""}});
    files.add("calendars/cn-2.yaml", "calendars/cn.yaml", {});
    CHECK(faults(files).find("cn.yaml: edition=REPEATED cn.yaml: from=REQUIRED") !=
          std::string::npos);
    std::filesystem::remove(files.dir.path() / "calendars/cn-2.yaml");
    CHECK(faults(files).find("cn-electricity.yaml: from=REQUIRED") != std::string::npos);
    files.add_thirty_minutes("yesterday");
    CHECK(faults(files).find("cn-electricity-2026.yaml: from=BAD_DATE") != std::string::npos);
    files.add_thirty_minutes("2026-07-01");
    CHECK(faults(files).empty());
    // What is reported from now on finds all its limits in the newest.
    files.add("profiles/cn-electricity-2026.yaml", "profiles/cn-electricity-2026.yaml",
              {{"arrival_city: {clock: arrival,", "arrival_city: {clock: came,"},
               {"arrival_rural: {clock: arrival,", "arrival_rural: {clock: came,"},
               {"arrival_remote: {clock: arrival,", "arrival_remote: {clock: came,"},
               {"arrival_unknown: {clock: arrival,", "arrival_unknown: {clock: came,"}});
    CHECK(faults(files).find("no_supply.electricity.yaml: clocks=UNKNOWN_CLOCK") !=
          std::string::npos);
}

TEST_CASE("finding 10: an edition that open requests use and no file has is named") {
    const Catalogue& files = samples::catalogue();
    CHECK(files.check_editions(
        {{true, "no_supply.electricity", "1", "", 3}, {false, "cn-electricity", "2023", "1", 3}}));
    const auto refused = files.check_editions({{true, "no_supply.electricity", "7", "", 12},
                                               {true, "enquiry", "1", "", 1},
                                               {true, "moon", "1", "", 2},
                                               {false, "cn-electricity", "2019", "1", 4},
                                               {false, "cn-gas", "2024", "9", 5}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::kFailedPrecondition);
    CHECK(refused.error().reason == "EDITION_MISSING");
    CHECK(refused.error().message ==
          "class no_supply.electricity edition 7 is missing, and 12 open requests use it; "
          "class moon edition 1 is missing, and 2 open requests use it; "
          "profile cn-electricity edition 2019 is missing, and 4 open requests use it; "
          "the calendar's edition 9 of profile cn-gas edition 2024 is missing, and 5 open requests "
          "use it");
}

}  // namespace
}  // namespace hearth::contact
