#include <catch2/catch.hpp>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

World one_job() {
    World world;
    world.add(crew("C1", {"electricity", "gas"}, east_km(0)));
    world.add(crew("C2", {"electricity", "gas"}, east_km(40)));
    world.open(no_supply("a", 1));
    return world;
}

Mutation done(std::map<std::string, std::string> evidence = {}) {
    Mutation mutation;
    mutation.mutator = "done";
    mutation.result = WorkResult{"fuse", "replaced", std::move(evidence), false, true};
    return mutation;
}

}  // namespace

TEST_CASE("only legal paths of states exist") {
    using enum OrderState;
    CHECK(next_state(kOpen, OrderAction::kAssign) == kAssigned);
    CHECK(next_state(kAssigned, OrderAction::kAccept) == kAccepted);
    CHECK(next_state(kOnSite, OrderAction::kMakeSafe) == kOnSite);
    CHECK_FALSE(next_state(kOpen, OrderAction::kArrive));
    CHECK_FALSE(next_state(kFolded, OrderAction::kAssign));
    for (const auto ended : {kDone, kFailed}) {
        for (int action = 0; action <= static_cast<int>(OrderAction::kFinishWithParent); ++action) {
            CHECK_FALSE(next_state(ended, static_cast<OrderAction>(action)));
        }
    }
    CHECK(next_state(kCancelled, OrderAction::kFinishByOther) == kDone);
    CHECK(find_order_state("en_route").value() == kEnRoute);
    CHECK(find_order_state("flying") == std::nullopt);
}

TEST_CASE("a job from acceptance to done, with the times the crew saw") {
    auto world = one_job();
    CHECK(world.say("C1", "a", "accept").outcome == "applied");
    CHECK(world.say("C1", "a", "en_route").outcome == "applied");
    CHECK(world.say("C1", "a", "supply_restored").outcome == "refused");
    CHECK(world.say("C1", "a", "on_site").outcome == "applied");
    CHECK(world.say("C1", "a", "made_safe").outcome == "applied");
    CHECK(world.say("C1", "a", "suspend", "material").outcome == "applied");
    CHECK(world.order("a").suspend_reason == "material");
    CHECK(world.route("C1").empty());
    CHECK(world.say("C1", "a", "resume").outcome == "applied");
    CHECK(world.say("C1", "a", "on_site").outcome == "applied");
    CHECK(world.push("C1", "a", done()).outcome == "applied");
    const auto& order = world.order("a");
    CHECK(order.state == OrderState::kDone);
    CHECK(order.restored_at);
    CHECK(order.result->cause == "fuse");
    CHECK(world.route("C1").empty());
    CHECK(world.say("C1", "a", "dance").reason == "UNKNOWN_MUTATOR");
    CHECK(world.say("C1", "a", "fail").reason == "ILLEGAL_STATE");
}

TEST_CASE("a late upload corrects times by new events and moves no state back") {
    auto world = one_job();
    world.say("C1", "a", "on_site");
    world.now += 30min;
    Mutation early;
    early.mutator = "on_site";
    early.observed_at = kMorning - 10min;
    const auto version = world.order("a").version;
    CHECK(world.push("C1", "a", early).outcome == "applied");
    CHECK(world.order("a").on_site_at == kMorning - 10min);
    CHECK(world.order("a").version > version);
    CHECK(world.push("C1", "a", early).reason == "ALREADY_KNOWN");
    early.mutator = "en_route";
    CHECK(world.push("C1", "a", early).outcome == "applied");
    CHECK(world.order("a").state == OrderState::kOnSite);
    early.observed_at = world.now + 1h;
    CHECK(world.push("C1", "a", early).reason == "TIME_IN_FUTURE");
}

TEST_CASE(
    "completed work of a crew that lost the job while offline is kept and flagged [case-E2]") {
    auto world = one_job();
    const auto id = world.order("a").id;
    world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
    world.say("C2", "a", "en_route");
    world.now += 20min;
    Mutation there;
    there.mutator = "on_site";
    there.observed_at = kMorning + 5min;
    CHECK(world.push("C1", "a", there).reason == "REASSIGNED");
    CHECK(world.order("a").crew == "C2");
    CHECK(world.order("a").on_site_at == kMorning + 5min);
    auto finished = done();
    finished.observed_at = kMorning + 15min;
    CHECK(world.push("C1", "a", finished).outcome == "conflict");
    const auto& order = world.order("a");
    CHECK(order.state == OrderState::kDone);
    CHECK(order.crew == "C1");
    CHECK(order.flags == std::vector<std::string>{"done_by_other_crew"});
    CHECK(world.route("C2").empty());
}

