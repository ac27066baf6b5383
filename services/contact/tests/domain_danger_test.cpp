#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/timers.hpp"
#include "services/contact/tests/hazardous.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Hazardous;
using samples::kWireDown;
using samples::Rule;
using samples::ten;
using samples::withdraw;

const std::vector<Shown> kGas{{"gas_reading_ppm", "3000", "ppm"}};
const std::vector<Shown> kTight{{"gas_reading_ppm", "10", "ppm"}, {"tightness_test", "passed", ""}};

/// What dispatch kept of a crew's word, and how often somebody was told of it.
long kept(Hazardous& story, Instant at, Instant now, const std::vector<Shown>& shown,
          const std::string& order = "workOrders/w") {
    WorkNews fact;
    fact.type = "WorkOrderRemarked";
    fact.flag = "evidence_not_met";
    fact.order = order;
    fact.step = "repair";
    fact.observed = at;
    fact.evidence = shown;
    long told = 0;
    story.act(now, [&](Change& change) {
        apply_work(change, fact);
        told = std::ranges::count_if(change.facts, [](const Fact& one) {
            return std::holds_alternative<RequestEscalated>(one.event);
        });
    });
    return told;
}

Hazardous resolved_gas() {
    Hazardous gas{"gas_smell.gas"};
    CHECK(kept(gas, ten() + 10min, ten() + 10min, {{"gas_reading_ppm", "25000", "ppm"}}) == 1);
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "10", "ppm"}});
    gas.crew("WorkOrderDone", ten() + 30min, kTight);
    REQUIRE(gas.request.state == RequestState::kResolved);
    return gas;
}

TEST_CASE("gas that a crew measures after all was over sends a crew again [S1]") {
    Hazardous gas = resolved_gas();
    SECTION("while it is resolved") {
        CHECK(kept(gas, ten() + 40min, ten() + 40min, kGas) == 1);
    }
    SECTION("when it is closed") {
        gas.act(ten() + 31min, [](Change& change) {
            (void)complete_step(change, {"callback", "satisfied", 5, "", change.now()});
        });
        REQUIRE(gas.request.state == RequestState::kClosed);
        CHECK(kept(gas, ten() + 40min, ten() + 40min, kGas) == 1);
    }
    CHECK(gas.request.is_open());
    CHECK(gas.request.round == 2);
    CHECK(gas.request.endangers);
    CHECK(hazard_stands(gas.request, *gas.definition));
    CHECK(gas.request.step("repair")->state == StepState::kStarted);
    CHECK(gas.request.clock("arrival")->started == ten() + 40min);
    // The same reading, told once more, and another while the hazard stands.
    CHECK(kept(gas, ten() + 40min, ten() + 41min, kGas) == 0);
    CHECK(kept(gas, ten() + 42min, ten() + 42min, kGas) == 0);
    CHECK(gas.refusal(withdraw) == "HAZARD_OPEN");
    gas.crew("MadeSafe", ten() + 41min, {{"gas_reading_ppm", "10", "ppm"}});
    CHECK(hazard_stands(gas.request, *gas.definition));
    CHECK(gas.request.endangers);
    gas.crew("MadeSafe", ten() + 43min, {{"gas_reading_ppm", "10", "ppm"}});
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
}

TEST_CASE("danger is raised for each reading where nobody is sent again, and once each") {
    Hazardous gas = resolved_gas();
    SECTION("it was over later") {
        for (const auto at : {15min, 25min}) {
            CHECK(kept(gas, ten() + at, ten() + 40min, kGas) == 1);
            CHECK(kept(gas, ten() + at, ten() + 41min, kGas) == 0);
        }
        CHECK(kept(gas, ten() + 25min, ten() + 42min, kGas, "workOrders/x") == 1);
        CHECK(gas.request.state == RequestState::kResolved);
    }
    SECTION("it is too late to reopen") {
        CHECK(kept(gas, ten() + 200h, ten() + 200h, kGas) == 1);
        CHECK(kept(gas, ten() + 201h, ten() + 201h, kGas) == 1);
        CHECK_FALSE(gas.request.is_open());
    }
    SECTION("it was withdrawn") {
        REQUIRE(gas.ask(ten() + 35min, withdraw));
        CHECK(kept(gas, ten() + 40min, ten() + 40min, kGas) == 1);
        CHECK(gas.request.state == RequestState::kWithdrawn);
    }
}

TEST_CASE("danger is raised anew when the hazard came back by another's word") {
    Hazardous gas{"gas_smell.gas"};
    CHECK(kept(gas, ten() + 10min, ten() + 10min, kGas) == 1);
    gas.crew("MadeSafe", ten() + 20min, {{"gas_reading_ppm", "10", "ppm"}});
    Report again = samples::report();
    again.observed = ten() + 30min;
    gas.act(ten() + 30min, [&](Change& change) { join_report(change, again); });
    REQUIRE(hazard_stands(gas.request, *gas.definition));
    CHECK(kept(gas, ten() + 40min, ten() + 40min, kGas) == 1);
    CHECK(kept(gas, ten() + 41min, ten() + 41min, kGas) == 0);
}

