#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "hearth/contact/v1/contact_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "libs/rpc/access.hpp"
#include "libs/testkit/eventually.hpp"
#include "services/gateway/routes.hpp"
#include "services/gateway/tests/fixture.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

std::string reason(const http::Response& response) {
    return Json::parse(response.body).at("reason");
}

registry::v1::GetPartyResponse party() {
    registry::v1::GetPartyResponse answer;
    answer.mutable_party()->set_name("parties/1");
    answer.mutable_party()->set_name_zh("王芳");
    answer.mutable_party()->set_etag("4");
    return answer;
}

Result<std::string> refuse(const Error& error) {
    return fail(error);
}

}  // namespace

TEST_CASE("a signed-in request reaches the service in its principal's name, and its trace") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target()};
    const auto answer =
        gateway.as("agent", "GET", "/v1/parties/1", "",
                   {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
    CHECK(answer.status == 200);
    CHECK(answer.headers.at("ETag") == "\"4\"");
    CHECK(answer.headers.at("Trace-Id") == "0af7651916cd43dd8448eb211c80319c");
    CHECK(Json::parse(answer.body).at("party").at("nameZh") == "王芳");
    const auto seen = services.seen();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].principal.id == "agents/T1");
    CHECK(seen[0].principal.tenant == 7);
    CHECK(seen[0].principal.has("agent"));
    CHECK(seen[0].traceparent.starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
}

TEST_CASE("who is not signed in, or not allowed to, gets no further than the gateway") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target()};
    const auto nobody = gateway.ask("GET", "/v1/parties/1");
    CHECK(nobody.status == 401);
    CHECK(reason(nobody) == "TOKEN_MISSING");
    CHECK(nobody.headers.at("WWW-Authenticate") == "Bearer");
    CHECK(reason(gateway.ask("GET", "/v1/parties/1", "", bearer("a.b.c"))) == "TOKEN_INVALID");
    CHECK(gateway.as("crew", "GET", "/v1/parties/1").status == 403);
    CHECK(gateway.as("customer", "GET", "/v1/callScreen?phone=13800000000").status == 403);
    CHECK(gateway.as("crew", "GET", "/v1/stream").status == 403);
    CHECK(gateway.ask("GET", "/v1/stream").status == 401);
    CHECK(gateway.ask("POST", "/channels/cti/events", "{}").status == 401);
    CHECK(services.seen().empty());
}

TEST_CASE("a customer is turned away where nothing can be his own") {
    FakeServices services;
    const TestGateway gateway{services.target()};
    int closed = 0;
    int open = 0;
    for (const Route& route : routes()) {
        if (route.method.empty()) continue;
        std::string path = PathTemplate{route.path}.open_api();
        for (auto at = path.find("{id}"); at != std::string::npos; at = path.find("{id}"))
            path.replace(at, 4, "1");
        std::string dotted = full_method(route);
        dotted.replace(dotted.find('/'), 1, ".");
        const auto* method =
            google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(dotted);
        REQUIRE(method != nullptr);
        INFO(route.verb << " " << path);
        const auto said =
            gateway.as("customer", std::string{route.verb}, path, route.body.empty() ? "" : "{}");
        const bool own = rpc::Access{*method}.reach("customer").has_value();
        CHECK((reason(said) == "ROLE_NOT_ALLOWED") == !own);
        if (!own) CHECK(said.status == 403);
        (own ? open : closed) += 1;
    }
    CHECK(closed > 40);
    CHECK(open > 3);
}

TEST_CASE("addresses and verbs that are not there are said so, in the client's language") {
    const FakeServices services;
    const TestGateway gateway{services.target()};
    const auto none = gateway.ask("GET", "/v1/nothing", "", {{"Accept-Language", "zh-CN"}});
    CHECK(none.status == 404);
    CHECK(Json::parse(none.body).at("title") == "该地址不存在");
    const auto verb = gateway.ask("DELETE", "/v1/parties");
    CHECK(verb.status == 405);
    CHECK(verb.headers.at("Allow") == "POST, GET");
    CHECK(
        gateway.as("agent", "POST", "/v1/parties", "<a/>", {{"Content-Type", "text/xml"}}).status ==
        415);
}

