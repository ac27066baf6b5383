#include <string>

#include <catch2/catch.hpp>

#include "libs/auth/auth.hpp"
#include "libs/core/clock.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

/// What a browser gets by signing in.
std::string browser_token(const std::string& principal, const std::string& role) {
    const Json who{{"principal", principal}, {"roles", {role}}};
    const auto session = world().doors.http_raw("POST", "/v1/sessions",
                                                {{"Content-Type", "application/json"}}, who.dump());
    INFO(session.body);
    REQUIRE(session.status == 201);
    return session.json.at("token");
}

/// Signed with a key of the suite, whatever it says.
std::string signed_by(const std::string& signer, const auth::Principal& principal,
                      auth::Audience audience = auth::Audience::kInternal) {
    const auto file = world().suite.dir() / "secrets/keys" / (signer + ".key");
    auto key = auth::Signer::from_file(file.string(), audience);
    REQUIRE(key);
    return key->sign(principal, Clock{}.now(), 300s);
}

/// What each service says to an operator's question under this token: "" when it answers.
std::string refused_by(const std::string& service, const std::string& token) {
    common::v1::SetClockRequest request;
    const auto offset = world().doors.now() - Clock{}.now();
    request.set_offset_us(std::chrono::duration_cast<std::chrono::microseconds>(offset).count());
    const auto answer = rpc::call(*world().doors.admin({service, 1}), &Doors::Admin::SetClock,
                                  request, {Deadline::after(5s), token});
    return answer ? "" : answer.error().reason;
}

TEST_CASE("finding 22: a browser's token opens no service, and a service's no gateway") {
    const std::string browser = browser_token("operators/test", "operator");
    const auth::Principal operator_{"operators/test", {"operator"}, 1};
    for (const char* service : {"registry", "contact", "dispatch"}) {
        INFO(service);
        CHECK(refused_by(service, browser) == "TOKEN_INVALID");
        CHECK(refused_by(service, signed_by("operator", operator_)).empty());
        CHECK(refused_by(service, signed_by("gateway", operator_)).empty());
    }
    const auto at_gateway = [](const std::string& token) {
        return world()
            .doors.http_raw("GET", "/v1/plan", {{"Authorization", "Bearer " + token}}, "")
            .status;
    };
    const auth::Principal dispatcher{"agents/A0005", {"dispatcher"}, 1};
    CHECK(at_gateway(browser_token("agents/A0005", "dispatcher")) == 200);
    CHECK(at_gateway(signed_by("edge", dispatcher, auth::Audience::kEdge)) == 200);
    CHECK(at_gateway(signed_by("gateway", dispatcher)) == 401);
    CHECK(at_gateway(signed_by("operator", dispatcher)) == 401);
    CHECK(at_gateway(signed_by("dispatch", dispatcher, auth::Audience::kEdge)) == 401);
}

TEST_CASE("finding 22: with the key of one service nobody becomes another or an operator") {
    const auth::Principal operator_{"operators/test", {"operator"}, 1};
    for (const char* service : {"registry", "contact", "dispatch"}) {
        INFO(service);
        CHECK(refused_by("contact", signed_by(service, operator_)) == "TOKEN_BEYOND_KEY");
        CHECK(refused_by(service, signed_by(service, operator_)) == "TOKEN_BEYOND_KEY");
        CHECK(refused_by("contact", signed_by(service, {"services/other", {"service"}, 1})) ==
              "TOKEN_BEYOND_KEY");
        // As itself it is known; an operator's method is not for it.
        const std::string own = std::string{"services/"} + service;
        CHECK(refused_by("contact", signed_by(service, {own, {"service"}, 1})) ==
              "ROLE_NOT_ALLOWED");
    }
}

}  // namespace
