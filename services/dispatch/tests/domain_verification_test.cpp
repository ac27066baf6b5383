#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

const std::string kLead = "r0";

std::string request(std::size_t number) {
    return "r" + std::to_string(number);
}

/// An outage that a dispatcher confirmed while the crew was on its way to the first of so many.
World outage(std::size_t members) {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.state().network.add(uid("TX1"), uid("FD1"));
    for (std::size_t i = 0; i < members; ++i) {
        world.open(no_supply(request(i), 1 + static_cast<double>(i) / 10, "TX1"));
    }
    world.say("C1", kLead, "en_route");
    const auto incident = world.incident().id;
    world.run([&](Board& board) { REQUIRE(board.confirm(incident, "", "dispatcher")); });
    world.say("C1", kLead, "on_site");
    return world;
}

void restore(World& world) {
    world.now += 30min;
    world.say("C1", kLead, "supply_restored");
}

std::vector<Fact> verify(World& world, const std::string& name) {
    return world.run([&](Board& board) { board.verify(uid(name), world.now); });
}

std::vector<Fact> still_out(World& world, const std::string& name) {
    return world.open(no_supply(name, 1, "TX1", 2));
}

const Member& member(World& world, const std::string& name) {
    for (const auto& [key, member] : world.state().members) {
        if (member.order == world.order(name).id) return member;
    }
    throw std::runtime_error("no member " + name);
}

}  // namespace

TEST_CASE("an incident is verified by the last of its members, and closed when work has ended") {
    auto world = outage(2);
    restore(world);
    REQUIRE(world.incident().state == IncidentState::kRestored);
    CHECK_FALSE(has(verify(world, kLead), "IncidentVerified"));
    CHECK(world.incident().state == IncidentState::kRestored);
    CHECK(has(verify(world, "r1"), "IncidentVerified"));
    CHECK(world.incident().state == IncidentState::kVerified);
    world.say("C1", kLead, "done");
    CHECK(world.incident().state == IncidentState::kClosed);
    const auto version = world.incident().version;

    SECTION("what is said again, or by strangers, changes nothing") {
        CHECK(verify(world, "r1").empty());
        CHECK(verify(world, "nobody").empty());
        CHECK(world.incident().version == version);
    }
    SECTION("who is out again after all is closed has an order of its own and changes nothing") {
        CHECK_FALSE(has(still_out(world, "r1"), "IncidentSplit"));
        CHECK(world.order("r1", 2).state == OrderState::kAssigned);
        CHECK(world.incident().version == version);
    }
}

TEST_CASE("a verification that comes before the restoration counts when that comes") {
    auto world = outage(2);
    CHECK(verify(world, "r1").empty());
    CHECK(verify(world, kLead).empty());
    CHECK(world.incident().state == IncidentState::kConfirmed);
    restore(world);
    CHECK(world.incident().state == IncidentState::kVerified);
    CHECK(member(world, "r1").verified_at == kMorning);
}

TEST_CASE("three of forty are still out: they go at once, and the rest are verified [case-F2]") {
    constexpr std::size_t kMembers = 40;
    constexpr std::size_t kOut = 3;
    auto world = outage(kMembers);
    const auto incident = world.incident().id;
    restore(world);
    world.say("C1", kLead, "done");
    for (std::size_t i = 1; i <= kOut; ++i) {
        CHECK(has(still_out(world, request(i)), "IncidentSplit"));
        CHECK(world.order(request(i), 2).state != OrderState::kDone);
        CHECK(world.order(request(i), 2).incident != incident);
        CHECK(member(world, request(i)).removed);
    }
    CHECK(world.order("r1", 2).state == OrderState::kAssigned);
    for (std::size_t i = 0; i < kMembers; ++i) {
        if (i >= 1 && i <= kOut) continue;
        CHECK(world.state().incidents.at(incident).state == IncidentState::kRestored);
        verify(world, request(i));
    }
    const auto& closed = world.state().incidents.at(incident);
    CHECK(closed.state == IncidentState::kClosed);
    CHECK(world.state().members.present(incident).size() == kMembers - kOut);
    for (const auto& [id, other] : world.state().incidents) {
        if (id != incident) CHECK(other.parent == incident);
    }
}