TEST_CASE("what was made safe before danger was seen is not safe, whichever is told first") {
    const std::vector<Shown> safe{{"gas_reading_ppm", "10", "ppm"}};
    for (const bool danger_first : {true, false}) {
        Hazardous gas{"gas_smell.gas"};
        if (danger_first) kept(gas, ten() + 30min, ten() + 31min, kGas);
        gas.crew("MadeSafe", ten() + 20min, safe);
        if (!danger_first) kept(gas, ten() + 30min, ten() + 31min, kGas);
        CHECK(hazard_stands(gas.request, *gas.definition));
        CHECK(gas.request.endangers);
        gas.crew("MadeSafe", ten() + 30min, safe);
        CHECK(hazard_stands(gas.request, *gas.definition));
        gas.crew("MadeSafe", ten() + 40min, safe);
        CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
    }
}

TEST_CASE("what dispatch judged dangerous by a rule that the class has not is raised") {
    Hazardous wire{"no_supply.electricity", kWireDown};
    CHECK(kept(wire, ten() + 10min, ten() + 10min, {}) == 1);
    CHECK(kept(wire, ten() + 11min, ten() + 11min, kGas) == 1);
    CHECK(kept(wire, ten() + 12min, ten() + 12min, {}) == 0);
}

WorkNews some_word(Instant now) {
    static const std::vector<std::string> types{"MadeSafe",   "WorkOrderDone",   "NoFaultFound",
                                                "CrewOnSite", "WorkOrderFailed", "WorkSuspended"};
    static const std::vector<std::string> values{"0", "50", "51", "25000", "failed"};
    WorkNews fact;
    fact.type = *rc::gen::elementOf(types);
    fact.order = *rc::gen::arbitrary<bool>() ? "workOrders/w" : "workOrders/x";
    fact.step = "repair";
    fact.round = *rc::gen::inRange(1, 3);
    fact.attempt = *rc::gen::inRange(1, 3);
    fact.observed = now - std::chrono::minutes{*rc::gen::inRange(0, 90)};
    fact.evidence = {{"gas_reading_ppm", *rc::gen::elementOf(values), "ppm"},
                     {"tightness_test", *rc::gen::arbitrary<bool>() ? "passed" : "failed", ""}};
    if (*rc::gen::arbitrary<bool>()) {
        fact.type = "WorkOrderRemarked";
        fact.flag = "evidence_not_met";
    }
    return fact;
}

void somebody_asks(Hazardous& story, Instant now) {
    const Rule rules[] = {
        withdraw, [](Change& change) { return waive_step(change, "callback", "no need"); },
        [](Change& change) { return reopen_request(change, "x", false, change.now()); },
        [](Change& change) { return say_still_out(change, "never", change.now(), ""); },
        [](Change& change) -> Result<void> {
            join_report(change, samples::report());
            return {};
        }};
    (void)story.ask(now, rules[*rc::gen::inRange<std::size_t>(0, std::size(rules))]);
}

TEST_CASE("after a dangerous reading a hazard stands, or somebody was told of that reading [S1]") {
    rc::prop("gas", [] {
        Hazardous story{"gas_smell.gas"};
        std::set<std::string> raised;
        Instant now = ten();
        const auto count = *rc::gen::inRange(0, 40);
        for (int i = 0; i < count; ++i) {
            now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
            const auto kind = *rc::gen::inRange(0, 4);
            if (kind == 0) {
                story.act(now, [](Change& change) { tick(change, samples::roster()); });
            } else if (kind == 1) {
                somebody_asks(story, now);
            } else {
                const WorkNews fact = some_word(now);
                bool told = false;
                story.act(now, [&](Change& change) {
                    apply_work(change, fact);
                    told = std::ranges::any_of(change.facts, [](const Fact& one) {
                        const auto* to = std::get_if<RequestEscalated>(&one.event);
                        return to != nullptr && to->reason == "evidence_not_met";
                    });
                });
                for (const Shown& shown : fact.evidence) {
                    const EvidenceRule* rule = story.definition->find_evidence(shown.name);
                    const bool danger =
                        rule == nullptr ? !fact.flag.empty() : !meets(*rule, shown.value);
                    if (!danger) continue;
                    const std::string reading =
                        fact.order + shown.name + shown.value + to_rfc3339(fact.observed);
                    if (told) raised.insert(reading);
                    RC_ASSERT(hazard_stands(story.request, *story.definition) ||
                              raised.contains(reading));
                }
            }
        }
    });
}

}  // namespace
}  // namespace hearth::contact
