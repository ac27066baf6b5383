#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/kafka/tests/fixture.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/outbox/tests/counter.hpp"
#include "libs/outbox/tests/effect.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::outbox {

using namespace std::chrono_literals;
using testkit::eventually;

inline Uuid new_key() {
    return new_uuid(Clock{}.now());
}

inline sql::Config with_size(sql::Config config, int size) {
    config.pool_size = size;
    return config;
}

/// A database, a topic, and whoever writes events into the one for the other.
struct Writing {
    explicit Writing(kafka::Config brokers = kafka::test_config())
        : kafka(std::move(brokers)),
          pool(with_size(database.app(), 6),
               {work_statements(), inbox_statements(), kCounterStatements, kEffectStatements}),
          relay_pool(with_size(database.relay(), 3), {relay_statements()}),
          work(pool, [this] { wake(); }) {
        kafka::make_topic(kafka, kTopic, 4);
    }

    void bump(const Uuid& key, int times = 1) {
        for (int i = 0; i < times; ++i)
            REQUIRE(try_bump(key));
    }
    Result<void> try_bump(const Uuid& key) {
        const Cause cause{1, "tester", "", clock.now(), Deadline::after(10s)};
        return work.run(cause, [&](UnitOfWork& unit) -> Result<void> {
            const auto version = outbox::bump(unit, key);
            if (!version) return fail(version.error());
            return {};
        });
    }
    [[nodiscard]] std::string unsent() const {
        return database.run("SELECT count(*) FROM outbox WHERE sent_at IS NULL");
    }
    void wake() {
        if (relay != nullptr) relay->wake();
    }

    testkit::TestDatabase database{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/sample.sql",
                           "libs/outbox/tests/effect.sql"}}};
    Clock clock;
    kafka::Config kafka;
    sql::Pool pool;
    sql::Pool relay_pool;
    Relay* relay = nullptr;  ///< woken after each commit
    Work work;
};

/// All that the broker has of the topic, in order per partition.
inline std::vector<kafka::Message> sent(const kafka::Config& config,
                                        const std::string& topic = kTopic) {
    std::mutex mutex;
    std::vector<kafka::Message> messages;
    kafka::Tail tail{
        config, {topic}, kafka::Tail::From::kBeginning, [&](const kafka::Message& message) {
            const std::lock_guard lock{mutex};
            messages.push_back(message);
        }};
    tail.start();
    REQUIRE(eventually([&] { return tail.caught_up(); }, 20s));
    tail.stop();
    return messages;
}

/// The last version per key, when each key's versions first appear as 1, 2, 3 …; -1 for a key that
/// has them otherwise.
inline std::map<std::string, std::int64_t> last_versions(
    const std::vector<kafka::Message>& messages) {
    std::map<std::string, std::int64_t> last;
    for (const auto& message : messages) {
        const auto version = std::stoll(std::string{message.header("version")});
        auto& reached = last[message.key];
        if (reached < 0 || version <= reached) continue;
        reached = version == reached + 1 ? version : -1;
    }
    return last;
}

}  // namespace hearth::outbox
