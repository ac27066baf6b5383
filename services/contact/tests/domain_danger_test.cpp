#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/wording.hpp"
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

/// What the story's order, of the attempt that is under way, says at `now` of what it saw at `at`.
std::vector<Fact> says(Hazardous& story, const std::string& type, Instant at, Instant now,
                       const std::vector<Shown>& shown) {
    WorkNews fact;
    fact.type = type;
    fact.order = "workOrders/" + std::to_string(story.request.step("repair")->attempt);
    fact.step = "repair";
    fact.round = story.request.round;
    fact.attempt = story.request.step("repair")->attempt;
    fact.observed = at;
    fact.evidence = shown;
    std::vector<Fact> facts;
    story.act(now, [&](Change& change) {
        apply_work(change, fact);
        facts = change.facts;
    });
    return facts;
}

bool raises(const std::vector<Fact>& facts) {
    return std::ranges::any_of(facts, [](const Fact& one) {
        const auto* to = std::get_if<RequestEscalated>(&one.event);
        return to != nullptr && to->to_role == "lead" && to->reason == "evidence_not_met";
    });
}

/// Whether the line says that the hazard stands; empty where there is no such line.
std::string line_of_unmet(const std::vector<Fact>& facts) {
    for (const Fact& one : facts) {
        if (one.row.detail("source_type") != "EvidenceNotMet") continue;
        return one.row.detail("hazard").empty() ? "no hazard" : "stands";
    }
    return "";
}

TEST_CASE("what was measured before the danger or the report certifies nothing [S1]") {
    const bool says_done = GENERATE(false, true);
    Hazardous gas{"gas_smell.gas"};
    const std::vector<Shown> safe{{"gas_reading_ppm", "3", "ppm"}};
    Instant measured = ten() + 15min;
    Instant fresh = ten() + 30min;
    SECTION("by the attempt before") {
        kept(gas, ten() + 20min, ten() + 20min, kGas);
        says(gas, "WorkOrderFailed", ten() + 20min, ten() + 20min, {});
        REQUIRE(gas.request.step("repair")->attempt == 2);
    }
    SECTION("at the very moment of the danger") {
        kept(gas, ten() + 20min, ten() + 20min, kGas);
        measured = ten() + 20min;
    }
    SECTION("in the round before") {
        gas = resolved_gas();
        kept(gas, ten() + 40min, ten() + 40min, kGas);
        REQUIRE(gas.request.round == 2);
        measured = ten() + 35min;
        fresh = ten() + 50min;
    }
    SECTION("before it was reopened, by whomever") {
        gas = resolved_gas();
        gas.act(ten() + 40min,
                [](Change& change) { REQUIRE(reopen_request(change, "x", true, change.now())); });
        measured = ten() + 35min;
        fresh = ten() + 50min;
    }
    SECTION("before the caller smelled it again") {
        says(gas, "MadeSafe", ten() + 10min, ten() + 10min, safe);
        Report again = samples::report();
        again.observed = ten() + 20min;
        gas.act(ten() + 20min, [&](Change& change) { join_report(change, again); });
    }
    SECTION("before the customer said that it still smells") {
        says(gas, "MadeSafe", ten() + 10min, ten() + 10min, safe);
        gas.act(ten() + 20min,
                [](Change& change) { (void)say_still_out(change, "never", change.now(), ""); });
    }
    SECTION("by a phone whose clock is far in the past") {
        measured = samples::at("2001-01-01T00:00:00Z");
    }
    const auto made_safe = says(gas, "MadeSafe", measured, fresh - 1min, safe);
    CHECK(raises(made_safe));
    CHECK(line_of_unmet(made_safe) == "stands");
    CHECK(hazard_stands(gas.request, *gas.definition));
    CHECK(gas.request.endangers);
    CHECK(gas.refusal(withdraw) == "HAZARD_OPEN");
    if (says_done) {
        const auto done = says(gas, "WorkOrderDone", measured, fresh - 1min, kTight);
        CHECK(line_of_unmet(done) == "stands");
        CHECK(gas.request.is_open());
        CHECK(gas.request.step("verify")->state == StepState::kFailed);
        CHECK(gas.request.step("repair")->state == StepState::kStarted);
        CHECK(hazard_stands(gas.request, *gas.definition));
    }
    says(gas, "MadeSafe", fresh, fresh, safe);
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
    says(gas, "WorkOrderDone", fresh + 1min, fresh + 1min, kTight);
    CHECK(gas.request.state == RequestState::kResolved);
}

TEST_CASE("a device is asked for what contact takes for proof") {
    Hazardous gas{"gas_smell.gas"};
    const auto after = [&] { return proof_after(gas.request, *gas.definition); };
    REQUIRE(after());
    CHECK(*after() < gas.request.opened);
    CHECK(is_proof(gas.request, gas.request.opened));
    CHECK_FALSE(is_proof(gas.request, *after()));
    kept(gas, ten() + 20min, ten() + 20min, kGas);
    CHECK(after() == ten() + 20min);
    CHECK_FALSE(is_proof(gas.request, *after()));
    CHECK(is_proof(gas.request, *after() + 1s));
}

