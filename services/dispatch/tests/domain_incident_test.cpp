#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

World two_reports() {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.state().network.add(uid("TX1"), uid("FD1"));
    world.state().network.add(uid("TX2"), uid("FD1"));
    world.state().node_customers[uid("TX1")] = 40;
    world.open(no_supply("a", 1, "TX1"));
    world.now += 5min;
    world.open(no_supply("b", 1.1, "TX1"));
    return world;
}

/// The same, confirmed by a dispatcher while the crew is on its way to the second.
World confirmed() {
    auto world = two_reports();
    const auto incident = world.incident().id;
    world.say("C1", "b", "en_route");
    world.run([&](Board& board) { REQUIRE(board.confirm(incident, "seen", "dispatcher")); },
              "agents/A1");
    return world;
}

}  // namespace

TEST_CASE("two reports under one transformer raise a suspicion that folds nothing") {
    auto world = two_reports();
    REQUIRE(world.state().incidents.size() == 1);
    const auto& incident = world.incident();
    CHECK(incident.state == IncidentState::kSuspected);
    CHECK(incident.score == 2);
    CHECK(incident.customers == 40);
    CHECK(incident.start_at == kMorning);
    CHECK(world.order("a").state == OrderState::kAssigned);
    CHECK_FALSE(world.order("b").incident);

    SECTION("a third report is more evidence") {
        CHECK(has(world.open(no_supply("c", 1.2, "TX1")), "IncidentGrown"));
        CHECK(world.incident().score == 3);
        CHECK(world.state().incidents.size() == 1);
    }
    SECTION("a dismissed one is not raised by the same reports") {
        world.run([&](Board& board) { REQUIRE(board.dismiss(incident.id, "two fuses")); });
        CHECK(world.incident().state == IncidentState::kDismissed);
        CHECK_FALSE(has(world.open(no_supply("c", 1.2, "TX1")), "IncidentSuspected"));
        CHECK(has(world.open(no_supply("d", 1.3, "TX1")), "IncidentSuspected"));
    }
}

TEST_CASE("one point, another transformer or a hazard are no second report") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1, "TX1"));
    auto again = no_supply("a2", 1, "TX1");
    again.service_point = uid("a point");
    world.open(again);
    world.open(no_supply("b", 1, "TX2"));
    auto wire = no_supply("c", 1, "TX1");
    wire.hazard = Hazard::kLife;
    world.open(wire);
    CHECK(world.state().incidents.empty());
}

TEST_CASE("a person's word folds the single orders under the one nearest to the repair") {
    auto world = two_reports();
    const auto incident = world.incident().id;
    world.say("C1", "b", "en_route");
    const auto facts = world.run(
        [&](Board& board) { REQUIRE(board.confirm(incident, "seen on SCADA", "dispatcher")); },
        "agents/A1");
    CHECK(has(facts, "IncidentConfirmed"));
    CHECK(world.order("b").state == OrderState::kEnRoute);
    CHECK(world.order("b").incident == incident);
    CHECK(world.order("b").rank == 1);
    const auto& folded = world.order("a");
    CHECK(folded.state == OrderState::kFolded);
    CHECK(folded.parent == world.order("b").id);
    CHECK(folded.crew.empty());
    CHECK(folded.reported_at == kMorning);
    CHECK(folded.forecast_restoration_at == world.order("b").forecast_restoration_at);
    CHECK(world.route("C1") == std::vector<Uuid>{uid("b")});
    CHECK(world.run([&](Board& board) { REQUIRE(board.confirm(incident, "", "crew")); }).empty());

    SECTION("a later report is folded at once") {
        world.open(no_supply("c", 1.2, "TX1"));
        CHECK(world.order("c").state == OrderState::kFolded);
    }
    SECTION("supply back restores all, done ends all") {
        world.say("C1", "b", "on_site");
        world.now += 30min;
        CHECK(world.say("C1", "b", "supply_restored").outcome == "applied");
        CHECK(world.order("a").restored_at == world.now);
        CHECK(world.incident().state == IncidentState::kRestored);
        CHECK(world.order("a").state == OrderState::kFolded);
        world.say("C1", "b", "done");
        CHECK(world.order("a").state == OrderState::kDone);
        CHECK(world.order("a").parent == world.order("b").id);
        CHECK(world.incident().state == IncidentState::kRestored);

        SECTION("who is still out later has an order of its own, and two are a nested incident") {
            world.open(no_supply("a", 1, "TX1", 2));
            CHECK(world.order("a", 2).state == OrderState::kAssigned);
            world.open(no_supply("b", 1, "TX1", 2));
            REQUIRE(world.state().incidents.size() == 2);
            for (const auto& [id, found] : world.state().incidents) {
                if (id != incident) CHECK(found.parent == incident);
            }
        }
    }
    SECTION("only named points come back; the rest are led by another order") {
        world.say("C1", "b", "on_site");
        Mutation partly;
        partly.mutator = "supply_restored";
        partly.service_points = {uid("b point")};
        world.push("C1", "b", partly);
        CHECK(world.incident().state == IncidentState::kRestoring);
        CHECK_FALSE(world.order("a").restored_at);
        const auto said = world.say("C1", "b", "done");
        CHECK(said.outcome == "applied");
        CHECK(world.order("a").state == OrderState::kAssigned);
        CHECK(world.incident().lead == world.order("a").id);
    }
}

