#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

World smell_of_gas() {
    World world;
    world.add(crew("C1", {"gas"}, east_km(0)));
    world.add(crew("C2", {"gas"}, east_km(40)));
    world.open(gas_smell("g", 1));
    return world;
}

using Evidence = std::map<std::string, std::string>;

Mutation shows(const std::string& mutator, Evidence evidence) {
    Mutation mutation;
    mutation.mutator = mutator;
    mutation.result = WorkResult{"fuse", "replaced", std::move(evidence), false, true};
    return mutation;
}

const Evidence kTight = {{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}};

}  // namespace

TEST_CASE("gas is over only with evidence that meets its rule, and the value is kept [S1]") {
    auto world = smell_of_gas();
    world.say("C1", "g", "on_site");
    const auto leak = world.push(
        "C1", "g", shows("done", {{"gas_reading_ppm", "25000"}, {"tightness_test", "failed"}}));
    CHECK(leak.outcome == "refused");
    CHECK(leak.reason == "EVIDENCE_NOT_MET");
    CHECK(leak.message == "done needs gas_reading_ppm from 0 to 50 ppm, tightness_test passed");
    const auto& order = world.order("g");
    CHECK(order.state == OrderState::kOnSite);
    CHECK_FALSE(order.restored_at);
    CHECK_FALSE(order.result);
    CHECK(order.flags == std::vector<std::string>{"evidence_not_met"});
    REQUIRE(order.readings.size() == 2);
    CHECK(order.readings[0] ==
          Reading{"gas_reading_ppm", "25000", "ppm", "done", kMorning, "C1", order.version});
    for (const auto* value : {" 50 ", "50ppm", "-1", "nan", "1e9", "", "51", "any"}) {
        CAPTURE(value);
        CHECK(world
                  .push("C1", "g",
                        shows("done", {{"gas_reading_ppm", value}, {"tightness_test", "passed"}}))
                  .reason == "EVIDENCE_NOT_MET");
    }
    CHECK(world.say("C1", "g", "done").reason == "EVIDENCE_NOT_MET");
    CHECK(world.push("C1", "g", shows("no_fault_found", {})).reason == "EVIDENCE_NOT_MET");
    CHECK(order.state == OrderState::kOnSite);
    world.now += 1min;
    CHECK(world.push("C1", "g", shows("done", kTight)).outcome == "applied");
    CHECK(order.state == OrderState::kDone);
    CHECK(order.readings.back().event_version == order.version);
}

TEST_CASE("gas is made safe only with a reading that meets its rule [S1]") {
    auto world = smell_of_gas();
    world.say("C1", "g", "on_site");
    CHECK(world.say("C1", "g", "made_safe").reason == "EVIDENCE_NOT_MET");
    CHECK(world.push("C1", "g", shows("made_safe", {{"gas_reading_ppm", "25000"}})).reason ==
          "EVIDENCE_NOT_MET");
    CHECK_FALSE(world.order("g").made_safe_at);
    world.now += 1min;
    CHECK(world.push("C1", "g", shows("made_safe", {{"gas_reading_ppm", "30"}})).outcome ==
          "applied");
    CHECK(world.order("g").made_safe_at == world.now);
    // It is said again, and the gas is back: that is news, whatever was known.
    world.now += 1min;
    CHECK(world.push("C1", "g", shows("made_safe", {{"gas_reading_ppm", "9000"}})).reason ==
          "EVIDENCE_NOT_MET");
    CHECK(world.order("g").readings.back().value == "9000");
}

TEST_CASE(
    "an offline crew's words are judged as any other's, kept, flagged, and end nothing [S1]") {
    auto world = smell_of_gas();
    const auto id = world.order("g").id;
    world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
    for (const auto* mutator : {"made_safe", "done"}) {
        const auto kept = world.push("C1", "g", shows(mutator, {{"gas_reading_ppm", "25000"}}));
        CHECK(kept.outcome == "conflict");
        CHECK(kept.reason == "EVIDENCE_NOT_MET");
    }
    const auto& order = world.order("g");
    CHECK(order.state == OrderState::kAssigned);
    CHECK(order.crew == "C2");
    CHECK_FALSE(order.made_safe_at);
    CHECK(order.flags == std::vector<std::string>{"evidence_not_met"});
    CHECK(order.readings.back().crew == "C1");
    world.now += 1min;
    CHECK(world.push("C1", "g", shows("done", kTight)).reason == "REASSIGNED");
    CHECK(order.state == OrderState::kDone);
}

