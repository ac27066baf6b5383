#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/hazardous.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::catalogue;
using samples::Hazardous;
using samples::kWireDown;
using samples::Rule;
using samples::ten;
using samples::withdraw;

Rule waive(const std::string& step) {
    return [step](Change& change) { return waive_step(change, step, "no need"); };
}
Rule complete(const std::string& step, const std::string& outcome) {
    return [=](Change& change) {
        return complete_step(change, {step, outcome, 0, "never", change.now()});
    };
}
Rule reclassify(const RequestClass& old) {
    return [&old](Change& change) { return reclassify_request(change, old); };
}

TEST_CASE("a smell of gas is ended by nobody at a casebook before the crew has made it safe") {
    Hazardous gas{"gas_smell.gas"};
    const Request before = gas.request;
    CHECK(gas.refusal(withdraw) == "HAZARD_OPEN");
    for (const char* step : {"repair", "verify", "callback"})
        CHECK(gas.refusal(waive(step)) == "HAZARD_OPEN");
    for (const char* name : {"enquiry", "no_supply.electricity"})
        CHECK(gas.refusal(reclassify(*gas.definition), catalogue().find(name)) == "HAZARD_OPEN");
    CHECK(gas.refusal([](Change& change) -> Result<void> {
        merge_request(change, named_uuid("request", "other"));
        return {};
    }) == "HAZARD_OPEN");
    CHECK(gas.request.version == before.version);
    CHECK(gas.request.steps == before.steps);
    // The crew says done, and has no reading.
    gas.crew("WorkOrderDone", ten() + 20min);
    REQUIRE(gas.request.step("verify")->state == StepState::kStarted);
    for (const char* outcome : {"supply_back", "crew_evidence"})
        CHECK(gas.refusal(complete("verify", outcome)) == "HAZARD_OPEN");
    // What sends somebody again is no ending.
    CHECK(gas.refusal(complete("verify", "still_out")) == "OK");
    CHECK(gas.request.step("repair")->attempt == 2);
    gas.crew("MadeSafe", ten() + 40min, {{"gas_reading_ppm", "12", "ppm"}});
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
    CHECK(gas.refusal(withdraw) == "OK");
}

TEST_CASE("the crew's evidence ends a hazard") {
    Hazardous gas{"gas_smell.gas"};
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "12", "ppm"}});
    gas.crew("WorkOrderDone", ten() + 30min,
             {{"gas_reading_ppm", "0", "ppm"}, {"tightness_test", "passed", ""}});
    CHECK(gas.request.state == RequestState::kResolved);
}

TEST_CASE("what triage made a hazard to life stands like one, until the crew's word") {
    for (const char* word : {"MadeSafe", "WorkOrderDone"}) {
        Hazardous wire{"no_supply.electricity", kWireDown};
        CHECK(wire.refusal(withdraw) == "HAZARD_OPEN");
        CHECK(wire.refusal(waive("repair")) == "HAZARD_OPEN");
        CHECK(wire.refusal(reclassify(*wire.definition), catalogue().find("enquiry")) ==
              "HAZARD_OPEN");
        wire.crew(word, ten() + 30min);
        CHECK(wire.refusal(withdraw) == "OK");
    }
}

TEST_CASE("a hazard may become a harder one") {
    Hazardous wire{"no_supply.electricity", kWireDown};
    CHECK(wire.refusal(reclassify(*wire.definition), catalogue().find("gas_smell.gas")) == "OK");
    CHECK(wire.request.endangers);
    CHECK(wire.refusal(reclassify(*wire.definition), catalogue().find("no_supply.electricity")) ==
          "HAZARD_OPEN");
}

TEST_CASE("what was made safe as another matter does not clear the one it became") {
    Hazardous wire{"no_supply.electricity", kWireDown};
    wire.crew("MadeSafe", ten() + 2min);
    REQUIRE_FALSE(hazard_stands(wire.request, *wire.definition));
    REQUIRE(wire.refusal(reclassify(*wire.definition), catalogue().find("gas_smell.gas")) == "OK");
    CHECK(hazard_stands(wire.request, *wire.definition));
    CHECK(wire.refusal(withdraw) == "HAZARD_OPEN");
    wire.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "12", "ppm"}});
    CHECK(wire.refusal(withdraw) == "OK");
}

TEST_CASE("what was made safe at another place does not clear this one") {
    const auto elsewhere = [](Change& change) {
        return relocate_request(change, samples::report("elsewhere").place);
    };
    for (const bool is_gas : {true, false}) {
        Hazardous story =
            is_gas ? Hazardous{"gas_smell.gas"} : Hazardous{"no_supply.electricity", kWireDown};
        const std::vector<Shown> safe{{"gas_reading_ppm", "12", "ppm"}};
        // Also by a phone whose clock is ahead.
        story.crew("MadeSafe", ten() + 8min, is_gas ? safe : std::vector<Shown>{});
        REQUIRE_FALSE(hazard_stands(story.request, *story.definition));
        REQUIRE(story.refusal(elsewhere) == "OK");
        CHECK(hazard_stands(story.request, *story.definition));
        CHECK(story.request.endangers == is_gas);
        CHECK(story.refusal(withdraw) == "HAZARD_OPEN");
        story.crew("MadeSafe", ten() + 20min, is_gas ? safe : std::vector<Shown>{});
        CHECK(story.refusal(withdraw) == "OK");
    }
}

