#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

TEST_CASE("the nearest crew with the skill gets the work, and the plan says why") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity"}, east_km(9)));
    world.add(crew("C3", {"gas"}, east_km(10)));
    const auto facts = world.open(no_supply("a", 10));
    CHECK(kinds(facts) ==
          std::vector<std::string>{"WorkOrderOpened", "WorkOrderAssigned", "PlanPublished"});
    const auto& order = world.order("a");
    CHECK(order.crew == "C2");
    CHECK(order.state == OrderState::kAssigned);
    CHECK(order.plan_version == 1);
    REQUIRE(order.forecast_arrival_at);
    CHECK(*order.forecast_restoration_at - *order.forecast_arrival_at == 60min);
    const auto& change = std::get<WorkOrderAssigned>(std::get<OrderFact>(facts[1]).event).change;
    CHECK(change.rule == "best_insertion");
    CHECK(change.cost_term == "wait");
    CHECK(change.margin > 0);
    CHECK(change.why.find("C2 costs least") == 0);

    SECTION("the same step again changes nothing") {
        CHECK(world.open(no_supply("a", 10)).empty());
    }
    SECTION("planning again changes nothing") {
        CHECK(world.run([](Board&) {}).empty());
    }
}

TEST_CASE("nobody waits long to save a short way") {
    World world;
    auto soon = crew("C1", {"electricity"}, east_km(0));
    soon.shifts = {{2, 10 * 60 + 30, 18 * 60}};
    world.add(soon);
    world.add(crew("C2", {"electricity"}, east_km(1)));
    world.open(no_supply("a", 0));
    CHECK(world.order("a").crew == "C2");
}

TEST_CASE("work that nobody can do stays open, and is planned when somebody can") {
    World world;
    world.add(crew("C1", {"gas"}, east_km(0)));
    CHECK_FALSE(has(world.open(no_supply("a", 1)), "WorkOrderAssigned"));
    CHECK(world.order("a").state == OrderState::kOpen);
    world.add(crew("C2", {"electricity"}, east_km(0)));
    CHECK(has(world.run([](Board&) {}), "WorkOrderAssigned"));
}

TEST_CASE("a gas smell overtakes ordinary work") {
    World world;
    world.add(crew("C1", {"electricity", "gas"}, east_km(0)));
    world.open(no_supply("household", 2));
    world.open(no_supply("neighbour", 3));
    world.open(gas_smell("street", 8));
    CHECK(world.route("C1").front() == uid("street"));
    CHECK(world.route("C1").size() == 3);

    SECTION("also one that is only assigned or on its way") {
        World other;
        other.add(crew("C1", {"electricity", "gas"}, east_km(0)));
        other.open(no_supply("household", 20));
        other.say("C1", "household", "en_route");
        const auto facts = other.open(gas_smell("street", 8));
        CHECK(other.route("C1").front() == uid("street"));
        CHECK(other.order("household").state == OrderState::kAssigned);
        CHECK(has(facts, "WorkSuspended"));
    }
    SECTION("and what is left for it waits behind all that is more dangerous") {
        world.say("C1", "street", "on_site");
        world.say("C1", "household", "en_route");
        CHECK(world.order("street").suspend_reason == "crew_elsewhere");
        world.open(gas_smell("second", 1));
        const auto route = world.route("C1");
        CHECK(route.size() == 4);
        CHECK(route.at(0) == uid("second"));
        CHECK(route.at(1) == uid("street"));
        CHECK(world.order("household").state == OrderState::kAssigned);
    }
    SECTION("but not work that has started and may not be left") {
        world.say("C1", "street", "en_route");
        world.say("C1", "street", "on_site");
        world.open(gas_smell("second", 1));
        CHECK(world.route("C1").front() == uid("street"));
    }
    SECTION("work on site is left once it is safe, where its class allows") {
        World other;
        other.add(crew("C1", {"electricity", "gas"}, east_km(0)));
        other.open(no_supply("household", 2));
        other.say("C1", "household", "on_site");
        SECTION("not before") {
            other.open(gas_smell("street", 8));
            CHECK(other.route("C1").front() == uid("household"));
        }
        SECTION("after") {
            other.say("C1", "household", "made_safe");
            other.open(gas_smell("street", 8));
            CHECK(other.route("C1") == std::vector<Uuid>{uid("street"), uid("household")});
            CHECK(other.order("household").state == OrderState::kSuspended);
            CHECK(other.order("household").suspend_reason == "hazard_elsewhere");
            other.say("C1", "street", "on_site");
            Mutation over;
            over.mutator = "done";
            over.result = WorkResult{
                "seal", "", {{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}}, false, false};
            CHECK(other.push("C1", "street", over).outcome == "applied");
            other.say("C1", "household", "on_site");
            CHECK(other.order("household").state == OrderState::kOnSite);
        }
    }
}