TEST_CASE("a service's refusal is told whole") {
    FakeServices services;
    const TestGateway gateway{services.target()};
    services.on("UpdateParty", [](const std::string&) {
        return refuse(aborted("STALE_ETAG", "it is at version 5"));
    });
    CHECK(gateway.as("agent", "PATCH", "/v1/parties/1", "{}").status == 409);
    const auto stale = gateway.as("agent", "PATCH", "/v1/parties/1", "{}", {{"If-Match", "\"4\""}});
    CHECK(stale.status == 412);
    CHECK(reason(stale) == "STALE_ETAG");
    services.on("CreateParty", [](const std::string&) {
        return refuse(invalid_argument({{"party.kind", "REQUIRED", "is required"},
                                        {"party.name_zh", "REQUIRED", "is required"}}));
    });
    const auto wrong = gateway.as("agent", "POST", "/v1/parties", "{}");
    CHECK(wrong.status == 400);
    CHECK(Json::parse(wrong.body).at("fields").size() == 2);
    services.on("Search", [](const std::string&) {
        return refuse(unavailable("DATABASE_DOWN", "try again", 1500ms));
    });
    const auto down = gateway.as("agent", "GET", "/v1/search?query=x");
    CHECK(down.status == 503);
    CHECK(down.headers.at("Retry-After") == "2");
    CHECK_FALSE(Json::parse(down.body).at("trace_id").get<std::string>().empty());
}

TEST_CASE("a service that is gone is 503 soon, one that hangs is 504 at the deadline") {
    FakeServices services;
    const TestGateway gateway{services.target()};
    std::atomic<bool> hang{true};
    services.on("GetParty", [&](const std::string&) -> Result<std::string> {
        while (hang)
            std::this_thread::sleep_for(5ms);
        return party().SerializeAsString();
    });
    const auto late = gateway.as("agent", "GET", "/v1/parties/1", "", {{"Request-Timeout", "200"}});
    CHECK(late.status == 504);
    hang = false;
    CHECK(gateway.as("agent", "GET", "/v1/parties/1").status == 200);
    services.stop();
    const auto gone = gateway.as("agent", "GET", "/v1/parties/1");
    CHECK(gone.status == 503);
    CHECK(gone.headers.count("Retry-After") == 1);
}

TEST_CASE("signing in is for development") {
    FakeServices services;
    services.on("GetParty", party());
    const std::string agent = R"({"principal":"agents/A1","roles":["agent"],"tenant":3})";
    const TestGateway production{services.target()};
    CHECK(production.ask("POST", "/v1/sessions", agent).status == 403);

    const TestGateway gateway{services.target(), development()};
    const auto session = gateway.ask("POST", "/v1/sessions", agent);
    REQUIRE(session.status == 201);
    const std::string token = Json::parse(session.body).at("token");
    const auto answer = gateway.ask("GET", "/v1/parties/1", "", bearer(token));
    CHECK(answer.status == 200);
    CHECK(services.seen().back().principal.tenant == 3);
    // A proxy on this machine, and a page that calls itself this machine, are not this machine.
    for (const http::Fields& headers :
         {http::Fields{{"X-Forwarded-For", "1.2.3.4"}}, http::Fields{{"Host", "evil.example"}}})
        CHECK(gateway.ask("POST", "/v1/sessions", agent, headers).status == 403);
    const auto wrong =
        gateway.ask("POST", "/v1/sessions", R"({"roles":["king"],"tenant":-1,"name":"x"})");
    CHECK(wrong.status == 400);
    CHECK(Json::parse(wrong.body).at("fields").size() == 4);
    CHECK(gateway.ask("POST", "/v1/sessions", "[").status == 400);
}

TEST_CASE("limits hold without Redis, for each caller alone") {
    FakeServices services;
    services.on("GetParty", party());
    Gateway::Config config;
    config.signed_in = {.per_second = 0.5, .burst = 3};
    const TestGateway gateway{services.target(), config};
    for (int i = 0; i < 3; ++i)
        CHECK(gateway.as("agent", "GET", "/v1/parties/1").status == 200);
    const auto refused = gateway.as("agent", "GET", "/v1/parties/1");
    CHECK(refused.status == 429);
    CHECK(reason(refused) == "RATE_LIMITED");
    CHECK(std::stoi(refused.headers.at("Retry-After")) >= 1);
    CHECK(gateway.as("lead", "GET", "/v1/parties/1").status == 200);
}

TEST_CASE("OpenAPI is served to everybody") {
    const FakeServices services;
    const TestGateway gateway{services.target()};
    const auto answer = gateway.ask("GET", "/openapi.json");
    CHECK(answer.status == 200);
    CHECK(Json::parse(answer.body).at("openapi") == "3.1.0");
}

TEST_CASE("a gateway may go while services still owe it answers") {
    FakeServices services;
    std::atomic<bool> hang{true};
    services.on("GetParty", [&](const std::string&) -> Result<std::string> {
        while (hang)
            std::this_thread::sleep_for(5ms);
        return party().SerializeAsString();
    });
    std::thread client;
    {
        const TestGateway gateway{services.target()};
        client = std::thread{[url = gateway.url("/v1/parties/1")] {
            static_cast<void>(http::fetch("GET", url, {}, {}, Deadline::after(5s)));
        }};
        std::thread asking{[&] {
            CHECK(gateway.as("agent", "GET", "/v1/parties/1", "", {{"Request-Timeout", "300"}})
                      .status >= 500);
        }};
        CHECK(testkit::eventually([&] { return !services.seen().empty(); }));
        asking.join();
    }
    hang = false;
    client.join();
}

