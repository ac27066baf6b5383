#include "libs/outbox/relay.hpp"

#include <atomic>
#include <thread>

#include "libs/metrics/metrics.hpp"
#include "libs/outbox/tests/relay_fixture.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::outbox {

TEST_CASE("committed events go out with their headers, in order, and are marked") {
    Writing on;
    const Uuid key = new_key();
    {
        const trace::Span span{"test", trace::new_root()};
        on.bump(key);
    }
    on.bump(key, 2);
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    on.relay = &relay;
    on.bump(key);
    REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    on.relay = nullptr;
    relay.stop(Deadline::after(5s));

    const auto messages = sent(on.kafka);
    REQUIRE(messages.size() == 4);
    CHECK(last_versions(messages) == std::map<std::string, std::int64_t>{{to_string(key), 4}});
    const auto& first = messages.front();
    CHECK(first.value == std::string("\0bytes", 6));
    CHECK(first.header("ce_specversion") == "1.0");
    CHECK(first.header("ce_type") == kType);
    CHECK(first.header("ce_source") == "/hearth/sample");
    CHECK(first.header("content-type") == "application/protobuf");
    CHECK(first.header("tenant") == "1");
    CHECK(first.header("traceparent").size() == 55);
    CHECK(messages.back().header("traceparent").empty());
    CHECK(
        on.database.run("SELECT event_id::text || ' ' || to_char(occurred_at AT TIME ZONE 'UTC',"
                        " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM outbox ORDER BY seq LIMIT 1") ==
        std::string{first.header("ce_id")} + ' ' + std::string{first.header("ce_time")});
    CHECK(metrics::render().find("hearth_outbox_oldest_age_seconds") != std::string::npos);
}

TEST_CASE("two relays on one database never reorder an aggregate") {
    Writing on;
    Relay first{on.relay_pool, on.kafka, on.clock};
    Relay second{on.relay_pool, on.kafka, on.clock};
    first.start();
    second.start();
    const std::vector<Uuid> keys{new_key(), new_key(), new_key()};
    std::atomic<std::size_t> turn{0};
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 3; ++writer) {
        writers.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                CHECK(on.try_bump(keys[turn++ % keys.size()]));
                first.wake();
                second.wake();
            }
        });
    }
    for (auto& writer : writers)
        writer.join();
    REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    first.stop(Deadline::after(5s));
    second.stop(Deadline::after(5s));
    const auto messages = sent(on.kafka);
    CHECK(messages.size() == 600);
    std::int64_t all = 0;
    for (const auto& [key, last] : last_versions(messages))
        all += last;
    CHECK(all == 600);
}

TEST_CASE("a batch that fails anywhere is sent again, whole and in order") {
    runtime::allow_failpoints();
    Writing on;
    const Uuid key = new_key();
    int expected = 0;
    for (const std::string point :
         {"relay.before_send", "relay.after_send", "relay.before_commit"}) {
        on.bump(key, 5);
        expected += 5;
        REQUIRE(runtime::arm_failpoint(point, "fail@1"));
        Relay relay{on.relay_pool, on.kafka, on.clock};
        relay.start();
        REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
        relay.stop(Deadline::after(5s));
        REQUIRE(runtime::arm_failpoint(point, "off"));
        CHECK(last_versions(sent(on.kafka))[to_string(key)] == expected);
    }
    CHECK(sent(on.kafka).size() == 15 + 5 + 5);
}

TEST_CASE("without a broker commands go on, and the relay stops in time") {
    Writing on;
    kafka::Config away = on.kafka;
    away.brokers = "127.0.0.1:1";
    Relay relay{on.relay_pool, away, on.clock};
    relay.start();
    on.relay = &relay;
    const Uuid key = new_key();
    on.bump(key, 3);
    on.relay = nullptr;
    const auto stopping = std::chrono::steady_clock::now();
    relay.stop(Deadline::after(8s));
    CHECK(std::chrono::steady_clock::now() - stopping < 7s);
    CHECK(on.unsent() == "3");
    Relay other{on.relay_pool, on.kafka, on.clock};
    other.start();
    CHECK(eventually([&] { return on.unsent() == "0"; }, 20s));
    CHECK(last_versions(sent(on.kafka))[to_string(key)] == 3);
}

TEST_CASE("sent rows are cleaned after three days, unsent ones never") {
    Writing on;
    on.bump(new_key(), 4);
    on.database.run(
        "UPDATE outbox SET sent_at = now() - interval '3 days 1 minute' WHERE version = 1;"
        "UPDATE outbox SET sent_at = now() - interval '2 days 23 hours' WHERE version = 2;"
        "UPDATE outbox SET occurred_at = now() - interval '9 days'");
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    CHECK(eventually(
        [&] {
            return on.database.run(
                       "SELECT string_agg(version::text, ',' ORDER BY seq)"
                       " FROM outbox") == "2,3,4";
        },
        20s));
}

}  // namespace hearth::outbox