TEST_CASE("a crew goes again where a hazard that was worked on was at another place") {
    Hazardous gas{"gas_smell.gas"};
    gas.crew("MadeSafe", ten() + 2min, {{"gas_reading_ppm", "12", "ppm"}});
    gas.crew("WorkOrderDone", ten() + 3min);
    REQUIRE(gas.request.step("verify")->state == StepState::kStarted);
    REQUIRE(gas.ask(ten() + 5min, [](Change& change) {
        return relocate_request(change, samples::report("elsewhere").place);
    }));
    CHECK(gas.request.step("repair")->state == StepState::kStarted);
    CHECK(gas.request.step("repair")->attempt == 2);
}

TEST_CASE("a reading of work that was given out before its rule has no unit, and counts") {
    Hazardous gas{"gas_smell.gas"};
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "12", "percent"}});
    CHECK(hazard_stands(gas.request, *gas.definition));
    gas.crew("MadeSafe", ten() + 21min, {{"gas_reading_ppm", "51", ""}});
    CHECK(hazard_stands(gas.request, *gas.definition));
    gas.crew("MadeSafe", ten() + 22min, {{"gas_reading_ppm", "12", ""}});
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
}

TEST_CASE("gas that is back is cleared by a later word, and each matter is raised once") {
    Hazardous gas{"gas_smell.gas"};
    const auto raised = [&](Instant at, std::vector<Shown> shown) {
        WorkNews fact;
        fact.type = "WorkOrderRemarked";
        fact.flag = "evidence_not_met";
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = at;
        fact.evidence = std::move(shown);
        Change change{
            gas.request, *gas.definition, catalogue().limits_of(*gas.definition), {"x", "x", at}};
        apply_work(change, fact);
        return std::ranges::count_if(change.facts, [](const Fact& told) {
            return std::holds_alternative<RequestEscalated>(told.event);
        });
    };
    const std::vector<Shown> danger{{"gas_reading_ppm", "300", "ppm"}};
    CHECK(raised(ten() + 10min, {}) == 1);
    CHECK(raised(ten() + 11min, {}) == 0);
    CHECK(raised(ten() + 12min, danger) == 1);
    CHECK(raised(ten() + 13min, danger) == 0);
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "12", "ppm"}});
    REQUIRE_FALSE(hazard_stands(gas.request, *gas.definition));
    CHECK(raised(ten() + 21min, danger) == 1);
    CHECK(hazard_stands(gas.request, *gas.definition));
    CHECK(raised(ten() + 22min, danger) == 0);
    gas.crew("MadeSafe", ten() + 30min, {{"gas_reading_ppm", "5", "ppm"}});
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
}

TEST_CASE("safety answers taken back lower nothing, and what is seen again stands again") {
    Hazardous wire{"no_supply.electricity", kWireDown};
    wire.act(ten() + 5min, [](Change& change) { join_report(change, samples::report()); });
    CHECK(wire.request.hazard == Hazard::kLife);
    CHECK(wire.request.triage.safety == kWireDown);
    wire.crew("MadeSafe", ten() + 20min);
    Report quiet = samples::report();
    quiet.observed = ten() + 30min;
    wire.act(ten() + 30min, [&](Change& change) { join_report(change, quiet); });
    CHECK_FALSE(hazard_stands(wire.request, *wire.definition));
    Report again = quiet;
    again.triage.safety = kWireDown;
    wire.act(ten() + 31min, [&](Change& change) { join_report(change, again); });
    CHECK(wire.refusal(withdraw) == "HAZARD_OPEN");
    wire.crew("MadeSafe", ten() + 50min);
    CHECK(wire.refusal(withdraw) == "OK");
}

TEST_CASE("a class is a hazard by what it says of itself, and time ends none") {
    RequestClass water = *catalogue().find("no_supply.electricity");
    water.name = "burst.water";
    water.hazard = "life";
    water.cleared_by = "made_safe";
    Hazardous burst{water};
    CHECK(burst.refusal(withdraw) == "HAZARD_OPEN");
    burst.crew("WorkOrderDone", ten() + 20min);
    REQUIRE(burst.request.step("verify")->state == StepState::kStarted);
    burst.act(ten() + 9h, [](Change& change) { tick(change, samples::roster()); });
    CHECK(burst.request.step("verify")->state == StepState::kStarted);
    CHECK(burst.refusal(complete("verify", "still_out")) == "OK");
    burst.crew("MadeSafe", ten() + 10h);
    burst.crew("WorkOrderDone", ten() + 11h);
    burst.act(ten() + 24h, [](Change& change) { tick(change, samples::roster()); });
    CHECK_FALSE(burst.request.is_open());
}

