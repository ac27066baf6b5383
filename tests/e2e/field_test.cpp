#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

const contact::v1::Step* find_step(const Story::Request& request, const std::string& id) {
    const auto found =
        std::ranges::find_if(request.steps(), [&](const auto& step) { return step.id() == id; });
    return found == request.steps().end() ? nullptr : &*found;
}

/// A fault of the household, mended and verified; its request is to be called back for.
std::string to_callback(const Household& home) {
    const auto& story = e2e::world().story;
    auto name = story.report_by_phone(home, unique("a52")).service_request().name();
    story.repair(story.order_of(name));
    story.complete_step(name, "verify", "supply_back");
    return name;
}

TEST_CASE("a fault becomes a job that a crew takes, reaches and ends", "[cap-A16]") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto home = household(world.suite, 3);
    const auto name = story.report_by_phone(home, unique("a16")).service_request().name();
    const auto order = story.order_of(name);
    CHECK(order.state() == "assigned");
    CHECK(order.premise() == home.premise);
    CHECK(order.has_forecast_arrival_time());

    dispatch::v1::PullPackageRequest pull;
    pull.set_crew(order.crew());
    const auto package =
        must(*world.doors.stub<DispatchService>(), &DispatchService::Stub::PullPackage, pull,
             world.doors.as(crew(order.crew().substr(6))));
    const auto job = std::ranges::find_if(
        package.jobs(), [&](const auto& at) { return at.work_order().name() == order.name(); });
    REQUIRE(job != package.jobs().end());
    CHECK(job->contact().phone() == home.phone);

    const std::vector<std::string> steps{"accept",    "en_route",        "on_site",
                                         "made_safe", "supply_restored", "done"};
    const auto device = unique("device");
    const auto first = story.push(order, device, steps);
    for (const auto& answer : first.answers()) {
        INFO(answer.ShortDebugString());
        CHECK(answer.outcome() == "applied");
    }
    // The device lost the answer and sends all again.
    CHECK(story.push(order, device, steps).last_sequence() == first.last_sequence());

    const auto done = story.order(order.name());
    CHECK(done.state() == "done");
    for (const bool recorded :
         {done.has_accept_time(), done.has_en_route_time(), done.has_on_site_time(),
          done.has_made_safe_time(), done.has_supply_restored_time(), done.has_done_time()}) {
        CHECK(recorded);
    }
    CHECK(done.result().cause() == "service_line");
    story.complete_step(name, "verify", "supply_back");
    story.complete_step(name, "callback", "satisfied", 5);
}

TEST_CASE("a customer is called back three times, then the request closes as unreached",
          "[cap-A52]") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto name = to_callback(household(world.suite, 7));
    for (int attempt = 1; attempt <= 3; ++attempt) {
        story.complete_step(name, "callback", "no_answer");
        world.doors.advance_clock(std::chrono::hours{2});
    }
    const auto closed = story.wait_for(name, [](const auto& request) {
        const auto* callback = find_step(request, "callback");
        return callback != nullptr && callback->outcome() == "unreached";
    });
    CHECK(find_step(closed, "callback")->tries() == 3);
}

TEST_CASE("a callback keeps the customer's word, and still out opens the request again",
          "[cap-A52]") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto name = to_callback(household(world.suite, 8));
    story.complete_step(name, "callback", "still_out");
    const auto again =
        story.wait_for(name, [](const auto& request) { return request.round() == 2; });
    CHECK(again.number() == story.request(name).service_request().number());

    story.repair(story.order_of(name));
    story.complete_step(name, "verify", "supply_back");
    story.complete_step(name, "callback", "satisfied", 4);
    const auto end = story.request(name).service_request();
    const auto* callback = find_step(end, "callback");
    REQUIRE(callback != nullptr);
    CHECK(callback->outcome() == "satisfied");
    CHECK(callback->satisfaction() == 4);
}

TEST_CASE("each promise is stored with its time and shown on every channel", "[cap-A54]") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto home = household(world.suite, 9);
    const auto answer = story.report_by_phone(home, unique("a54"));
    const auto name = answer.service_request().name();
    REQUIRE(answer.promise().kind() == "arrival");
    CHECK(answer.promise().state() == contact::v1::PROMISE_STATE_MADE);
    const auto due = answer.promise().due_time().seconds();

    const auto desk = story.request(name);
    REQUIRE(desk.all_promises_size() >= 1);
    const auto& kept = desk.all_promises(0);
    CHECK(kept.due_time().seconds() == due);
    CHECK(kept.has_make_time());
    const auto web = world.doors.http("GET", "/v1/" + name, kAgent);
    CHECK(web.json["allPromises"][0]["uid"] == kept.uid());
    const auto shell = ctl(world.suite, {"request", "show", name, "--json"});
    CHECK(shell.out.find(kept.uid()) != std::string::npos);
    CHECK(story.report_by_sms(home, unique("a54"), "1").promise().due_time().seconds() == due);

    story.finish(name);
    const auto settled = story.request(name);
    CHECK(std::ranges::any_of(settled.all_promises(), [&](const auto& promise) {
        return promise.uid() == kept.uid() && promise.state() == contact::v1::PROMISE_STATE_KEPT &&
               promise.due_time().seconds() == due;
    }));
}

}  // namespace
