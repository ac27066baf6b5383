#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/timers.hpp"
#include "services/contact/tests/hazardous.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::catalogue;
using samples::Hazardous;
using samples::kWireDown;
using samples::Rule;
using samples::ten;
using samples::withdraw;

constexpr int kAttempts = 3;

bool crew_is_sent(const Request& request) {
    return std::ranges::any_of(request.steps, [](const Step& step) {
        return step.owner == "dispatch" && step.state == StepState::kStarted;
    });
}

WorkNews news(const Request& request, const std::string& type, Instant at) {
    WorkNews fact;
    fact.type = type;
    fact.order = "workOrders/w";
    fact.step = "repair";
    fact.round = request.round;
    fact.attempt = request.step("repair")->attempt;
    fact.observed = at;
    fact.reason = "no_access";
    return fact;
}

/// How often the lead is told that work failed.
long told_lead(Hazardous& story, Instant at, const std::function<void(Change&)>& rule) {
    long told = 0;
    story.act(at, [&](Change& change) {
        rule(change);
        told = std::ranges::count_if(change.facts, [](const Fact& one) {
            const auto* to = std::get_if<RequestEscalated>(&one.event);
            return to != nullptr && to->reason == "step_failed";
        });
    });
    return told;
}

void chase(Change& change) {
    chase_request(change, "interactions/x");
}

Report report_at(Instant at, SafetyAnswers answers = {}) {
    Report report = samples::report();
    report.observed = at;
    report.triage.safety = answers;
    return report;
}

/// No supply, nothing in danger, and all attempts failed.
Case given_up() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    for (int i = 1; i <= kAttempts; ++i) {
        story.act(ten() + i * 1min, [&](Change& change) {
            apply_work(change, news(story.request, "WorkOrderFailed", change.now()));
        });
    }
    REQUIRE_FALSE(crew_is_sent(story.request));
    return story;
}

TEST_CASE("a hazard to life is tried again however often its work fails or is cancelled") {
    const std::string type = GENERATE("WorkOrderFailed", "WorkOrderCancelled");
    const char* name = GENERATE("gas_smell.gas", "no_supply.electricity");
    Hazardous story{name, kWireDown};
    for (int i = 1; i <= 3 * kAttempts; ++i) {
        CAPTURE(name, type, i);
        const auto told = told_lead(story, ten() + i * 1min, [&](Change& change) {
            apply_work(change, news(story.request, type, change.now()));
        });
        CHECK(told == (i < kAttempts ? 0 : 1));
        CHECK(story.request.step("repair")->attempt == i + 1);
        CHECK(crew_is_sent(story.request));
        CHECK(story.refusal(withdraw) == "HAZARD_OPEN");
    }
    story.crew("MadeSafe", ten() + 30min, {{"gas_reading_ppm", "12", "ppm"}});
    CHECK_FALSE(hazard_stands(story.request, *story.definition));
    // What is left to do once nobody is in danger ends where the class says, and a person decides.
    CHECK(told_lead(story, ten() + 31min, [&](Change& change) {
              apply_work(change, news(story.request, type, change.now()));
          }) == 1);
    CHECK_FALSE(crew_is_sent(story.request));
}

TEST_CASE("danger that is told after everybody gave up sends a crew") {
    Case story = given_up();
    SECTION("a caller tells of it") {
        story.act(ten() + 20min,
                  [](Change& change) { join_report(change, report_at(ten() + 20min, kWireDown)); });
    }
    SECTION("it is another matter, and dangerous") {
        const RequestClass& old = *story.definition;
        story.definition = catalogue().find("gas_smell.gas");
        (void)story.act(ten() + 20min,
                        [&](Change& change) { return reclassify_request(change, old); });
    }
    CHECK(crew_is_sent(story.request));
    CHECK(story.request.step("repair")->attempt == kAttempts + 1);
    CHECK(hazard_stands(story.request, *story.definition));
}

TEST_CASE("haste alone sends nobody where nothing is in danger") {
    Case story = given_up();
    story.act(ten() + 20min, chase);
    story.act(ten() + 21min, [](Change& change) { join_report(change, report_at(change.now())); });
    CHECK_FALSE(crew_is_sent(story.request));
}

TEST_CASE("what is made safe and given up, and dangerous again, sends a crew") {
    Hazardous gas{"gas_smell.gas"};
    gas.crew("MadeSafe", ten() + 5min, {{"gas_reading_ppm", "12", "ppm"}});
    for (int i = 1; i <= kAttempts; ++i)
        gas.crew("WorkOrderFailed", ten() + 5min + i * 1min);
    REQUIRE_FALSE(crew_is_sent(gas.request));
    const auto told = told_lead(gas, ten() + 20min, [&](Change& change) {
        WorkNews fact = news(gas.request, "WorkOrderRemarked", change.now());
        fact.flag = "evidence_not_met";
        fact.evidence = {{"gas_reading_ppm", "9000", "ppm"}};
        apply_work(change, fact);
    });
    CHECK(crew_is_sent(gas.request));
    CHECK(gas.request.step("repair")->attempt == kAttempts + 1);
    CHECK(told == 1);
}

