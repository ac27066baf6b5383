#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

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
            CHECK(leak.order().danger_at == leak.world.now);
            const bool well = word == "made_safe" || word == "done" || word == "no_fault_found";
            if (well) CHECK(answer.outcome == "refused");
            // The same again is no news.
            leak.tell(leak.word(word, {{"gas_reading_ppm", "9000"}}, leak.world.now));
            CHECK(leak.told("9000") == 0);
        }
    }
}

TEST_CASE("what made safe does not ask for refuses it not, and is kept") {
    Leak leak;
    const auto answer =
        leak.say("made_safe", {{"gas_reading_ppm", "12"}, {"tightness_test", "failed"}});
    CHECK(answer.outcome == "applied");
    CHECK(leak.order().made_safe_at == leak.world.now);
    CHECK_FALSE(leak.order().danger_at);
    CHECK(leak.order().flags.empty());
    const auto& kept = leak.order().readings;
    CHECK(std::any_of(kept.begin(), kept.end(),
                      [](const Reading& one) { return one.value == "failed"; }));
    // With what it asks for not shown, or by another word, it is danger.
    CHECK(leak.say("made_safe", {{"tightness_test", "failed"}}).reason == "EVIDENCE_NOT_MET");
    CHECK(leak.told("failed") == 1);
    CHECK_FALSE(leak.order().made_safe_at);
    leak.say("note", {{"gas_reading_ppm", "0"}, {"tightness_test", "failed"}});
    CHECK(leak.told("failed") == 1);
    CHECK(leak.order().danger_at == leak.world.now);
}

TEST_CASE("a word that all is well counts for nothing where it shows danger that it asks not for") {
    Leak leak;
    leak.world.run([&](Board& board) {
        auto wanted = gas_smell("g", 1);
        for (auto& rule : wanted.evidence_rules)
            rule.asked_by = {rule.is_choice() ? "done" : "made_safe"};
        board.relocate(leak.order().id, wanted);
    });
    leak.say("on_site", {});
    const auto answer =
        leak.say("done", {{"gas_reading_ppm", "9000"}, {"tightness_test", "passed"}});
    CHECK(answer.outcome == "refused");
    CHECK(leak.told("9000") == 1);
}

TEST_CASE("an order knows the danger that others saw there: what was measured before counts not") {
    World world;
    world.add(crew("C1", {"gas"}, east_km(0)));
    auto wanted = gas_smell("g", 1);
    wanted.danger_at = kMorning + 5min;
    world.open(wanted);
    world.now = kMorning + 10min;
    world.say("C1", "g", "on_site");
    Mutation said;
    said.mutator = "made_safe";
    said.result = WorkResult{"", "", {{"gas_reading_ppm", "3"}}, false, false};
    said.observed_at = kMorning + 5min;
    const auto stale = world.push("C1", "g", said);
    CHECK(stale.reason == "EVIDENCE_NOT_MET");
    CHECK(stale.message == "made_safe needs evidence from after " + to_rfc3339(kMorning + 5min));
    CHECK_FALSE(world.order("g").made_safe_at);
    // Seen again elsewhere, and never earlier than is known.
    wanted.danger_at = kMorning + 1min;
    const auto id = world.order("g").id;
    world.run([&](Board& board) { board.relocate(id, wanted); });
    CHECK(world.order("g").danger_at == kMorning + 5min);
    said.observed_at = kMorning + 5min + 1s;
    CHECK(world.push("C1", "g", said).outcome == "applied");
}

