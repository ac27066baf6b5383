#include <fmt/format.h>

#include "libs/outbox/tests/relay_fixture.hpp"

namespace hearth::outbox {
namespace {

// Whoever has written and not ended holds on to all that was there when he began.
constexpr sql::Statement kHold{"hold", "INSERT INTO tenant VALUES (77, 'held')", 0};
constexpr sql::Statement kAdd{
    "add_late",
    "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload, occurred_at)"
    " VALUES (gen_random_uuid(), 1, $1, $2, 1, 'x', '', now())",
    2};
constexpr sql::Statement kStatements[] = {kHold, kAdd};

std::int64_t entries_read(const Writing& on) {
    return std::stoll(on.database.run(
        "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'outbox_unsent'"));
}

/// Along the primary key, so that asking does not count.
bool last_is_sent(const Writing& on) {
    return on.database.run("SELECT sent_at IS NOT NULL FROM outbox ORDER BY seq DESC LIMIT 1") ==
           "t";
}

}  // namespace

TEST_CASE("what was sent under an old snapshot is not walked again with each batch") {
    Writing on;
    sql::Pool old_pool{on.database.owner(), {kStatements}};
    auto old = old_pool.begin(0, Deadline::after(60s));
    REQUIRE(old);
    REQUIRE(old->run(kHold));
    // As if they had been sent since the snapshot was taken: none of their index entries may go.
    constexpr std::int64_t kSent = 50'000;
    on.database.run(
        fmt::format("INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload,"
                    " occurred_at) SELECT gen_random_uuid(), 1, '{}', gen_random_uuid(), 1, 'x',"
                    " '', now() FROM generate_series(1, {})",
                    kTopic, kSent));
    on.database.run("UPDATE outbox SET sent_at = now()");
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    on.relay = &relay;
    for (int i = 0; i < 40; ++i) {
        on.bump(new_key());
        REQUIRE(eventually([&] { return last_is_sent(on); }, 20s));
    }
    on.relay = nullptr;
    relay.stop(Deadline::after(5s));
    // Statistics come a second late.
    std::this_thread::sleep_for(1500ms);
    CHECK(entries_read(on) < 10 * kSent);
}

TEST_CASE("an event that becomes visible behind later ones is sent") {
    Writing on;
    sql::Pool slow_pool{on.database.app(), {kStatements}};
    const Uuid late = new_key();
    auto slow = slow_pool.begin(1, Deadline::after(60s));
    REQUIRE(slow);
    REQUIRE(slow->run(kAdd, kTopic, late));
    Relay relay{on.relay_pool, on.kafka, on.clock};
    relay.start();
    on.relay = &relay;
    for (int i = 0; i < 10; ++i) {
        on.bump(new_key());
        REQUIRE(eventually([&] { return on.unsent() == "0"; }, 20s));
    }
    REQUIRE(slow->commit());
    on.bump(new_key());
    on.relay = nullptr;
    CHECK(eventually([&] { return on.unsent() == "0"; }, 20s));
    relay.stop(Deadline::after(5s));
    CHECK(last_versions(sent(on.kafka))[to_string(late)] == 1);
}

}  // namespace hearth::outbox