TEST_CASE("finding 22: a session ends by log-out, in this replica also without Redis") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target(), development()};
    const auto sign_in = [&](const std::string& who, const std::string& role) {
        const Json body{{"principal", who}, {"roles", {role}}};
        const std::string token =
            Json::parse(gateway.ask("POST", "/v1/sessions", body.dump()).body).at("token");
        return bearer(token);
    };
    const auto status = [&](const http::Fields& session) {
        return gateway.ask("GET", "/v1/parties/1", "", session).status;
    };
    const auto phone = sign_in("agents/A1", "agent");
    const auto desk = sign_in("agents/A1", "agent");
    CHECK(status(phone) == 200);
    const auto told = gateway.ask("DELETE", "/v1/sessions/current", "", phone);
    CHECK(told.status == 503);
    CHECK(reason(told) == "SESSIONS_UNREACHABLE");
    CHECK(status(phone) == 401);
    CHECK(reason(gateway.ask("GET", "/v1/parties/1", "", phone)) == "SESSION_ENDED");
    CHECK(status(desk) == 200);

    const auto end_all = [&](const http::Fields& session, const std::string& whom) {
        return reason(
            gateway.ask("POST", "/v1/sessions:end", Json{{"principal", whom}}.dump(), session));
    };
    const auto lead = sign_in("agents/A2", "lead");
    CHECK(end_all(desk, "agents/A2") == "ROLE_NOT_ALLOWED");
    CHECK(end_all(lead, "operators/O1") == "ROLE_NOT_ALLOWED");
    CHECK(status(desk) == 200);
    CHECK(end_all(lead, "agents/A1") == "SESSIONS_UNREACHABLE");
    CHECK(status(desk) == 401);
    CHECK(status(lead) == 200);
    CHECK(reason(gateway.ask("POST", "/v1/sessions:end", "{}", lead)) == "REQUIRED");
    for (const std::string& nobody :
         {"agents/" + std::string(900'000, 'x'), std::string{"A1"}, std::string{"agents/A1\n"}})
        CHECK(end_all(lead, nobody) == "BAD_VALUE");
}

TEST_CASE("nobody ends the sessions of who stands above him, whatever the name says") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target(), development()};
    const auto session = [&](const std::string& id, std::set<std::string, std::less<>> roles) {
        return bearer(gateway.token({id, std::move(roles), 1}));
    };
    const auto status = [&](const http::Fields& who) {
        return gateway.ask("GET", "/v1/parties/1", "", who).status;
    };
    const auto end = [&](const http::Fields& who) {
        return gateway.ask("POST", "/v1/sessions:end", Json{{"principal", "agents/A1"}}.dump(), who)
            .status;
    };
    const auto desk = session("agents/A1", {"agent"});
    const auto dispatcher = session("agents/A1", {"agent", "dispatcher"});
    const auto manager = session("agents/A1", {"agent", "manager"});
    const auto lead = session("leads/L1", {"lead"});
    const auto other = session("managers/M1", {"manager"});
    CHECK(end(lead) == 503);
    CHECK(status(desk) == 401);
    CHECK(status(dispatcher) == 200);
    CHECK(status(manager) == 200);
    CHECK(end(other) == 503);
    CHECK(status(dispatcher) == 401);
    CHECK(status(manager) == 200);
    CHECK(end(session("operators/O1", {"operator"})) == 503);
    CHECK(status(manager) == 401);
}

TEST_CASE("finding 22: no token is good for longer than a session may be") {
    FakeServices services;
    services.on("GetParty", party());
    auto config = development();
    config.longest_session = 2s;
    const TestGateway gateway{services.target(), config};
    const auto session = bearer(gateway.token({"agents/A1", {"agent"}, 1}, 3600s));
    CHECK(gateway.ask("GET", "/v1/parties/1", "", session).status == 200);
    CHECK(testkit::eventually(
        [&] { return gateway.ask("GET", "/v1/parties/1", "", session).status == 401; }));
    CHECK(reason(gateway.ask("GET", "/v1/parties/1", "", session)) == "TOKEN_EXPIRED");
}

Gateway::Config with_three_guesses(Gateway::Config config) {
    config.wrong = {.per_second = 0.01, .burst = 3};
    return config;
}

