#include <algorithm>

#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

using Shown = std::map<std::string, std::string>;

/// A crew at a smell of gas, with phones that tell when they have a network.
struct Leak {
    Leak() {
        world.add(crew("C1", {"gas"}, east_km(0)));
        world.add(crew("C2", {"gas"}, east_km(40)));
        world.open(gas_smell("g", 1));
        world.say("C1", "g", "on_site");
    }
    [[nodiscard]] const WorkOrder& order() const { return world.order("g"); }

    Mutation word(const std::string& mutator, const Shown& evidence, Instant at) {
        Mutation said;
        said.order = order().id;
        said.mutator = mutator;
        said.result = WorkResult{"", "", evidence, false, false};
        said.observed_at = at;
        return said;
    }
    MutationAnswer tell(const Mutation& said) {
        MutationAnswer answer;
        facts =
            world.run([&](Board& board) { answer = board.mutate(said, "C1", world.given("C1")); },
                      "crews/C1");
        return answer;
    }
    MutationAnswer say(const std::string& mutator, const Shown& evidence) {
        world.now += 1min;
        return tell(word(mutator, evidence, world.now));
    }
    MutationAnswer ppm(const std::string& mutator, const std::string& value) {
        return say(mutator, {{"gas_reading_ppm", value}});
    }
    /// The events that the last word led to and that tell of such a reading as danger.
    [[nodiscard]] long told(const std::string& value) const {
        return std::count_if(facts.begin(), facts.end(), [&](const Fact& fact) {
            const auto* told = std::get_if<OrderFact>(&fact);
            const auto* remark =
                told == nullptr ? nullptr : std::get_if<WorkOrderRemarked>(&told->event);
            if (remark == nullptr || remark->flag != kEvidenceNotMet) return false;
            const auto& shown = told->head.readings;
            return std::any_of(shown.begin(), shown.end(), [&](const Reading& reading) {
                return reading.value == value && reading.event_version == told->head.version;
            });
        });
    }

    World world;
    std::vector<Fact> facts;
};

const Shown kTight = {{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}};

}  // namespace

TEST_CASE("danger is kept, flagged and told with every word, in every state [S1]") {
    const std::vector<std::string> words{"accept",    "decline",         "en_route",  "on_site",
                                         "made_safe", "supply_restored", "suspend",   "resume",
                                         "done",      "no_fault_found",  "follow_up", "fail",
                                         "note",      "confirm_incident"};
    const std::map<std::string, std::vector<std::string>> ways{
        {"on_site", {"made_safe"}},
        {"suspended", {"made_safe", "suspend"}},
        {"done", {"made_safe", "done"}},
        {"failed", {"made_safe", "fail"}}};
    for (const auto& [state, way] : ways) {
        for (const auto& word : words) {
            Leak leak;
            for (const auto& step : way)
                REQUIRE(leak.say(step, kTight).outcome == "applied");
            REQUIRE(name_of(leak.order().state) == state);
            REQUIRE(leak.order().made_safe_at);
            const auto answer =
                leak.say(word, {{"gas_reading_ppm", "9000"}, {"tightness_test", "failed"}});
            CAPTURE(state, word, answer.reason);
            CHECK(leak.told("9000") == 1);
            CHECK(leak.order().flags.back() == "evidence_not_met");
            const auto& kept = leak.order().readings;
            CHECK(std::any_of(kept.begin(), kept.end(),
                              [](const Reading& one) { return one.value == "9000"; }));
            CHECK_FALSE(leak.order().made_safe_at);
            const bool well = word == "made_safe" || word == "done" || word == "no_fault_found";
            if (well) CHECK(answer.outcome == "refused");
            // The same again is no news.
            leak.tell(leak.word(word, {{"gas_reading_ppm", "9000"}}, leak.world.now));
            CHECK(leak.told("9000") == 0);
        }
    }
}

TEST_CASE("a word that all is well counts for nothing where it shows danger, asked for or not") {
    Leak leak;
    const auto answer =
        leak.say("made_safe", {{"gas_reading_ppm", "12"}, {"tightness_test", "failed"}});
    CHECK(answer.outcome == "refused");
    CHECK(answer.message == "made_safe needs tightness_test passed");
    CHECK_FALSE(leak.order().made_safe_at);
    CHECK(leak.told("failed") == 1);
}

TEST_CASE("danger is heard where the rest of the word is more than an order can carry [S1]") {
    Leak leak;
    leak.world.now += 1min;
    auto said = leak.word("made_safe", {{"gas_reading_ppm", "25000"}}, leak.world.now);
    const auto refused = [&](const std::string& reason) {
        const auto answer = leak.tell(said);
        CHECK(answer.outcome == "refused");
        CHECK(answer.reason == reason);
    };
    SECTION("a note that is too long") {
        said.result->note.assign(2001, 'x');
        refused("TOO_LONG");
    }
    SECTION("too many readings, of which some are no readings") {
        for (int i = 0; i < 30; ++i)
            said.result->evidence["r" + std::to_string(i)] = "1";
        said.result->evidence["tightness_test"] = "failed\n";
        refused("TOO_MANY");
        CHECK(leak.order().readings.size() == 1);
    }
    SECTION("a word that is not known") {
        said.mutator.assign(100'000, 'x');
        refused("UNKNOWN_MUTATOR");
        CHECK(leak.order().readings.back().mutator == "unknown");
    }
    SECTION("a clock that is ahead") {
        said.observed_at += 24h;
        refused("TIME_IN_FUTURE");
    }
    CHECK(leak.told("25000") == 1);
    CHECK(leak.order().flags == std::vector<std::string>{"evidence_not_met"});
    CHECK(leak.ppm("made_safe", "12").outcome == "applied");
    // Of a stranger nothing counts.
    leak.facts = leak.world.run([&](Board& board) { board.mutate(said, "C9", {}); });
    CHECK(leak.facts.empty());
}