TEST_CASE("a hazard goes to whoever is there first [case-F3]") {
    Policy rules = policy();
    rules.classes["no_supply.electricity"].on_site = 40min;
    rules.classes["no_supply.electricity"].interruptible = Interruptible::kNo;
    World world{rules};
    world.add(crew("C1", {"electricity", "gas"}, east_km(0)));
    world.add(crew("C2", {"gas"}, east_km(17)));
    world.open(no_supply("pinned", 0));
    world.say("C1", "pinned", "on_site");
    world.now += 20min;
    const auto facts = world.open(gas_smell("leak", 1));
    CHECK(world.order("leak").crew == "C1");
    world.rules().classes["no_supply.electricity"].on_site = 90min;
    World busy{world.rules()};
    busy.add(crew("C1", {"electricity", "gas"}, east_km(0)));
    busy.add(crew("C2", {"gas"}, east_km(17)));
    busy.open(no_supply("pinned", 0));
    busy.say("C1", "pinned", "on_site");
    busy.now += 20min;
    const auto other = busy.open(gas_smell("leak", 1));
    CHECK(busy.order("leak").crew == "C2");
    for (const auto& fact : other) {
        const auto* told = std::get_if<OrderFact>(&fact);
        const auto* given =
            told == nullptr ? nullptr : std::get_if<WorkOrderAssigned>(&told->event);
        if (given != nullptr) CHECK(given->change.cost_term == "life_late");
    }
}

TEST_CASE("work waits for a shift that has room") {
    World world;
    auto late = crew("C1", {"electricity"}, east_km(0));
    late.shifts = {{2, 13 * 60, 14 * 60 + 30}, {3, 8 * 60, 17 * 60}};
    world.add(late);
    world.open(no_supply("a", 1));
    world.open(no_supply("b", 1));
    CHECK(world.order("a").forecast_arrival_at > at("2026-03-03T05:00:00Z"));
    CHECK(world.order("a").forecast_arrival_at < at("2026-03-03T05:30:00Z"));
    CHECK(world.order("b").forecast_arrival_at >= at("2026-03-04T00:00:00Z"));
}

TEST_CASE("a crew that falls out loses what it has not begun") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity"}, east_km(40)));
    world.open(no_supply("a", 1));
    world.open(no_supply("b", 2));
    world.say("C1", "a", "on_site");
    world.run([](Board& board) { REQUIRE(board.set_crew_state("C1", false, "ill")); });
    CHECK(world.order("a").crew == "C1");
    CHECK(world.order("b").crew == "C2");
    CHECK(
        world.run([](Board& board) { REQUIRE(board.set_crew_state("C1", false, "ill")); }).empty());
}

TEST_CASE("declined work goes to another crew") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1));
    CHECK(world.say("C1", "a", "decline", "ladder").outcome == "applied");
    CHECK(world.order("a").state == OrderState::kOpen);
    world.add(crew("C2", {"electricity"}, east_km(40)));
    world.run([](Board&) {});
    CHECK(world.order("a").crew == "C2");
}

