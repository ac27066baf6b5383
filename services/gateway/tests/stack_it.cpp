#include <fstream>

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
    Listener(const TestGateway& gateway, const std::string& role, const std::string& query,
             const std::string& since = {})
        : wire_(gateway.port()) {
        const std::string token = gateway.token({role + "s/T1", {role}, 7});
        wire_.send("GET /v1/stream" + query + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                   token + "\r\n" + (since.empty() ? "" : "Last-Event-ID: " + since + "\r\n") +
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

}  // namespace hearth::gateway
