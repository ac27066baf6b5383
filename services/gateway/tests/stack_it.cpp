#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/gateway.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/contact/v1/contact_service.pb.h"
#include "hearth/dispatch/v1/dispatch_service.pb.h"
#include "hearth/registry/v1/registry_service.pb.h"

#include "libs/http/tests/wire.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/stack.hpp"
#include "services/gateway/tests/fixture.hpp"

namespace hearth::gateway {
namespace {

using namespace std::chrono_literals;

constexpr const char* kRequests = manifest::gateway::kContactServiceRequest;

kv::Config redis() {
    const auto& stack = testkit::stack();
    kv::Config config;
    config.host = stack.redis_host;
    config.port = stack.redis_port;
    std::ifstream file{stack.redis_password_file};
    std::string password;
    std::getline(file, password);
    config.password = config::Secret{password};
    return config;
}

/// A prefix of this run's own, with its topics.
const kafka::Config& kafka_config() {
    static const kafka::Config config = [] {
        kafka::Config made;
        made.brokers = testkit::stack().kafka_brokers;
        made.topic_prefix = "gateway-it-" + std::to_string(::getpid()) + ".";
        std::vector<kafka::Topic> topics;
        for (const auto& topic : topics_of(manifest::gateway::kManifest))
            topics.push_back({topic, topic == kRequests ? 2 : 1});
        REQUIRE(kafka::create_topics(made, topics, Deadline::after(30s)));
        return made;
    }();
    return config;
}

Gateway::Config config() {
    Gateway::Config made;
    made.kafka = kafka_config();
    return made;
}

/// Publishes what contact would.
void publish(const std::string& uid, int version, int tenant = 7) {
    contact::events::v1::RequestOpened event;
    event.mutable_service_request()->set_name("serviceRequests/" + uid);
    kafka::Producer producer{kafka_config()};
    const std::vector<kafka::Record> records{
        {kRequests,
         uid,
         event.SerializeAsString(),
         {{"ce_type", "hearth.contact.events.v1.RequestOpened"},
          {"ce_time", "2026-03-03T02:00:00Z"},
          {"tenant", std::to_string(tenant)},
          {"version", std::to_string(version)}}}};
    REQUIRE(producer.send(records, Deadline::after(30s)));
}

/// A client of the stream that reads event after event.
class Listener {
public:
    struct Token {
        std::string text;
    };
    Listener(const TestGateway& gateway, const std::string& role, const std::string& query,
             const std::string& since = {})
        : Listener(gateway, Token{gateway.token({role + "s/T1", {role}, 7})}, query, since) {}
    Listener(const TestGateway& gateway, const Token& token, const std::string& query = {},
             const std::string& since = {})
        : wire_(gateway.port()) {
        wire_.send("GET /v1/stream" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                   token.text + "\r\n" + (since.empty() ? "" : "Last-Event-ID: " + since + "\r\n") +
                   "\r\n");
        head_ = wire_.read("\r\n\r\n");
    }
    /// The next event's lines; its id becomes the cursor.
    std::string next() {
        std::string event = wire_.read("\n\n");
        const auto at = event.find("id: ");
        if (at != std::string::npos) cursor = event.substr(at + 4, event.find('\n', at) - at - 4);
        return event;
    }
    /// True when the stream ends soon.
    bool ended() { return wire_.read("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"); }
    [[nodiscard]] const std::string& head() const { return head_; }
    std::string cursor;

private:
    http::Wire wire_;
    std::string head_;
};

void wait_ready(const TestGateway& gateway) {
    REQUIRE(testkit::eventually(
        [&] {
            return Listener{gateway, "agent", ""}.head().starts_with("HTTP/1.1 200");
        },
        30s));
}

}  // namespace

TEST_CASE("the stream tells what happens, and goes on where a client left it, on any replica") {
    const FakeServices services;
    TestGateway one{services.target(), config()};
    TestGateway two{services.target(), config()};
    one.live().start();
    two.live().start();
    wait_ready(one);
    wait_ready(two);
    std::string cursor;
    {
        Listener listener{one, "agent", ""};
        CHECK(listener.next().find("event: Connected") != std::string::npos);
        publish("u1", 1);
        const std::string event = listener.next();
        CHECK(event.find("event: RequestOpened") != std::string::npos);
        CHECK(event.find(R"("topic":"contact.service_request")") != std::string::npos);
        CHECK(event.find(R"("name":"serviceRequests/u1")") != std::string::npos);
        cursor = listener.cursor;
    }
    publish("u2", 1);
    publish("other-tenant", 1, 8);
    publish("u3", 1);
    for (TestGateway* gateway : {&two, &one}) {
        Listener back{*gateway, "agent", "", cursor};
        back.next();
        std::string both = back.next() + back.next();
        CHECK(both.find("serviceRequests/u2") != std::string::npos);
        CHECK(both.find("serviceRequests/u3") != std::string::npos);
        CHECK(both.find("other-tenant") == std::string::npos);
        CHECK(both.find("serviceRequests/u1") == std::string::npos);
    }
}

TEST_CASE("the stream can be narrowed to one request; a cursor too old is 410") {
    const FakeServices services;
    Gateway::Config small = config();
    small.live.bytes = 10000;
    TestGateway gateway{services.target(), small};
    gateway.live().start();
    wait_ready(gateway);
    Listener listener{gateway, "dispatcher", "?request=serviceRequests/mine"};
    listener.next();
    const std::string old = listener.cursor;
    for (int i = 0; i < 4; ++i)
        publish("noise" + std::to_string(i), 1);
    publish("mine", 1);
    CHECK(listener.next().find("serviceRequests/mine") != std::string::npos);
    int more = 0;
    CHECK(testkit::eventually(
        [&] {
            publish("more" + std::to_string(more++), 1);
            return Listener{gateway, "agent", "", old}.head().starts_with("HTTP/1.1 410");
        },
        30s));
    CHECK(Listener{gateway, "agent", "?cursor=junk"}.head().starts_with("HTTP/1.1 400"));
}

TEST_CASE("a gateway without Kafka is up; its stream is not") {
    const FakeServices services;
    TestGateway gateway{services.target()};
    gateway.live().start();
    CHECK(Listener{gateway, "agent", ""}.head().starts_with("HTTP/1.1 503"));
    CHECK(gateway.ask("GET", "/openapi.json").status == 200);
}

TEST_CASE("limits are shared by all replicas through Redis") {
    FakeServices services;
    services.on("GetParty", registry::v1::GetPartyResponse{});
    Gateway::Config limited = config();
    limited.signed_in = {.per_second = 0.2, .burst = 4};
    const TestGateway one{services.target(), limited, redis()};
    const TestGateway two{services.target(), limited, redis()};
    // A caller of this run's own.
    const std::string token = one.token({"agents/" + std::to_string(::getpid()), {"agent"}, 7});
    const http::Fields headers{{"Authorization", "Bearer " + token}};
    int passed = 0;
    for (int i = 0; i < 4; ++i) {
        passed += one.ask("GET", "/v1/parties/1", "", headers).status == 200 ? 1 : 0;
        passed += two.ask("GET", "/v1/parties/1", "", headers).status == 200 ? 1 : 0;
    }
    CHECK(passed == 4);
}

TEST_CASE("a call screen is kept for a moment, and only a whole one") {
    FakeServices services;
    services.on("LookupCaller", registry::v1::LookupCallerResponse{});
    services.on("IdentifyCaller", contact::v1::IdentifyCallerResponse{});
    Gateway::Config keeping = config();
    keeping.call_screen.keep = 20s;
    keeping.call_screen.deadline = 10s;
    const TestGateway gateway{services.target(), keeping, redis()};
    const std::string path =
        "/v1/callScreen?phone=138" + std::to_string(10000000 + ::getpid() % 10000000);
    CHECK(gateway.as("agent", "GET", path).headers.at("X-Cache") == "miss");
    CHECK(gateway.as("agent", "GET", path).headers.at("X-Cache") == "miss");
    services.on("ListIncidents", dispatch::v1::ListIncidentsResponse{});
    const auto whole = gateway.as("agent", "GET", path);
    CHECK(whole.headers.at("X-Cache") == "miss");
    CHECK(testkit::eventually([&] {
        const auto kept = gateway.as("agent", "GET", path);
        return kept.headers.at("X-Cache") == "hit" && kept.body == whole.body;
    }));
}

TEST_CASE("finding 22: a stream ends with its token") {
    const FakeServices services;
    TestGateway gateway{services.target(), config()};
    gateway.live().start();
    wait_ready(gateway);
    Listener brief{gateway, Listener::Token{gateway.token({"agents/T1", {"agent"}, 7}, 3s)}};
    CHECK(brief.next().find("event: Connected") != std::string::npos);
    const auto began = std::chrono::steady_clock::now();
    CHECK(brief.ended());
    const auto lasted = std::chrono::steady_clock::now() - began;
    CHECK(lasted > 1s);
    CHECK(lasted < 8s);
}

TEST_CASE("a stream ends when the key of its token is trusted no more") {
    const FakeServices services;
    TestGateway gateway{services.target(), config()};
    gateway.live().start();
    wait_ready(gateway);
    const testkit::TempDir dir;
    const std::string leaked = dir.path() / "leaked.key";
    const std::string trusted = keys().trusted_dir + "/edge.leaked.pub";
    testkit::make_key(leaked, trusted);
    const Listener::Token token{
        auth::Signer::from_file(leaked, auth::Audience::kEdge)
            ->sign({"agents/T9", {"agent"}, 7},
                   std::chrono::floor<Duration>(std::chrono::system_clock::now()), 600s)};
    REQUIRE(testkit::eventually([&] {
        return Listener{gateway, token}.head().starts_with("HTTP/1.1 200");
    }));
    Listener stream{gateway, token};
    Listener other{gateway, "agent", ""};
    CHECK(stream.next().find("event: Connected") != std::string::npos);
    CHECK(other.next().find("event: Connected") != std::string::npos);
    std::filesystem::remove(trusted);
    CHECK(stream.ended());
    publish("after", 1);
    CHECK(other.next().find("serviceRequests/after") != std::string::npos);
}

TEST_CASE("finding 22: an ended session is over at every replica, its streams too") {
    FakeServices services;
    services.on("GetParty", registry::v1::GetPartyResponse{});
    TestGateway one{services.target(), config(), redis()};
    TestGateway two{services.target(), config(), redis()};
    for (TestGateway* gateway : {&one, &two}) {
        gateway->live().start();
        gateway->endings().start();
        wait_ready(*gateway);
    }
    // A caller of this run's own.
    const std::string who = "agents/" + std::to_string(::getpid());
    const std::string token = one.token({who, {"agent"}, 7});
    const http::Fields session{{"Authorization", "Bearer " + token}};
    CHECK(two.ask("GET", "/v1/parties/1", "", session).status == 200);
    Listener stream{two, Listener::Token{token}};
    CHECK(stream.next().find("event: Connected") != std::string::npos);
    const http::Fields lead{{"Authorization", "Bearer " + one.token({"agents/L1", {"lead"}, 7})}};
    CHECK(one.ask("POST", "/v1/sessions:end", Json{{"principal", who}}.dump(), lead).status == 204);
    CHECK(testkit::eventually(
        [&] { return two.ask("GET", "/v1/parties/1", "", session).status == 401; }, 5s));
    CHECK(stream.ended());
    CHECK(two.ask("GET", "/v1/parties/1", "", lead).status == 200);
    // A replica that starts later knows it, too.
    TestGateway three{services.target(), config(), redis()};
    three.endings().start();
    CHECK(testkit::eventually(
        [&] { return three.ask("GET", "/v1/parties/1", "", session).status == 401; }, 5s));
    for (TestGateway* gateway : {&one, &two, &three})
        gateway->endings().stop(Deadline::after(1s));
}

TEST_CASE("a log-out costs the same on a day of many, and a new replica knows all of them") {
    kv::Config patient = redis();
    patient.timeout = 5s;
    kv::Redis store{patient};
    Endings one{store, 24h};
    const Instant now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const std::string run =
        std::to_string(::getpid()) + "-" + std::to_string(now.time_since_epoch().count());
    const auto proof = [&](int i) {
        return auth::Proof{
            {"agents/A1", {"agent"}, 7}, run + "-" + std::to_string(i), now, now + 3600s, {}};
    };
    constexpr int kMany = 4000;
    constexpr int kSome = 200;
    std::vector<std::chrono::duration<double>> took;
    for (int i = 0; i < kMany; i += kSome) {
        const auto began = std::chrono::steady_clock::now();
        for (int k = i; k < i + kSome; ++k)
            REQUIRE(one.end_session(proof(k)));
        took.emplace_back(std::chrono::steady_clock::now() - began);
    }
    std::nth_element(took.begin(), took.begin() + 5, took.begin() + 10);
    std::nth_element(took.begin() + 10, took.begin() + 15, took.end());
    CHECK(took[15] < 2 * took[5]);

    Endings fresh{store, 24h};
    CHECK_FALSE(fresh.known());
    CHECK(fresh.check(proof(0)));
    fresh.start();
    REQUIRE(testkit::eventually([&] { return fresh.known(); }, 30s));
    for (int i = 0; i < kMany; ++i)
        REQUIRE_FALSE(fresh.check(proof(i)));
    CHECK(fresh.check(proof(kMany)));
    REQUIRE(one.end_session(proof(kMany)));
    CHECK(testkit::eventually([&] { return !fresh.check(proof(kMany)); }, 10s));
    fresh.stop(Deadline::after(1s));
}

TEST_CASE("a replica that has never heard from Redis does not know what has ended") {
    kv::Config nowhere;
    nowhere.port = testkit::free_port();
    kv::Redis none{nowhere};
    Endings deaf{none, 24h};
    deaf.start();
    CHECK_FALSE(testkit::eventually([&] { return deaf.known(); }, 2s));
    deaf.stop(Deadline::after(1s));
}

TEST_CASE("finding 22: one caller has so many streams and no more") {
    const FakeServices services;
    auto few = config();
    few.streams_per_caller = 2;
    TestGateway gateway{services.target(), few};
    gateway.live().start();
    wait_ready(gateway);
    const Listener::Token token{gateway.token({"agents/S1", {"agent"}, 7})};
    const Listener one{gateway, token};
    const Listener two{gateway, token};
    CHECK(one.head().starts_with("HTTP/1.1 200"));
    CHECK(two.head().starts_with("HTTP/1.1 200"));
    CHECK(Listener{gateway, token}.head().starts_with("HTTP/1.1 429"));
    CHECK(Listener{gateway, Listener::Token{gateway.token({"agents/S2", {"agent"}, 7})}}
              .head()
              .starts_with("HTTP/1.1 200"));
}

}  // namespace hearth::gateway