TEST_CASE("a job that overruns moves the forecast of the next, and late work finds another crew") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity"}, east_km(60)));
    world.open(no_supply("a", 0));
    auto second = no_supply("b", 1);
    second.arrive_by = kMorning + 5h;
    world.open(second);
    REQUIRE(world.order("b").crew == "C1");
    world.say("C1", "a", "on_site");
    world.now += 90min;
    CHECK(has(world.run([](Board&) {}), "ForecastChanged"));
    CHECK(world.order("b").crew == "C1");
    world.now += 4h;
    world.run([](Board&) {});
    CHECK(world.order("b").forecast_arrival_at > world.now);
}

TEST_CASE("work that can have no place for a reason of its own keeps nobody else from planning") {
    const int many = 12;
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    auto absent = crew("C2", {"electricity"}, east_km(0));
    absent.shifts.clear();
    const auto name = [](int i) { return "early " + std::to_string(i); };
    const auto early = [&](int i) {
        auto request = no_supply(name(i), 1);
        request.reported_at -= 2h;
        request.arrive_by = kMorning - 1h;
        return request;
    };
    SECTION("put to a crew that lost its shifts") {
        world.add(crew("C2", {"electricity"}, east_km(0)));
        for (int i = 0; i < many; ++i) {
            world.open(early(i));
            const auto id = world.order(name(i)).id;
            world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
        }
        world.add(absent);
    }
    SECTION("declined by every crew") {
        for (int i = 0; i < many; ++i) {
            world.open(early(i));
            REQUIRE(world.say("C1", name(i), "decline").outcome == "applied");
        }
    }
    SECTION("too far away for any shift") {
        for (int i = 0; i < many; ++i) {
            auto far = early(i);
            far.place.point = GeoPoint{-30, -60};
            world.open(far);
        }
    }
    SECTION("longer than any shift") {
        auto& works = world.rules().classes["works.electricity"];
        works.skills = {"electricity"};
        works.on_site = 72h;
        for (int i = 0; i < many; ++i) {
            auto big = early(i);
            big.work_class = "works.electricity";
            world.open(big);
        }
    }
    world.run([](Board&) {});
    for (int i = 0; i < many; ++i)
        REQUIRE(world.order(name(i)).crew.empty());
    world.open(no_supply("ordinary", 2));
    CHECK(world.order("ordinary").crew == "C1");
}

TEST_CASE("a full day is searched for a few of a kind and not for all that wait") {
    World world;
    auto busy = crew("C1", {"electricity"}, east_km(0));
    busy.shifts = {{2, 8 * 60, 12 * 60}};
    world.add(busy);
    for (int i = 0; i < 30; ++i)
        world.open(no_supply("a" + std::to_string(i), 1));
    CHECK(world.route("C1").size() == 1);
    CHECK(world.run([](Board&) {}).empty());
    world.open(gas_smell("hazard", 2));
    CHECK(world.order("hazard").crew.empty());
}

TEST_CASE("however many find no gap today, who fits into one is planned") {
    World world;
    auto busy = crew("C1", {"electricity"}, east_km(0));
    busy.shifts = {{2, 8 * 60, 12 * 60 + 30}};  // of which an hour and a half is left in the end
    world.add(busy);
    world.open(no_supply("first", 1));
    // Each could be done, had the crew nothing else to do.
    const auto open_far = [&](int count, double km, double apart) {
        world.run([&](Board& board) {
            for (int i = 0; i < count; ++i) {
                auto request = no_supply("far " + std::to_string(i), km + apart * i);
                request.reported_at -= 2h;
                request.arrive_by = kMorning - 1h;
                board.open(request);
            }
        });
        REQUIRE(world.route("C1") == std::vector<Uuid>{uid("first")});
    };
    SECTION("nine") {
        open_far(9, 30, 0);
    }
    SECTION("ten at one place") {
        open_far(10, 30, 0);
    }
    SECTION("ten at ten places") {
        open_far(10, 25, 1);
    }
    SECTION("hundreds, and it takes some turns") {
        open_far(300, 25, 0.05);
        world.open(no_supply("near", 1));
        for (int turn = 0; turn < 20 && world.order("near").crew.empty(); ++turn) {
            world.now += 30s;
            world.run([](Board&) {});
        }
    }
    SECTION("however long it is from one turn to the next") {
        open_far(89, 25, 0.05);
        world.open(no_supply("near", 1));
        for (int turn = 0; turn < 5 && world.order("near").crew.empty(); ++turn) {
            world.now += 2min;
            world.run([](Board&) {});
        }
    }
    world.open(no_supply("near", 1));
    CHECK(world.order("near").crew == "C1");
}