TEST_CASE("nobody is waited for who asks no more, nor for work that nobody asked for") {
    SECTION("a member withdraws while the others are back") {
        auto world = outage(2);
        restore(world);
        world.say("C1", kLead, "done");
        verify(world, kLead);
        verify(world, "r1");  // as contact's word that it is withdrawn is taken
        CHECK(world.incident().state == IncidentState::kClosed);
    }
    SECTION("the last member to wait for is taken to another place") {
        auto world = outage(2);
        verify(world, kLead);
        world.say("C1", kLead, "supply_restored");
        REQUIRE(world.incident().state == IncidentState::kRestored);
        world.run(
            [&](Board& board) { board.relocate(world.order("r1").id, no_supply("r1", 9, "TX9")); });
        CHECK(world.incident().state == IncidentState::kVerified);
    }
    SECTION("an incident that nobody reported") {
        World world;
        world.add(crew("C1", {"electricity"}, east_km(0)));
        world.state().node_places[uid("TX1")].point = east_km(3);
        world.run([](Board& board) {
            board.report("outage", "electricity", {uid("TX1")}, kMorning, "seen on SCADA");
        });
        const auto incident = world.incident().id;
        world.run([&](Board& board) { REQUIRE(board.restore_nodes(incident, {}, world.now)); });
        CHECK(world.incident().state == IncidentState::kVerified);
    }
}

TEST_CASE("a second attempt of the same repair takes the place of the first in a live incident") {
    auto world = outage(2);
    world.say("C1", kLead, "fail", "no_access");
    CHECK_FALSE(has(still_out(world, kLead), "IncidentSplit"));
    CHECK(member(world, kLead).removed);
    CHECK(world.order(kLead, 2).state == OrderState::kFolded);
    CHECK(world.members().size() == 2);
    CHECK(world.incident().lead == world.order("r1").id);
}

TEST_CASE("the order in which members are heard does not matter, nor how often") {
    REQUIRE(rc::check("", [](const std::vector<bool>& answers) {
        const std::size_t members = 2 + answers.size() % 5;
        const auto out = [&](std::size_t i) { return i < answers.size() && answers[i]; };
        // Words of members, and between them what the crew does, in its own order.
        std::vector<int> words{-1, -1};
        for (std::size_t i = 0; i < members; ++i) {
            words.push_back(static_cast<int>(i));
            if (!out(i)) words.push_back(static_cast<int>(i));
        }
        for (std::size_t i = words.size(); i > 1; --i)
            std::swap(words[i - 1], words[*rc::gen::inRange<std::size_t>(0, i)]);
        auto world = outage(members);
        const auto incident = world.incident().id;
        std::vector<std::string> told;
        std::vector<std::size_t> later;
        int crew_said = 0;
        const auto keep = [&](const std::vector<Fact>& facts) {
            for (const auto& kind : kinds(facts)) {
                if (kind == "IncidentVerified" || kind == "IncidentClosed") told.push_back(kind);
            }
        };
        const auto push = [&](const std::string& mutator) {
            Mutation mutation;
            mutation.mutator = mutator;
            mutation.order = world.order(kLead).id;
            mutation.observed_at = world.now;
            keep(world.run([&](Board& board) { board.mutate(mutation, "C1", {}); }));
        };
        for (const int word : words) {
            if (word < 0) {
                push(++crew_said == 1 ? "supply_restored" : "done");
                continue;
            }
            const auto i = static_cast<std::size_t>(word);
            if (!out(i)) {
                keep(verify(world, request(i)));
            } else if (crew_said == 2) {
                keep(still_out(world, request(i)));
            } else {
                later.push_back(i);  // nobody can be out again before the work is done
            }
        }
        for (const auto i : later)
            keep(still_out(world, request(i)));
        const auto& closed = world.state().incidents.at(incident);
        RC_ASSERT(closed.state == IncidentState::kClosed);
        RC_ASSERT((told == std::vector<std::string>{"IncidentVerified", "IncidentClosed"}));
        for (const auto& [key, one] : world.state().members.of(incident)) {
            std::size_t number = 0;
            while (uid(request(number)) != one.request)
                ++number;
            RC_ASSERT(one.removed == out(number));
            RC_ASSERT(one.verified_at.has_value() != out(number));
        }
    }));
}
