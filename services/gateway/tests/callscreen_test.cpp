#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "hearth/contact/v1/contact_service.pb.h"
#include "hearth/dispatch/v1/dispatch_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "services/gateway/tests/fixture.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPath = "/v1/callScreen?phone=138%200013%208000";

void set_up(FakeServices& services) {
    registry::v1::LookupCallerResponse found;
    found.add_callers()->mutable_party()->set_name("parties/1");
    found.set_premise_count(1);
    services.on("LookupCaller", found);
    contact::v1::IdentifyCallerResponse caller;
    caller.mutable_identity()->set_preselected("premises/1");
    services.on("IdentifyCaller", caller);
    dispatch::v1::ListIncidentsResponse incidents;
    incidents.add_incidents()->set_name("incidents/1");
    services.on("ListIncidents", incidents);
}

}  // namespace

TEST_CASE("a number brings all that a call screen needs") {
    FakeServices services;
    set_up(services);
    Gateway::Config config;
    config.call_screen.deadline = 10s;
    const TestGateway gateway{services.target(), config};
    const auto answer = gateway.as("agent", "GET", kPath);
    REQUIRE(answer.status == 200);
    const Json view = Json::parse(answer.body);
    CHECK(view.at("phone") == "+8613800138000");
    CHECK(view.at("identity").at("preselected") == "premises/1");
    CHECK(view.at("registry").at("callers").at(0).at("party").at("name") == "parties/1");
    CHECK(view.at("registry").at("premiseCount") == 1);
    CHECK(view.at("incidents").at(0).at("name") == "incidents/1");
    CHECK(view.at("missing").empty());
    CHECK(services.last<registry::v1::LookupCallerRequest>("LookupCaller").phone() ==
          "+8613800138000");
}

TEST_CASE("a part that is down or late is named, the rest stays") {
    FakeServices services;
    set_up(services);
    Gateway::Config config;
    config.call_screen.deadline = 2s;
    const TestGateway gateway{services.target(), config};
    std::atomic<bool> hang{true};
    services.on("ListIncidents", [&](const std::string&) -> Result<std::string> {
        while (hang)
            std::this_thread::sleep_for(5ms);
        return fail(unavailable("STOPPED", "stopped"));
    });
    services.on("LookupCaller", [](const std::string&) -> Result<std::string> {
        return fail(unavailable("DATABASE_DOWN", "down"));
    });
    const Json view = Json::parse(gateway.as("lead", "GET", kPath).body);
    hang = false;
    CHECK(view.at("missing") == Json{"dispatch", "registry"});
    CHECK(view.at("identity").at("preselected") == "premises/1");
    CHECK(view.at("registry").is_null());
    CHECK(view.at("incidents").empty());
}

TEST_CASE("all services down still answers; a number that is none does not") {
    FakeServices services;
    const std::string target = services.target();
    services.stop();
    Gateway::Config config;
    config.call_screen.deadline = 300ms;
    const TestGateway gateway{target, config};
    const auto answer = gateway.as("agent", "GET", kPath);
    CHECK(answer.status == 200);
    CHECK(Json::parse(answer.body).at("missing") == Json{"contact", "dispatch", "registry"});
    const auto wrong = gateway.as("agent", "GET", "/v1/callScreen?phone=abc");
    CHECK(wrong.status == 400);
    CHECK(Json::parse(wrong.body).at("fields").at(0).at("field") == "phone");
}

}  // namespace hearth::gateway