TEST_CASE("of readings that one time has counts, and not when they came [S1]") {
    Leak leak;
    const auto ten_ppm = [&](const std::string& value, Instant at) {
        return leak.word("made_safe", {{"gas_reading_ppm", value}}, at);
    };
    REQUIRE(leak.ppm("made_safe", "10").outcome == "applied");
    const auto before = leak.world.now + 1min;
    leak.world.now += 5min;
    REQUIRE(leak.ppm("made_safe", "3000").reason == "EVIDENCE_NOT_MET");
    const auto danger = leak.world.now;
    leak.world.now += 5min;
    SECTION("an older word makes nothing safe, and its reading does not take the place") {
        for (const auto at : {before, danger}) {
            const auto late = leak.tell(ten_ppm("12", at));
            CHECK(late.reason == "EVIDENCE_NOT_MET");
            CHECK(late.message == "made_safe needs evidence from after " + to_rfc3339(danger));
            CHECK_FALSE(leak.order().made_safe_at);
        }
        auto done = leak.word("done", kTight, before);
        CHECK(leak.tell(done).reason == "EVIDENCE_NOT_MET");
        CHECK(leak.order().state == OrderState::kOnSite);
        const auto& kept = leak.order().readings;
        const auto gas = std::find_if(kept.begin(), kept.end(), [](const Reading& one) {
            return one.name == "gas_reading_ppm";
        });
        REQUIRE(gas != kept.end());
        CHECK(gas->observed_at == danger);
        CHECK(leak.tell(ten_ppm("12", danger + 1s)).outcome == "applied");
    }
    SECTION("danger that comes to light after a later word is told, and undoes nothing") {
        REQUIRE(leak.tell(ten_ppm("5", danger + 2min)).outcome == "applied");
        leak.tell(leak.word("follow_up", {{"gas_reading_ppm", "700"}}, danger + 1min));
        CHECK(leak.told("700") == 1);
        CHECK(leak.order().made_safe_at == danger + 2min);
        CHECK(leak.order().readings.back().value == "5");
    }
    SECTION("nor where it was measured again after it") {
        REQUIRE(leak.tell(ten_ppm("5", danger + 1min)).outcome == "applied");
        REQUIRE(leak.tell(ten_ppm("4", danger + 3min)).outcome == "applied");
        leak.tell(leak.word("follow_up", {{"gas_reading_ppm", "700"}}, danger + 2min));
        CHECK(leak.order().made_safe_at == danger + 3min);
    }
}

TEST_CASE("whether it is safe does not hang on the order in which phones tell") {
    REQUIRE(rc::check("", [] {
        struct Word {
            std::string mutator;
            std::string value;
            Instant at;
        };
        std::vector<Word> words;
        static const std::vector<std::string> values{"5", "50", "51", "3000"};
        const auto count = *rc::gen::inRange(1, 9);
        for (int i = 0; i < count; ++i) {
            words.push_back({*rc::gen::arbitrary<bool>() ? "made_safe" : "follow_up",
                             *rc::gen::elementOf(values), kMorning + std::chrono::minutes{i}});
        }
        const auto is_bad = [](const Word& word) {
            return word.value == "51" || word.value == "3000";
        };
        bool safe = false;
        std::optional<Instant> danger;
        for (const auto& word : words) {
            if (is_bad(word)) danger = word.at;
            if (is_bad(word)) safe = false;
            if (!is_bad(word) && word.mutator == "made_safe") safe = true;
        }
        std::vector<std::pair<int, Word>> drawn;
        for (const auto& word : words)
            drawn.emplace_back(*rc::gen::inRange(0, 1000), word);
        std::stable_sort(drawn.begin(), drawn.end(), [](const auto& one, const auto& other) {
            return one.first < other.first;
        });
        Leak leak;
        leak.world.now = kMorning + 1h;
        for (const auto& [place, word] : drawn) {
            leak.tell(leak.word(word.mutator, {{"gas_reading_ppm", word.value}}, word.at));
            RC_ASSERT(leak.told(word.value) == 1 || !is_bad(word));
        }
        RC_ASSERT(leak.order().made_safe_at.has_value() == safe);
        RC_ASSERT(leak.order().danger_at == danger);
    }));
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
    CHECK(leak.order().danger_at == leak.world.now);
    CHECK(leak.ppm("made_safe", "12").outcome == "applied");
    // Of a stranger nothing counts.
    leak.facts = leak.world.run([&](Board& board) { board.mutate(said, "C9", {}); });
    CHECK(leak.facts.empty());
}

TEST_CASE("what a rule judges is not pushed out by other readings") {
    Leak leak;
    REQUIRE(leak.ppm("made_safe", "3000").outcome == "refused");
    for (int i = 0; i < 5; ++i) {
        Shown many;
        for (int j = 0; j < 20; ++j)
            many["p" + std::to_string(i * 20 + j)] = "1";
        leak.say("on_site", many);
        leak.say("done", many);
    }
    const auto& kept = leak.order().readings;
    CHECK(kept.size() == 40);
    CHECK(kept.front().value == "3000");
}