TEST_CASE("who asks again about a hazard that nobody is at has a crew sent") {
    RequestClass burst = *catalogue().find("no_supply.electricity");
    burst.name = "burst.water";
    burst.hazard = "life";
    burst.cleared_by = "made_safe";
    const RequestClass definition =
        GENERATE(true, false) ? burst : *catalogue().find("gas_smell.gas");
    Hazardous story{definition};
    story.crew("WorkOrderDone", ten() + 20min);
    REQUIRE(story.request.step("verify")->state == StepState::kStarted);
    REQUIRE(hazard_stands(story.request, definition));
    SECTION("by haste") {
        story.act(ten() + 21min, chase);
        CHECK(story.request.step("verify")->outcome == "hazard_first");
    }
    SECTION("by another report") {
        story.act(ten() + 21min,
                  [](Change& change) { join_report(change, report_at(change.now())); });
    }
    CHECK(story.request.step("verify")->state == StepState::kFailed);
    CHECK(story.request.step("repair")->attempt == 2);
    CHECK(crew_is_sent(story.request));
    const auto steps = story.request.steps;
    story.act(ten() + 22min, chase);
    CHECK(story.request.steps == steps);
}

TEST_CASE("who joins what was resolved and tells of danger has a crew sent") {
    Hazardous gas{"gas_smell.gas"};
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "10", "ppm"}});
    gas.crew("WorkOrderDone", ten() + 30min,
             {{"gas_reading_ppm", "10", "ppm"}, {"tightness_test", "passed", ""}});
    REQUIRE(gas.request.state == RequestState::kResolved);
    const auto join = [&](Instant observed, Instant now) {
        gas.act(now, [&](Change& change) { join_report(change, report_at(observed)); });
    };
    SECTION("of what a crew has not cleared since") {
        join(ten() + 40min, ten() + 41min);
        CHECK(hazard_stands(gas.request, *gas.definition));
        CHECK(gas.request.round == 2);
        CHECK(crew_is_sent(gas.request));
    }
    SECTION("but nobody to what was there before") {
        join(ten() + 10min, ten() + 41min);
        CHECK(gas.request.state == RequestState::kResolved);
    }
    SECTION("nor later than the class lets it") {
        join(ten() + 100h, ten() + 100h);
        CHECK(gas.request.state == RequestState::kResolved);
    }
}

TEST_CASE("nobody is sent to a hazard before its place is known") {
    Case story{"no_supply.electricity"};
    Report nowhere = report_at(ten(), kWireDown);
    nowhere.place = {};
    story.act(ten(), [&](Change& change) { open_request(change, nowhere); });
    REQUIRE(story.state("triage") == "started 1");
    story.act(ten() + 1min, chase);
    CHECK(story.state("triage") == "started 1");
    CHECK_FALSE(crew_is_sent(story.request));
    (void)story.act(ten() + 2min, [](Change& change) {
        return relocate_request(change, samples::report("found").place);
    });
    CHECK(crew_is_sent(story.request));
}

TEST_CASE("the end of work elsewhere, that its order was folded into, ends no hazard") {
    const auto folded_done = [](Change& change) {
        WorkNews fact = news(change.request, "WorkOrderDone", change.now());
        fact.folded = true;
        apply_work(change, fact);
    };
    SECTION("the danger was told meanwhile") {
        Hazardous wire{"no_supply.electricity", kWireDown};
        wire.act(ten() + 30min, folded_done);
        CHECK(hazard_stands(wire.request, *wire.definition));
        CHECK(wire.refusal(withdraw) == "HAZARD_OPEN");
        CHECK(wire.request.step("repair")->attempt == 2);
        CHECK(crew_is_sent(wire.request));
        wire.crew("WorkOrderDone", ten() + 40min);
        CHECK_FALSE(hazard_stands(wire.request, *wire.definition));
    }
    SECTION("nobody is in danger") {
        Case story{"no_supply.electricity"};
        story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
        story.act(ten() + 30min, folded_done);
        CHECK(story.state("verify") == "started 1");
    }
}

void anything(Hazardous& story, Instant now) {
    static const std::vector<std::string> types{"CrewOnSite",         "WorkOrderFailed",
                                                "WorkOrderCancelled", "WorkOrderDone",
                                                "SupplyRestored",     "WorkOrderAssigned"};
    const Rule rules[] = {
        withdraw,
        [](Change& change) { return say_still_out(change, "never", change.now(), ""); },
        [](Change& change) { return start_waiting(change, "customer", "x"); },
        [](Change& change) { return waive_step(change, "repair", "x"); },
        [](Change& change) {
            return complete_step(change, {"verify", "still_out", 0, "never", change.now()});
        },
        [](Change& change) { return escalate_request(change, "x"); }};
    const auto chosen = *rc::gen::inRange<std::size_t>(0, std::size(rules) + 3);
    if (chosen < std::size(rules)) return (void)story.ask(now, rules[chosen]);
    if (story.request.step("repair") == nullptr) return;
    story.act(now, [&](Change& change) {
        auto fact = news(story.request, *rc::gen::elementOf(types), now);
        fact.folded = fact.type == "WorkOrderDone";
        apply_work(change, fact);
    });
}

TEST_CASE("while a hazard to life stands work never runs out, and who asks again has a crew sent") {
    for (const char* name : {"gas_smell.gas", "no_supply.electricity"}) {
        rc::prop(name, [&] {
            Hazardous story{name, kWireDown};
            Instant now = ten();
            const auto count = *rc::gen::inRange(0, 40);
            for (int i = 0; i < count; ++i) {
                now += std::chrono::minutes{*rc::gen::inRange(0, 60)};
                anything(story, now);
                RC_ASSERT(hazard_stands(story.request, *story.definition));
                RC_ASSERT(std::ranges::any_of(story.request.steps, [](const Step& step) {
                    return step.state == StepState::kStarted;
                }));
                if (*rc::gen::inRange(0, 3) != 0) continue;
                const bool urged = *rc::gen::arbitrary<bool>();
                story.act(now, [&](Change& change) {
                    if (urged) return chase(change);
                    (void)join_report(change, report_at(now, kWireDown));
                });
                RC_ASSERT(crew_is_sent(story.request));
            }
        });
    }
}

}  // namespace
}  // namespace hearth::contact