TEST_CASE("the crew that comes to the fault has come for everyone whose order is folded") {
    auto world = confirmed();
    world.open(no_supply("c", 1.2, "TX1"));
    const auto alone = no_supply("d", 9, "TX2");
    world.open(alone);
    const auto says = [&](const std::string& mutator, Instant observed_at) {
        Mutation mutation;
        mutation.mutator = mutator;
        mutation.order = world.order("b").id;
        mutation.observed_at = observed_at;
        return world.run([&](Board& board) { board.mutate(mutation, "C1", {}); });
    };
    const auto arrivals = [](const std::vector<Fact>& facts) {
        const auto all = kinds(facts);
        return std::count(all.begin(), all.end(), "CrewOnSite");
    };
    world.now += 30min;
    CHECK(arrivals(says("on_site", world.now)) == 3);
    for (const auto* name : {"a", "b", "c"})
        CHECK(world.order(name).on_site_at == world.now);
    CHECK_FALSE(world.order("d").on_site_at);
    CHECK(world.order("a").state == OrderState::kFolded);

    SECTION("said again, nobody is told again") {
        CHECK(arrivals(says("on_site", world.now)) == 0);
    }
    SECTION("who reports while the crew is there has it there, not before the report") {
        world.now += 5min;
        auto late = no_supply("e", 1.3, "TX1");
        late.reported_at = world.now;
        CHECK(arrivals(world.open(late)) == 1);
        CHECK(world.order("e").state == OrderState::kFolded);
        CHECK(world.order("e").on_site_at == world.now);
    }
    SECTION("an order that stands alone again keeps when the crew came") {
        const auto incident = world.incident().id;
        world.run([&](Board& board) {
            REQUIRE(board.ungroup(incident, {world.order("a").id}, "a fuse"));
        });
        CHECK(world.order("a").state == OrderState::kAssigned);
        CHECK(world.order("a").on_site_at == world.now);
    }
}

TEST_CASE("what was folded is unfolded when the grouping was wrong or its leader goes") {
    auto world = confirmed();
    const auto incident = world.incident().id;
    SECTION("ungrouping gives the orders back under their own report times") {
        world.run([&](Board& board) {
            CHECK(board.ungroup(incident, {world.order("b").id}, "").error().reason == "LEADS");
            CHECK(board.ungroup(incident, {uid("x")}, "").error().code == Code::kInvalidArgument);
            REQUIRE(board.ungroup(incident, {}, "two faults"));
        });
        CHECK(world.order("a").state == OrderState::kAssigned);
        CHECK(world.order("a").reported_at == kMorning);
        CHECK_FALSE(world.order("a").incident);
        CHECK(world.order("b").rank == 0);
        CHECK(world.incident().state == IncidentState::kDismissed);
        CHECK(world.state().incidents.size() == 1);
    }
    SECTION("a leader that is withdrawn is followed by another") {
        world.run([&](Board& board) { board.cancel(world.order("b").id, "withdrawn"); });
        CHECK(world.order("a").state == OrderState::kAssigned);
        CHECK(world.incident().lead == world.order("a").id);
        world.say("C1", "a", "on_site");
        world.say("C1", "a", "supply_restored");
        world.say("C1", "a", "done");
        CHECK(world.incident().state == IncidentState::kRestored);
    }
    SECTION("a report after its only order went elsewhere leads it, and is not folded for ever") {
        world.run([&](Board& board) {
            REQUIRE(board.ungroup(incident, {world.order("a").id}, "a fuse"));
            board.relocate(world.order("b").id, no_supply("b", 9, "TX2"));
        });
        world.open(no_supply("c", 1.2, "TX1"));
        CHECK(world.order("c").state == OrderState::kAssigned);
        CHECK(world.incident().lead == world.order("c").id);
        CHECK(world.incident().state == IncidentState::kConfirmed);
    }
}

TEST_CASE("an incident reported by hand folds what is below it and is restored by nodes") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.state().network.add(uid("TX1"), uid("FD1"));
    world.state().network.add(uid("TX2"), uid("FD1"));
    world.open(no_supply("a", 1, "TX1"));
    auto later = no_supply("b", 5, "TX2");
    later.reported_at += 1min;
    world.open(later);
    world.run([&](Board& board) {
        board.report("outage", "electricity", {uid("FD1")}, kMorning - 10min, "feeder tripped");
    });
    CHECK(world.order("b").parent == world.order("a").id);
    const auto incident = world.incident().id;
    world.now += 1h;
    world.run([&](Board& board) {
        CHECK(board.restore_nodes(incident, {uid("TX9")}, world.now).error().reason == "NOT_BELOW");
        REQUIRE(board.restore_nodes(incident, {uid("TX2")}, world.now));
    });
    CHECK(world.incident().state == IncidentState::kRestoring);
    CHECK(world.order("b").restored_at == world.now);
    CHECK_FALSE(world.order("a").restored_at);
    world.open(no_supply("b", 5, "TX2", 2));
    CHECK(world.order("b", 2).state == OrderState::kAssigned);
    world.run([&](Board& board) { REQUIRE(board.restore_nodes(incident, {}, world.now)); });
    CHECK(world.order("a").restored_at == world.now);
    CHECK(world.incident().state == IncidentState::kRestored);
}

TEST_CASE("an incident nobody has reported is led by an order of dispatch's own") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.state().node_places[uid("TX1")].point = east_km(3);
    world.run([&](Board& board) {
        board.report("outage", "electricity", {uid("TX1")}, kMorning, "transformer humming");
    });
    const auto& lead = world.state().orders.begin()->second;
    CHECK_FALSE(lead.key.request);
    CHECK(lead.state == OrderState::kAssigned);
    CHECK(lead.incident == world.incident().id);
    CHECK(world.stops("C1").size() == 1);
}