TEST_CASE("work done after the office cancelled it counts, and the office is told [case-E6]") {
    auto world = one_job();
    world.say("C1", "a", "on_site");
    const auto id = world.order("a").id;
    world.run([&](Board& board) { board.cancel(id, "duplicate"); });
    CHECK(world.push("C1", "a", done()).reason == "CANCELLED");
    CHECK(world.order("a").state == OrderState::kDone);
    CHECK(world.order("a").flags == std::vector<std::string>{"done_after_cancel"});
}

TEST_CASE("two crews that did the same work while offline are both kept") {
    auto world = one_job();
    const auto id = world.order("a").id;
    world.run([&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
    CHECK(world.push("C1", "a", done()).reason == "REASSIGNED");
    CHECK(world.push("C2", "a", done()).outcome == "conflict");
    CHECK(world.order("a").flags == std::vector<std::string>{"done_by_other_crew", "done_twice"});
}

TEST_CASE("what a crew says of an order that was never given to it counts for nothing [S22]") {
    auto world = one_job();
    auto off_shift = crew("W1", {"water"}, east_km(2));
    off_shift.shifts.clear();
    world.add(off_shift);
    const auto before = world.order("a");
    for (const auto* mutator :
         {"accept", "decline", "en_route", "on_site", "made_safe", "supply_restored", "suspend",
          "resume", "done", "follow_up", "no_fault_found", "fail", "note", "confirm_incident"}) {
        auto said = done();
        said.mutator = mutator;
        said.order = before.id;
        said.observed_at = kMorning - 10h;
        said.point = east_km(30);
        CAPTURE(mutator);
        const auto facts = world.run([&](Board& board) {
            const auto answer = board.mutate(said, "W1", world.given("W1"));
            CHECK(answer.outcome == "refused");
            CHECK(answer.reason == "NOT_YOURS");
            CHECK(board.changed_orders().empty());
            CHECK(board.changed_crews().empty());
        });
        CHECK(facts.empty());
    }
    const auto& after = world.order("a");
    CHECK(after.version == before.version);
    CHECK(after.state == OrderState::kAssigned);
    CHECK(after.crew == "C1");
    CHECK_FALSE(after.on_site_at);
    CHECK_FALSE(after.restored_at);
    CHECK_FALSE(world.state().crews.at("W1").last_point_at);
}

TEST_CASE("an office field edited offline stays the office's [case-E3]") {
    auto world = one_job();
    Mutation edit;
    edit.mutator = "note";
    edit.fields["rank"] = "9";
    CHECK(world.push("C1", "a", edit).reason == "OFFICE_OWNS_FIELD");
    CHECK(world.order("a").rank == 0);
    CHECK(world.say("C1", "a", "note", "dog in the yard").outcome == "applied");
}

TEST_CASE("a crew is in one place at a time") {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.open(no_supply("a", 1));
    auto later = no_supply("b", 2);
    later.arrive_by = kMorning + 5h;
    world.open(later);
    world.say("C1", "a", "on_site");
    CHECK(world.say("C1", "b", "on_site").outcome == "applied");
    CHECK(world.order("a").state == OrderState::kSuspended);
    CHECK(world.order("a").suspend_reason == "crew_elsewhere");
    CHECK(world.route("C1") == std::vector<Uuid>{uid("b"), uid("a")});
}

TEST_CASE("no fault found, failure and follow-up are told as such") {
    auto world = one_job();
    world.say("C1", "a", "on_site");
    CHECK(world.say("C1", "a", "follow_up", "rotten pole").outcome == "applied");
    auto nothing = done();
    nothing.mutator = "no_fault_found";
    nothing.result->cause.clear();
    CHECK(world.push("C1", "a", nothing).outcome == "applied");
    CHECK(world.order("a").result->cause == "no_fault_found");
    auto other = one_job();
    CHECK(other.say("C1", "a", "fail", "no_access").outcome == "applied");
    CHECK(other.order("a").fail_reason == "no_access");
    CHECK(other.say("C9", "a", "accept").reason == "NOT_YOURS");
}