TEST_CASE("a full day of one trade keeps no other from planning") {
    World world;
    auto busy = crew("C1", {"electricity"}, east_km(0));
    busy.shifts = {{2, 8 * 60, 12 * 60}};
    world.add(busy);
    world.add(crew("C2", {"water"}, east_km(0)));
    world.run([&](Board& board) {
        for (int i = 0; i < 300; ++i)
            board.open(no_supply("a" + std::to_string(i), 0.1 * i));
    });
    auto leak = no_supply("leak", 1);
    leak.work_class = "leak.water";
    leak.commodity = "water";
    world.open(leak);
    CHECK(world.order("leak").crew == "C2");
}

TEST_CASE("work put to a crew by hand stays with it in the plan, or is refused") {
    World world;
    auto short_shift = crew("C1", {"electricity", "gas"}, east_km(0));
    short_shift.shifts = {{2, 9 * 60, 11 * 60 + 30}};
    short_shift.available = false;
    world.add(short_shift);
    world.add(crew("C2", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1));
    world.open(gas_smell("smell", 1));
    REQUIRE(world.order("a").crew == "C2");
    const auto a = world.order("a").id;
    // The crew is back, and who smells gas comes before whoever is put to it.
    const auto facts = world.run([&](Board& board) {
        REQUIRE(board.set_crew_state("C1", true, ""));
        const auto done = board.assign_by_hand(a, "C1");
        REQUIRE_FALSE(done);
        CHECK(done.error().reason == "NO_ROOM");
    });
    CHECK(world.order("smell").crew == "C1");
    CHECK(world.order("a").crew == "C2");
}

TEST_CASE("a crew without room is not given work by hand, and its crew keeps it") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    auto short_shift = crew("C2", {"electricity"}, east_km(0));
    short_shift.shifts = {{2, 9 * 60, 11 * 60 + 30}};
    world.add(short_shift);
    world.open(no_supply("a", 1));
    const auto a = world.order("a").id;
    world.run([&](Board& board) { REQUIRE(board.assign_by_hand(a, "C2")); });
    world.open(no_supply("b", 1));
    const auto b = world.order("b").id;
    CHECK(world.order("a").crew == "C2");
    world.run([&](Board& board) { REQUIRE(board.assign_by_hand(b, "C1")); });
    const auto before = world.order("b");
    const auto facts = world.run([&](Board& board) {
        const auto done = board.assign_by_hand(b, "C2");
        REQUIRE_FALSE(done);
        CHECK(done.error().code == Code::kFailedPrecondition);
        CHECK(done.error().reason == "NO_ROOM");
        CHECK(board.changed_orders().empty());
    });
    CHECK(facts.empty());
    CHECK(world.order("b").crew == "C1");
    CHECK(world.order("b").pinned_crew == "C1");
    CHECK(world.order("b").version == before.version);
    SECTION("the crew that has it takes it again by name") {
        world.run([&](Board& board) { CHECK(board.assign_by_hand(b, "C1")); });
    }
    SECTION("a crew that declined it may be told to do it") {
        world.run([&](Board& board) { REQUIRE(board.assign_by_hand(a, "C1")); });
        REQUIRE(world.say("C1", "a", "decline").outcome == "applied");
        REQUIRE(world.order("a").crew == "C2");
        world.run([&](Board& board) { CHECK(board.assign_by_hand(a, "C1")); });
        CHECK(world.order("a").crew == "C1");
    }
    SECTION("neither is one whose shifts are over") {
        world.state().crews.edit("C2")->shifts.clear();
        world.run([&](Board& board) {
            CHECK(board.assign_by_hand(b, "C2").error().reason == "NO_ROOM");
        });
        CHECK(world.order("b").crew == "C1");
    }
}