TEST_CASE("a case of parts has no hazard of its own") {
    Request whole;
    whole.hazard = Hazard::kLife;
    CHECK_FALSE(hazard_stands(whole, *catalogue().of_parts()));
}

void somebody_asks(Hazardous& story, Instant now) {
    static const std::vector<std::string> steps{"triage", "repair", "verify", "callback", "answer"};
    static const std::vector<std::string> outcomes{"done",      "supply_back",  "still_out",
                                                   "no_answer", "satisfied",    "answered",
                                                   "refused",   "crew_evidence"};
    static const std::vector<std::string> classes{"gas_smell.gas", "no_supply.electricity",
                                                  "enquiry"};
    const std::string step = *rc::gen::elementOf(steps);
    const Rule rules[] = {
        withdraw,
        waive(step),
        complete(step, *rc::gen::elementOf(outcomes)),
        [](Change& change) { return say_still_out(change, "never", change.now(), ""); },
        [](Change& change) { return start_waiting(change, "customer", "x"); },
        [](Change& change) { return end_waiting(change, change.now()); },
        [](Change& change) { return escalate_request(change, "x"); },
        [](Change& change) { return reopen_request(change, "x", false, change.now()); },
        [](Change& change) { return hand_over(change, "A3", samples::roster()); },
        [](Change& change) { return relocate_request(change, samples::report("elsewhere").place); },
        [](Change& change) -> Result<void> {
            merge_request(change, named_uuid("request", "other"));
            return {};
        },
        [](Change& change) -> Result<void> {
            join_report(change, samples::report());
            return {};
        }};
    const auto chosen = *rc::gen::inRange<std::size_t>(0, std::size(rules) + 1);
    if (chosen < std::size(rules)) return (void)story.ask(now, rules[chosen]);
    (void)story.ask(now, reclassify(*story.definition),
                    catalogue().find(*rc::gen::elementOf(classes)));
}

TEST_CASE("nothing that people do, in whatever order, ends a hazard that no crew made safe") {
    for (const char* name : {"gas_smell.gas", "no_supply.electricity"}) {
        rc::prop(name, [&] {
            Hazardous story{name, kWireDown};
            Instant now = ten();
            const auto count = *rc::gen::inRange(0, 40);
            for (int i = 0; i < count; ++i) {
                now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
                switch (*rc::gen::inRange(0, 6)) {
                    case 0:
                        story.act(now, [](Change& change) { tick(change, samples::roster()); });
                        break;
                    case 1:
                        story.crew(*rc::gen::element(std::string{"CrewOnSite"},
                                                     std::string{"WorkOrderFailed"},
                                                     std::string{"WorkOrderAssigned"},
                                                     std::string{"SupplyRestored"}),
                                   now);
                        break;
                    default:
                        somebody_asks(story, now);
                }
                RC_ASSERT(story.request.is_open());
                RC_ASSERT(story.request.hazard == Hazard::kLife);
                RC_ASSERT(hazard_stands(story.request, *story.definition));
            }
        });
    }
}

TEST_CASE("safety answers make no hazard of what sends nobody, but name what does") {
    const RequestClass& enquiry = *catalogue().find("enquiry");
    for (const SafetyAnswers answers :
         {SafetyAnswers{true, false, false, false}, SafetyAnswers{false, true, false, false},
          SafetyAnswers{false, false, true, false}}) {
        CHECK(hazard_of(enquiry, answers) == Hazard::kNone);
        const auto names = hazard_classes(enquiry, answers);
        REQUIRE(names.size() == 1);
        const RequestClass& sends = *catalogue().find(names.front());
        CHECK(sends.has_work());
        CHECK(hazard_of(sends, answers) == Hazard::kLife);
        CHECK(hazard_classes(sends, answers).empty());
    }
    CHECK(hazard_classes(enquiry, {true, true, true, true}) ==
          std::vector<std::string>{"no_supply.electricity", "gas_smell.gas"});
    CHECK(hazard_classes(enquiry, {false, false, false, true}).empty());
    CHECK(hazard_classes(*catalogue().of_parts(), {true, true, true, true}).empty());
}

TEST_CASE("whatever class there is, a hazard to life has a crew to go to it") {
    for (const auto& [key, definition] : catalogue().classes) {
        INFO(key.first);
        const SafetyAnswers all{true, true, true, true};
        if (hazard_of(definition, all) == Hazard::kLife)
            CHECK((definition.has_work() || definition.has_parts()));
        else
            CHECK_FALSE(hazard_classes(definition, all).empty());
    }
}

}  // namespace
}  // namespace hearth::contact
