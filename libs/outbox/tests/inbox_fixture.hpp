#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include <catch2/catch.hpp>

#include "libs/outbox/dead_letters.hpp"
#include "libs/outbox/tests/counter.hpp"
#include "libs/outbox/tests/effect.hpp"
#include "libs/testkit/database.hpp"

namespace hearth::outbox {

using namespace std::chrono_literals;

/// One database for all cases of the program: a case uses a consumer and keys of its own.
inline const testkit::TestDatabase& database() {
    static const testkit::TestDatabase made{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/sample.sql",
                           "libs/outbox/tests/effect.sql"}}};
    return made;
}

inline const Clock& system_clock() {
    static const Clock clock;
    return clock;
}

inline Uuid new_key() {
    return new_uuid(system_clock().now());
}

inline Deadline soon() {
    return Deadline::after(20s);
}

/// A consumer of its own with a listener that adds effects, and the partition it reads.
struct Listening {
    explicit Listening(int connections = 4)
        : pool(
              [connections] {
                  auto config = database().app();
                  config.pool_size = connections;
                  return config;
              }(),
              {work_statements(), inbox_statements(), kEffectStatements, kCounterStatements}),
          work(pool, [] {}),
          inbox(work, system_clock(), to_string(new_key()),
                {{kTopic, [this](UnitOfWork& unit, std::span<const Delivery> events) {
                      return apply(unit, events);
                  }}}) {}

    Result<void> apply(UnitOfWork& unit, std::span<const Delivery> events) {
        for (const Delivery& event : events) {
            if (before) {
                if (auto go = before(event); !go) return go;
            }
        }
        if (auto added = add_effects(unit, events); !added) return added;
        return after ? after(unit, events) : Result<void>{};
    }

    /// The next message of the partition.
    kafka::Message message(std::string key, kafka::Headers headers, std::string value = "") {
        return {.topic = kTopic,
                .partition = 3,
                .offset = next_offset++,
                .key = std::move(key),
                .value = std::move(value),
                .headers = std::move(headers)};
    }
    kafka::Message event(const Uuid& key, std::int64_t version, std::string value = "",
                         int tenant = 1) {
        return message(
            to_string(key),
            {{"ce_id", to_string(named_uuid("event", to_string(key) + std::to_string(version)))},
             {"ce_type", kType},
             {"ce_source", "/hearth/sample"},
             {"ce_time", "2026-03-03T02:00:00.000000Z"},
             {"tenant", std::to_string(tenant)},
             {"version", std::to_string(version)}},
            std::move(value));
    }
    Result<void> handle(const std::vector<kafka::Message>& messages) {
        return inbox.handle(messages);
    }

    std::string effects(const Uuid& key, int tenant = 1) { return effects_of(pool, key, tenant); }
    [[nodiscard]] std::string count(const std::string& table,
                                    const std::string& where = "true") const {
        return database().run("SELECT count(*) FROM " + table + " WHERE consumer = '" +
                              inbox.consumer() + "' AND " + where);
    }
    std::vector<DeadLetter> letters(bool settled = false) {
        auto all = list_dead_letters(pool, settled, soon());
        REQUIRE(all.has_value());
        std::erase_if(*all, [this](const auto& each) { return each.consumer != inbox.consumer(); });
        return *all;
    }
    DeadLetter only_letter() {
        const auto all = letters();
        REQUIRE(all.size() == 1);
        return all.front();
    }

    sql::Pool pool;
    Work work;
    std::function<Result<void>(const Delivery&)> before;
    std::function<Result<void>(UnitOfWork&, std::span<const Delivery>)> after;
    Inbox inbox;
    std::int64_t next_offset = 0;
};

/// A listener's rule: refuses an event whose payload says so.
inline Result<void> refuse_poison(const Delivery& event) {
    if (event.payload == "poison") {
        return fail(invalid_argument("payload", "POISON", "must not be poison"));
    }
    return {};
}

template <typename T>
void check_failed(const Result<T>& result, Code code, std::string_view reason) {
    REQUIRE_FALSE(result.has_value());
    INFO(result.error().message << " / " << result.error().cause);
    CHECK(to_string(result.error().code) == to_string(code));
    CHECK(result.error().reason == reason);
}

}  // namespace hearth::outbox