TEST_CASE("a dispatcher's word stands") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity"}, east_km(40)));
    world.add(crew("C3", {"gas"}, east_km(0)));
    world.open(no_supply("a", 1));
    const auto id = world.order("a").id;
    const auto facts = world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
    CHECK(world.order("a").crew == "C2");
    CHECK(has(facts, "WorkOrderUnassigned"));
    world.run([&](Board& board) {
        CHECK(board.assign_by_hand(id, "C3").error().reason == "SKILL_MISSING");
        CHECK(board.assign_by_hand(id, "C9").error().code == Code::kNotFound);
    });
    CHECK(world.order("a").crew == "C2");
    world.say("C2", "a", "en_route");
    world.run([&](Board& board) {
        CHECK(board.assign_by_hand(id, "C1").error().reason == "NOT_MOVABLE");
    });
    SECTION("and is given back to planning") {
        World other;
        other.add(crew("C1", {"electricity"}, east_km(0)));
        other.add(crew("C2", {"electricity"}, east_km(40)));
        other.open(no_supply("a", 1));
        const auto order = other.order("a").id;
        other.run([&](Board& board) { REQUIRE(board.assign_by_hand(order, "C2")); });
        other.run([&](Board& board) { REQUIRE(board.assign_by_hand(order, "")); });
        CHECK(other.order("a").crew == "C1");
    }
}

TEST_CASE("a fault that is elsewhere is planned anew under its own number") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity"}, east_km(40)));
    world.open(no_supply("a", 1));
    const auto before = world.order("a");
    const auto facts =
        world.run([&](Board& board) { board.relocate(before.id, no_supply("a", 41)); });
    CHECK(has(facts, "WorkOrderMoved"));
    const auto& after = world.order("a");
    CHECK(after.crew == "C2");
    CHECK(after.sequence == before.sequence);
    CHECK(after.reported_at == before.reported_at);
}

TEST_CASE("an order that is cancelled leaves the plan") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1));
    const auto id = world.order("a").id;
    CHECK(
        has(world.run([&](Board& board) { board.cancel(id, "withdrawn"); }), "WorkOrderCancelled"));
    CHECK(world.route("C1").empty());
    CHECK(world.run([&](Board& board) { board.cancel(id, "withdrawn"); }).empty());
    world.run([&](Board& board) {
        CHECK(board.cancel_by_hand(id, "").error().reason == "ALREADY_ENDED");
    });
}

TEST_CASE("planning does not see folded orders: the plan is the same without them") {
    const auto outage = [](int folded) {
        World world;
        world.add(crew("C1", {"electricity"}, east_km(0)));
        world.add(crew("C2", {"electricity"}, east_km(9)));
        auto lead = no_supply("lead", 2, "TX1");
        lead.reported_at -= 1min;  // the earliest report leads
        world.open(lead);
        for (int i = 0; i < folded; ++i)
            world.open(no_supply("folded " + std::to_string(i), 2, "TX1"));
        world.run([](Board& board) {
            const auto& incidents = board.state().incidents;
            if (!incidents.empty()) REQUIRE(board.confirm(incidents.begin()->first, "", "crew"));
        });
        world.open(no_supply("later", 8));
        return world;
    };
    auto alone = outage(0);
    auto many = outage(50);
    for (const auto* code : {"C1", "C2"}) {
        CHECK(many.route(code) == alone.route(code));
        const auto& with = many.stops(code);
        const auto& without = alone.stops(code);
        REQUIRE(with.size() == without.size());
        for (std::size_t i = 0; i < with.size(); ++i)
            CHECK(with[i].arrival_at == without[i].arrival_at);
    }
}
