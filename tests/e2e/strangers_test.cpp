#include <string>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;
using testkit::eventually;

const std::string kStranger = "+8613700000001";

Json report(const Household& home, const std::string& phone) {
    const Json form{
        {"class", "no_supply.electricity"}, {"premise", home.premise}, {"phone", phone}};
    const auto answer = world().doors.http_raw(
        "POST", "/channels/web/reports",
        {{"Content-Type", "application/json"}, {"Idempotency-Key", unique("f5")}}, form.dump());
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return answer.json;
}

/// What the customers' phone heard last. Files write numbers as people do: told apart by their end.
std::string told(const std::string& phone) {
    std::string digits;
    for (const char c : phone)
        if (c >= '0' && c <= '9') digits += c;
    const std::string end = digits.substr(digits.size() - 8);
    const auto rows =
        world().suite.query("contact", "SELECT body FROM notice WHERE right(address, 8) = '" + end +
                                           "' ORDER BY notice_id DESC LIMIT 1");
    return rows.empty() ? "" : rows[0][0];
}

/// That supply was ordered off, in either language.
bool tells_off(const std::string& words) {
    return words.find("停止") != std::string::npos ||
           words.find("ordered off") != std::string::npos;
}

void command_supply(const Household& home, bool on, const std::string& cause) {
    registry::v1::CommandSupplyRequest order;
    order.set_request_id(unique("f5"));
    order.set_name(home.service_point);
    order.set_on(on);
    order.set_cause(cause);
    must(*world().doors.stub<RegistryService>(), &RegistryService::Stub::CommandSupply, order,
         world().doors.as(kDispatcher));
    quiesce(world().suite);
}

TEST_CASE("the public form tells a stranger neither cause nor address nor another's number") {
    auto& world = e2e::world();
    const auto home = household(world.suite, 15);
    command_supply(home, false, "arrears");
    const Json first = report(home, kStranger);
    CHECK(first.at("outcome") == "opened");
    CHECK(first.at("known").empty());
    CHECK_FALSE(tells_off(first.dump()));
    CHECK(first.dump().find(home.address) == std::string::npos);
    CHECK_FALSE(tells_off(told(kStranger)));

    const Json own = report(home, home.phone);
    CHECK(own.at("outcome") == "joined");
    CHECK(own.at("known").at(0) == "SUPPLY_OFF_ARREARS");
    CHECK(own.at("number") == first.at("number"));
    CHECK(tells_off(told(home.phone)));

    // Another stranger is joined to the same request, and cannot see that.
    const Json other = report(home, "+8613700000002");
    CHECK(other.at("outcome") == first.at("outcome"));
    CHECK(other.at("state") == first.at("state"));
    CHECK(other.at("number") != first.at("number"));
    const auto found = world.doors.http(
        "GET", "/v1/serviceRequests/" + other.at("number").get<std::string>(), kAgent);
    CHECK(found.json.at("serviceRequest").at("number") == first.at("number"));

    command_supply(home, true, "connected");
    const auto name = found.json.at("serviceRequest").at("name").get<std::string>();
    contact::v1::WithdrawRequestRequest withdraw;
    withdraw.set_name(name);
    withdraw.set_etag(world.story.request(name).service_request().etag());
    withdraw.set_reason("tested");
    must(*world.doors.stub<ContactService>(), &ContactService::Stub::WithdrawRequest, withdraw,
         world.doors.as(kAgent));
}

TEST_CASE("F3 a customer reads nobody else's request") {
    auto& world = e2e::world();
    const auto answer = world.story.report_by_web(household(world.suite, 10), unique("f3"));
    const auto name = answer.service_request().name();
    // Neither a customer whom nobody knows, nor a party of another household.
    const Who customer{"parties/nobody", {"customer"}};
    for (const std::string& asked :
         {name, "serviceRequests/" + answer.service_request().number()}) {
        const auto refused = world.doors.http("GET", "/v1/" + asked, customer);
        CHECK(refused.status == 403);
        CHECK(refused.json.at("reason") == "NOT_YOURS");
    }
    contact::v1::GetRequestRequest get;
    get.set_name(name);
    CHECK_THROWS_AS(must(*world.doors.stub<ContactService>(), &ContactService::Stub::GetRequest,
                         get, world.doors.as(customer)),
                    Refused);
    world.story.finish(name);
}

}  // namespace
