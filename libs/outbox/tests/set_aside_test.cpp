#include <fmt/format.h>

#include "libs/metrics/metrics.hpp"
#include "libs/outbox/tests/relay_fixture.hpp"

namespace hearth::outbox {
namespace {

constexpr const char* kMissing = "hearth.sample.missing.v1";
constexpr const char* kNarrow = "hearth.sample.narrow.v1";

/// One more event, as whoever writes them would have it, of any topic and size.
void add(const Writing& on, const char* topic, const Uuid& key, int version, int bytes = 10) {
    on.database.run(
        fmt::format("INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload,"
                    " occurred_at) VALUES (gen_random_uuid(), 1, '{}', '{}', {}, 'x',"
                    // Random, so that it does not compress.
                    " (SELECT substring(string_agg(sha512(random()::text::bytea), '') for {}) FROM"
                    " generate_series(0, {})), now())",
                    topic, to_string(key), version, bytes, bytes / 64));
}

std::string unsent_of(const Writing& on, const char* topic) {
    return on.database.run(
        fmt::format("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND topic = '{}'", topic));
}

void try_again_now(const Writing& on) {
    on.database.run("UPDATE blocked SET retry_at = now()");
}

}  // namespace

TEST_CASE("a topic that is not there is set aside, and the others go on") {
    Writing on;
    const Uuid key = new_key();
    add(on, kMissing, key, 1);
    const Uuid other = new_key();
    on.bump(other, 3);
    add(on, kMissing, key, 2);
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    REQUIRE(eventually([&] { return unsent_of(on, kTopic) == "0"; }, 20s));
    CHECK(unsent_of(on, kMissing) == "2");
    CHECK(on.database.run("SELECT topic, key IS NULL, reason FROM blocked") ==
          std::string{kMissing} + "|t|UNKNOWN_TOPIC_OR_PART");
    CHECK(eventually(
        [] { return metrics::render().find("hearth_relay_set_aside 1") != std::string::npos; },
        20s));
    // Once it is set aside, nobody waits for it.
    const auto begun = std::chrono::steady_clock::now();
    add(on, kMissing, key, 3);
    on.relay = &relay;
    on.bump(other);
    on.relay = nullptr;
    REQUIRE(eventually([&] { return unsent_of(on, kTopic) == "0"; }, 20s));
    CHECK(std::chrono::steady_clock::now() - begun < 1500ms);

    kafka::make_topic(on.kafka, kMissing, 1);
    try_again_now(on);
    REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    CHECK(on.database.run("SELECT count(*) FROM blocked") == "0");
    CHECK(last_versions(sent(on.kafka, kMissing))[to_string(key)] == 3);
    CHECK(last_versions(sent(on.kafka))[to_string(other)] == 4);
}

TEST_CASE("an event that the broker refuses holds back its key and no other") {
    Writing on;
    const std::vector<kafka::Topic> topics{{kNarrow, 1, 1, {{"max.message.bytes", "20000"}}}};
    REQUIRE(kafka::create_topics(on.kafka, topics, Deadline::after(20s)));
    const Uuid bad = new_key();
    const Uuid good = new_key();
    for (int version = 1; version <= 3; ++version) {
        add(on, kNarrow, good, version);
        add(on, kNarrow, bad, version, version == 2 ? 40000 : 10);
    }
    on.bump(good, 2);
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    REQUIRE(eventually([&] { return on.unsent() == "2"; }, 20s));
    CHECK(on.database.run("SELECT key::text, reason FROM blocked") ==
          to_string(bad) + "|MSG_SIZE_TOO_LARGE");
    auto versions = last_versions(sent(on.kafka, kNarrow));
    CHECK(versions[to_string(good)] == 3);
    CHECK(versions[to_string(bad)] == 1);

    try_again_now(on);
    REQUIRE(eventually([&] { return on.database.run("SELECT tries FROM blocked") == "2"; }, 20s));
    CHECK(on.unsent() == "2");
    on.database.run("UPDATE outbox SET payload = '' WHERE octet_length(payload) > 20000");
    try_again_now(on);
    REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    versions = last_versions(sent(on.kafka, kNarrow));
    CHECK(versions[to_string(bad)] == 3);
    CHECK(on.database.run("SELECT count(*) FROM blocked") == "0");
}

TEST_CASE("a refused event of a topic that was set aside as a whole holds back its key alone") {
    Writing on;
    const Uuid bad = new_key();
    const Uuid good = new_key();
    add(on, kNarrow, bad, 1, 40000);
    add(on, kNarrow, good, 1);
    add(on, kNarrow, bad, 2);
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    REQUIRE(
        eventually([&] { return on.database.run("SELECT count(*) FROM blocked") == "1"; }, 20s));
    const std::vector<kafka::Topic> topics{{kNarrow, 1, 1, {{"max.message.bytes", "20000"}}}};
    REQUIRE(kafka::create_topics(on.kafka, topics, Deadline::after(20s)));
    try_again_now(on);
    REQUIRE(eventually([&] { return on.unsent() == "2"; }, 20s));
    REQUIRE(eventually(
        [&] { return on.database.run("SELECT key::text FROM blocked") == to_string(bad); }, 20s));
    CHECK(last_versions(sent(on.kafka, kNarrow)) ==
          std::map<std::string, std::int64_t>{{to_string(good), 1}});
}

TEST_CASE("what is set aside does not keep sent rows from being cleaned") {
    Writing on;
    on.database.run(
        fmt::format("INSERT INTO blocked (topic, after_seq, reason, detail, retry_at)"
                    " VALUES ('{}', 0, 'x', 'x', now() + interval '1 hour');"
                    "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload,"
                    " occurred_at) SELECT gen_random_uuid(), 1, '{}', gen_random_uuid(), 1, 'x',"
                    " '', now() FROM generate_series(1, 5000)",
                    kMissing, kMissing));
    on.bump(new_key());
    on.database.run(fmt::format(
        "UPDATE outbox SET sent_at = now() - interval '4 days' WHERE topic = '{}'", kTopic));
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    CHECK(
        eventually([&] { return on.database.run("SELECT count(*) FROM outbox") == "5000"; }, 20s));
}

}  // namespace hearth::outbox