TEST_CASE("a hazard that asks for no evidence is not ended by a word from before it either [S1]") {
    for (const char* word : {"MadeSafe", "WorkOrderDone"}) {
        Hazardous wire{"no_supply.electricity", kWireDown};
        const auto told = says(wire, word, samples::at("2001-01-01T00:00:00Z"), ten() + 9min, {});
        CHECK(raises(told));
        CHECK(hazard_stands(wire.request, *wire.definition));
        CHECK(wire.refusal(withdraw) == "HAZARD_OPEN");
    }
}

TEST_CASE("made safe counts by what it asks for: the pipe behind the valve still leaks") {
    Hazardous gas{"gas_smell.gas"};
    const auto told = says(gas, "MadeSafe", ten() + 9min, ten() + 9min,
                           {{"gas_reading_ppm", "0", "ppm"}, {"tightness_test", "failed", ""}});
    CHECK_FALSE(raises(told));
    CHECK_FALSE(hazard_stands(gas.request, *gas.definition));
    CHECK_FALSE(gas.request.endangers);
    for (const auto& [type, ppm] : {std::pair{"MadeSafe", "9000"}, {"WorkSuspended", "0"}}) {
        Hazardous still{"gas_smell.gas"};
        CHECK(raises(says(still, type, ten() + 9min, ten() + 9min,
                          {{"gas_reading_ppm", ppm, "ppm"}, {"tightness_test", "failed", ""}})));
        CHECK(hazard_stands(still.request, *still.definition));
    }
}

TEST_CASE("gas that a crew of another matter measures is raised, with its unit, and sends nobody") {
    const RequestClass& power = *catalogue().find("no_supply.electricity");
    const EvidenceRule* gas = power.find_evidence("gas_reading_ppm");
    REQUIRE(gas != nullptr);
    CHECK(gas->unit == "ppm");
    CHECK(gas->asked_by.empty());
    samples::Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    const auto measured = [&](const char* ppm, int minute) {
        WorkNews fact;
        fact.type = "WorkOrderDone";
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = ten() + std::chrono::minutes{minute};
        fact.evidence = {{"gas_reading_ppm", ppm, "ppm"}};
        const auto before = story.facts.size();
        story.act(fact.observed, [&](Change& change) { apply_work(change, fact); });
        return std::vector<Fact>{story.facts.begin() + static_cast<long>(before),
                                 story.facts.end()};
    };
    CHECK_FALSE(raises(measured("12", 10)));
    const auto told = measured("25000", 11);
    CHECK(raises(told));
    CHECK(line_of_unmet(told) == "no hazard");
    CHECK(told.front().row.detail("evidence") == "gas_reading_ppm 25000 ppm");
    story.act(ten() + 12min, [](Change& change) {
        (void)complete_step(change, {"verify", "supply_back", 0, "", change.now()});
    });
    REQUIRE_FALSE(story.request.is_open());
    CHECK(raises(measured("25001", 13)));
    CHECK_FALSE(story.request.is_open());
}

TEST_CASE("that the hazard stands is said where it does") {
    const auto line = [](Hazardous& gas, Instant at) {
        WorkNews fact;
        fact.type = "WorkOrderRemarked";
        fact.flag = "evidence_not_met";
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = at;
        fact.evidence = kGas;
        std::vector<Fact> facts;
        gas.act(ten() + 45min, [&](Change& change) {
            apply_work(change, fact);
            word_facts(change.facts, catalogue().words, *gas.definition, "Asia/Shanghai");
            facts = change.facts;
        });
        const bool said = facts.front().row.text_zh.find("险情未解除") != std::string::npos &&
                          facts.front().row.text_en.find("hazard stands") != std::string::npos;
        CHECK((line_of_unmet(facts) == "stands") == said);
        CHECK(facts.front().row.text_zh.find("3000 ppm") != std::string::npos);
        return said;
    };
    Hazardous gas{"gas_smell.gas"};
    SECTION("while nothing made it safe") {
        CHECK(line(gas, ten() + 20min));
    }
    SECTION("not of danger from before it was made safe") {
        gas.crew("MadeSafe", ten() + 30min, {{"gas_reading_ppm", "10", "ppm"}});
        CHECK_FALSE(line(gas, ten() + 20min));
        CHECK_FALSE(gas.request.endangers);
        CHECK(line(gas, ten() + 40min));
    }
    SECTION("of what is reopened by it, and not of what was over later") {
        gas = resolved_gas();
        CHECK_FALSE(line(gas, ten() + 25min));
        CHECK(line(gas, ten() + 40min));
    }
    SECTION("not of a request that was withdrawn") {
        gas.crew("MadeSafe", ten() + 30min, {{"gas_reading_ppm", "10", "ppm"}});
        REQUIRE(gas.ask(ten() + 35min, withdraw));
        CHECK_FALSE(line(gas, ten() + 40min));
    }
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
                const EvidenceRule& gas = *story.definition->find_evidence("gas_reading_ppm");
                const bool proven =
                    fact.type == "MadeSafe" && meets(gas, fact.evidence.front().value);
                for (const Shown& shown : fact.evidence) {
                    const EvidenceRule* rule = story.definition->find_evidence(shown.name);
                    const bool danger =
                        rule == nullptr ? !fact.flag.empty() : !meets(*rule, shown.value);
                    if (!danger || proven) continue;
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
