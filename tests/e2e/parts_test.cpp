#include <string>

#include <catch2/catch.hpp>

#include "libs/http/json.hpp"
#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

using Request = contact::v1::ServiceRequest;

contact::v1::Answer report_both(const Household& home) {
    const auto& doors = world().doors;
    contact::v1::OpenRequestRequest open;
    open.set_request_id(unique("both"));
    open.set_channel("phone");
    open.mutable_report()->set_class_("no_supply.electricity");
    open.mutable_report()->add_also("gas_smell.gas");
    open.mutable_report()->set_premise(home.premise);
    open.mutable_report()->set_phone(home.phone);
    // Whatever the household had before is another matter.
    open.mutable_report()->mutable_triage()->set_came_back("for_long");
    return must(*doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, open,
                doors.as(kAgent))
        .answer();
}

int orders_of(const std::string& request) {
    const auto& doors = world().doors;
    dispatch::v1::ListWorkOrdersRequest list;
    list.set_request(request);
    return must(*doors.stub<DispatchService>(), &DispatchService::Stub::ListWorkOrders, list,
                doors.as(kDispatcher))
        .work_orders_size();
}

bool is_closed(const Request& request) {
    return request.state() == contact::v1::REQUEST_STATE_CLOSED;
}

void call_back(const std::string& request) {
    world().story.complete_step(request, "callback", "satisfied", 5);
    (void)world().story.wait_for(request, is_closed);
}

TEST_CASE("gas and no power in one call: two promises, electricians after the gas is made safe") {
    auto& world = e2e::world();
    const auto& story = world.story;
    const auto home = household(world.suite, 7);
    const auto told = report_both(home);
    const auto parent = told.service_request().name();
    REQUIRE(told.parts_size() == 2);
    const auto gas = told.parts(0).service_request().name();
    const auto power = told.parts(1).service_request().name();
    CHECK(told.service_request().class_() == "several");
    CHECK(told.parts(0).service_request().class_() == "gas_smell.gas");
    CHECK(told.parts(0).promise().kind() == "arrival");
    CHECK(told.parts(1).promise().kind() == "arrival");
    CHECK(told.text_zh().starts_with(told.parts(0).text_zh()));
    CHECK(told.parts(1).service_request().held_back());

    // Whoever reports again, by whichever channel, is told of the same.
    const auto sms = story.report_by_sms(home, unique("both"), "没电,还有煤气味");
    CHECK(sms.service_request().name() == parent);
    CHECK(sms.outcome() == "joined");
    CHECK(story.report_by_web(home, unique("both")).service_request().name() == power);
    const Json form{{"class", "gas_smell.gas"},
                    {"also", {"no_supply.electricity"}},
                    {"premise", home.premise},
                    {"phone", home.phone}};
    const auto web = world.doors.http_raw(
        "POST", "/channels/web/reports",
        {{"Content-Type", "application/json"}, {"Idempotency-Key", unique("both")}}, form.dump());
    CHECK(web.json.at("number") == told.service_request().number());
    CHECK(web.json.at("parts").at(1).at("number") == told.parts(1).service_request().number());

    const auto gas_order = story.order_of(gas);
    CHECK(orders_of(power) == 0);
    CHECK(story.request(power).work_orders_size() == 0);
    const std::string device = "device-" + gas_order.uid();
    story.push(gas_order, device, {"accept", "en_route", "on_site"});
    CHECK(story.request(power).service_request().held_back());
    story.push(gas_order, device, {"made_safe"}, 4);
    (void)story.wait_for(power, [](const Request& request) { return !request.held_back(); });
    story.repair(story.order_of(power));

    story.push(gas_order, device, {"done"}, 5);
    call_back(gas);
    CHECK_FALSE(is_closed(story.request(parent).service_request()));
    story.complete_step(power, "verify", "supply_back");
    call_back(power);
    (void)story.wait_for(parent, is_closed);

    const auto whole = story.request(parent);
    REQUIRE(whole.parts_size() == 2);
    CHECK(whole.parts(0).name() == gas);
    CHECK(whole.parts(1).parent() == parent);
    for (const auto& part : whole.parts())
        CHECK(part.promises(0).state() == contact::v1::PROMISE_STATE_KEPT);
    CHECK(world.doors.http("GET", "/v1/" + parent, kAgent).body == http::to_json(whole));
    CHECK(ctl(world.suite, {"request", "show", parent}).out.find(whole.parts(1).number()) !=
          std::string::npos);
}

}  // namespace