TEST_CASE(
    "work whose class asks for no evidence needs none, and the last taken of each name is kept") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1));
    world.say("C1", "a", "on_site");
    for (int i = 0; i < 120; ++i) {
        auto mutation = shows(
            "made_safe", {{"volt", std::to_string(i)}, {"point " + std::to_string(i), "seen"}});
        mutation.observed_at = kMorning - std::chrono::minutes{i};
        REQUIRE(world.push("C1", "a", mutation).outcome == "applied");
    }
    const auto& readings = world.order("a").readings;
    CHECK(readings.size() == 40);
    CHECK(readings.back().name == "volt");
    CHECK(readings.back().value == "0");
    CHECK(std::count_if(readings.begin(), readings.end(),
                        [](const Reading& one) { return one.name == "volt"; }) == 1);
    CHECK(world.push("C1", "a", shows("done", {})).outcome == "applied");
}

namespace {

struct Misshapen {
    const char* reason;
    std::function<void(Mutation&)> spoil;
};

std::string text(std::size_t bytes) {
    return std::string(bytes, 'x');
}

const Misshapen kMisshapen[] = {
    {"TOO_LONG", [](Mutation& m) { m.result->evidence["gas_reading_ppm"] = text(280'000); }},
    {"TOO_LONG", [](Mutation& m) { m.result->evidence["gas_reading_ppm"] = text(65); }},
    {"TOO_LONG", [](Mutation& m) { m.result->evidence[text(65)] = "1"; }},
    {"BAD_VALUE", [](Mutation& m) { m.result->evidence[""] = "1"; }},
    {"BAD_VALUE", [](Mutation& m) { m.fields[""] = "9"; }},
    {"TOO_LONG", [](Mutation& m) { m.result->note = text(2001); }},
    {"TOO_LONG", [](Mutation& m) { m.result->cause = text(2001); }},
    {"TOO_LONG", [](Mutation& m) { m.reason = text(2001); }},
    {"TOO_LONG", [](Mutation& m) { m.fields["rank"] = text(2001); }},
    {"TOO_LONG", [](Mutation& m) { m.fields[text(65)] = "9"; }},
    {"TOO_MANY",
     [](Mutation& m) {
         for (int i = 0; i < 21; ++i)
             m.result->evidence["r" + std::to_string(i)] = "1";
     }},
    {"TOO_MANY",
     [](Mutation& m) {
         for (int i = 0; i < 21; ++i)
             m.fields["r" + std::to_string(i)] = "1";
     }},
    {"TOO_MANY", [](Mutation& m) { m.nodes.resize(101); }},
    {"TOO_MANY", [](Mutation& m) { m.service_points.resize(1001); }},
    {"NUL_IN_TEXT",
     [](Mutation& m) {
         m.result->evidence["gas_reading_ppm"] = std::string{"1\0", 2};
     }},
    {"NUL_IN_TEXT",
     [](Mutation& m) {
         m.reason = std::string{"\0", 1};
     }},
    {"BAD_UTF8", [](Mutation& m) { m.result->evidence["gas_reading_ppm"] = "\xff"; }},
    {"BAD_UTF8", [](Mutation& m) { m.result->note = "\xe7\x85"; }},
    {"BAD_VALUE", [](Mutation& m) { m.result->evidence["gas_reading_ppm"] = "1\n"; }},
    {"UNKNOWN_MUTATOR", [](Mutation& m) { m.mutator = text(100'000); }}};

}  // namespace

TEST_CASE("more than an order can carry is refused at the device's door and leaves nothing") {
    auto world = smell_of_gas();
    world.say("C1", "g", "on_site");
    const auto before = world.order("g");
    for (const auto& [reason, spoil] : kMisshapen) {
        for (const auto* mutator : {"made_safe", "note", "done"}) {
            auto said = shows(mutator, kTight);
            spoil(said);
            const auto answer = world.push("C1", "g", said);
            CAPTURE(mutator, answer.message);
            CHECK(answer.outcome == "refused");
            CHECK(answer.reason == reason);
            CHECK(answer.message.size() < 100);
        }
    }
    CHECK(world.order("g") == before);
    auto most = shows("note", {});
    for (int i = 0; i < 20; ++i) {
        most.result->evidence[std::to_string(i)] = text(64);
        most.fields[std::to_string(i)] = text(2000);
    }
    for (int i = 0; i < 2000; ++i)
        most.reason += "\xe7\x85\xa4";
    CHECK(world.push("C1", "g", most).outcome == "conflict");
}

TEST_CASE("gas that is back is made safe anew, and contact hears of it [S1]") {
    auto world = smell_of_gas();
    world.say("C1", "g", "on_site");
    const auto measure = [&](const std::string& mutator, const std::string& ppm) {
        world.now += 1min;
        auto said = shows(mutator, {{"gas_reading_ppm", ppm}});
        said.order = world.order("g").id;
        said.observed_at = world.now;
        return world.run([&](Board& board) { board.mutate(said, "C1", world.given("C1")); },
                         "crews/C1");
    };
    CHECK(has(measure("made_safe", "12"), "MadeSafe"));
    const auto first = world.order("g").made_safe_at;
    SECTION("after a dangerous reading") {
        const auto facts = measure("done", "300");
        CHECK(has(facts, "WorkOrderRemarked"));
        CHECK_FALSE(world.order("g").made_safe_at);
        CHECK(has(measure("made_safe", "5"), "MadeSafe"));
        CHECK(world.order("g").made_safe_at == world.now);
        CHECK(world.order("g").readings.back().value == "5");
    }
    SECTION("the first time stands where nothing else was measured") {
        CHECK(has(measure("made_safe", "12"), "MadeSafe"));
        CHECK(world.order("g").made_safe_at == first);
    }
    SECTION("what was dangerous before it changes nothing") {
        auto late = shows("done", {{"gas_reading_ppm", "300"}});
        late.observed_at = *first - 1s;
        CHECK(world.push("C1", "g", late).reason == "EVIDENCE_NOT_MET");
        CHECK(world.order("g").made_safe_at == first);
    }
    SECTION("at another place, or as another matter") {
        const auto id = world.order("g").id;
        world.run([&](Board& board) { board.relocate(id, gas_smell("g", 3)); });
        CHECK_FALSE(world.order("g").made_safe_at);
        CHECK(has(measure("made_safe", "12"), "MadeSafe"));
    }
    SECTION("by a crew that lost it meanwhile") {
        const auto id = world.order("g").id;
        world.run([&](Board& board) { board.cancel(id, "duplicate"); });
        CHECK(has(measure("done", "300"), "WorkOrderRemarked"));
        CHECK(has(measure("made_safe", "5"), "MadeSafe"));
        CHECK(world.order("g").made_safe_at == world.now);
    }
}

TEST_CASE("a hazard that asks for no evidence is made safe anew by each word") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    auto wire = no_supply("wire", 1);
    wire.hazard = Hazard::kLife;
    world.open(wire);
    world.say("C1", "wire", "on_site");
    CHECK(world.say("C1", "wire", "made_safe").reason.empty());
    CHECK(world.say("C1", "wire", "made_safe").reason == "ALREADY_KNOWN");
    world.now += 1min;
    CHECK(world.say("C1", "wire", "made_safe").reason.empty());
    CHECK(world.order("wire").made_safe_at == kMorning);
}

TEST_CASE("what is said again without proof is told once") {
    auto world = smell_of_gas();
    const auto version = [&] { return world.order("g").version; };
    SECTION("before anything was proven") {
        world.say("C1", "g", "on_site");
        CHECK(world.say("C1", "g", "done").reason == "EVIDENCE_NOT_MET");
        const auto told = version();
        CHECK(world.say("C1", "g", "done").reason == "EVIDENCE_NOT_MET");
        CHECK(version() == told);
        CHECK(world.push("C1", "g", shows("done", {{"gas_reading_ppm", "300"}})).outcome ==
              "refused");
        CHECK(version() == told + 1);
        CHECK(world.push("C1", "g", shows("done", {{"gas_reading_ppm", "300"}})).outcome ==
              "refused");
        CHECK(version() == told + 1);
    }
    SECTION("after it was proven") {
        world.say("C1", "g", "on_site");
        REQUIRE(
            world.push("C1", "g", shows("made_safe", {{"gas_reading_ppm", "12"}})).reason.empty());
        const auto proven = version();
        world.now += 1min;
        CHECK(world.say("C1", "g", "made_safe").reason == "ALREADY_KNOWN");
        CHECK(version() == proven);
        CHECK(world.order("g").flags.empty());
    }
    SECTION("by a crew that comes late") {
        const auto id = world.order("g").id;
        world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
        world.say("C2", "g", "on_site");
        REQUIRE(world.push("C2", "g", shows("made_safe", kTight)).reason.empty());
        REQUIRE(world.push("C2", "g", shows("done", kTight)).reason.empty());
        CHECK(world.say("C1", "g", "done").reason == "REASSIGNED");
        world.now += 1min;
        CHECK(world.say("C1", "g", "made_safe").reason == "REASSIGNED");
        CHECK(world.order("g").flags == std::vector<std::string>{"done_twice"});
        // But danger is never old news.
        CHECK(world.push("C1", "g", shows("done", {{"gas_reading_ppm", "300"}})).reason ==
              "EVIDENCE_NOT_MET");
        CHECK(world.order("g").readings.back().value == "300");
    }
}