TEST_CASE("finding 8: who guesses tokens is told to wait, and nobody else behind his address") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target(), with_three_guesses(development())};
    const auto with = [&](const std::string& token) {
        return gateway.ask("GET", "/v1/parties/1", "", bearer(token));
    };
    for (int i = 0; i < 3; ++i)
        CHECK(with("a.b." + std::to_string(i)).status == 401);
    const auto refused = with("a.b.c");
    CHECK(refused.status == 429);
    CHECK(refused.headers.count("Retry-After") == 1);
    CHECK(with(gateway.token({"agents/A2", {"agent"}, 1})).status == 200);
    CHECK(gateway.ask("GET", "/openapi.json").status == 200);
}

TEST_CASE("a forgotten tab hears that its token has run out, and locks out nobody") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target(), with_three_guesses(development())};
    const auto with = [&](const std::string& token) {
        return gateway.ask("GET", "/v1/parties/1", "", bearer(token));
    };
    const std::string stale = gateway.token({"agents/A1", {"agent"}, 1}, -60s);
    for (int i = 0; i < 6; ++i)
        CHECK(reason(with(stale)) == "TOKEN_EXPIRED");
    CHECK(with(gateway.token({"agents/A2", {"agent"}, 1})).status == 200);
    CHECK(with("a.b.c").status == 401);
}

TEST_CASE("finding 8: wrong secrets have a bound, at one channel; the right one always passes") {
    FakeServices services;
    auto config = with_three_guesses({});
    config.channel_secrets["cti"] = config::Secret{"open sesame"};
    config.channel_secrets["sms"] = config::Secret{"open barley"};
    const TestGateway gateway{services.target(), config};
    const auto with = [&](const std::string& channel, const std::string& secret) {
        return gateway.ask("POST", "/channels/" + channel, "{}", {{"X-Channel-Secret", secret}})
            .status;
    };
    for (int i = 0; i < 3; ++i)
        CHECK(with("cti/events", "open " + std::to_string(i)) == 401);
    CHECK(with("cti/events", "open 4") == 429);
    CHECK(with("cti/events", "open sesame") == 400);
    CHECK(with("sms/kannel", "open sesame") == 401);
    CHECK(gateway.ask("GET", "/v1/parties/1", "", bearer("a.b.c")).status == 401);
}

TEST_CASE("a log-out ends a token that names no session, and it alone") {
    FakeServices services;
    services.on("GetParty", party());
    const TestGateway gateway{services.target(), development()};
    const auto session = [&](std::chrono::seconds valid_for) {
        return bearer(gateway.token({"agents/A1", {"agent"}, 1}, valid_for));
    };
    const auto phone = session(60s);
    const auto desk = session(120s);
    CHECK(reason(gateway.ask("DELETE", "/v1/sessions/current", "", phone)) ==
          "SESSIONS_UNREACHABLE");
    CHECK(reason(gateway.ask("GET", "/v1/parties/1", "", phone)) == "SESSION_ENDED");
    CHECK(gateway.ask("GET", "/v1/parties/1", "", desk).status == 200);
    // Nor is one spared whose signer's clock is ahead of ours.
    const auto edge = auth::Signer::from_file(keys().edge_path, auth::Audience::kEdge);
    const auto ahead = std::chrono::floor<Duration>(std::chrono::system_clock::now()) + 4s;
    const auto early = bearer(edge->sign({"agents/A1", {"agent"}, 1}, ahead, 60s));
    CHECK(gateway.ask("GET", "/v1/parties/1", "", early).status == 200);
    CHECK(gateway.ask("DELETE", "/v1/sessions/current", "", early).status == 503);
    CHECK(reason(gateway.ask("GET", "/v1/parties/1", "", early)) == "SESSION_ENDED");
}

TEST_CASE("finding 8: people pass while the open web is flooded") {
    FakeServices services;
    services.on("GetParty", party());
    std::atomic<bool> hang{true};
    services.on("RecordInteraction", [&](const std::string&) -> Result<std::string> {
        while (hang)
            std::this_thread::sleep_for(5ms);
        return std::string{};
    });
    auto config = development();
    config.shares.open = 2;
    const TestGateway gateway{services.target(), config};
    const auto report = [&](const std::string& key) {
        return gateway.ask("POST", "/channels/web/reports", R"({"words":"no light"})",
                           {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
    };
    std::vector<std::future<int>> flood;
    for (const std::string& key : {std::string{"one"}, std::string{"two"}}) {
        flood.push_back(
            std::async(std::launch::async, [&report, key] { return report(key).status; }));
    }
    CHECK(testkit::eventually([&] { return services.seen().size() == 2; }));
    const auto refused = report("one more");
    CHECK(refused.status == 429);
    CHECK(reason(refused) == "OVERLOADED");
    CHECK(refused.headers.count("Retry-After") == 1);
    CHECK(gateway.as("agent", "GET", "/v1/parties/1").status == 200);
    hang = false;
    for (std::future<int>& one : flood)
        CHECK(one.get() == 200);
    CHECK(testkit::eventually([&] { return report("later").status == 200; }));
}

}  // namespace hearth::gateway
