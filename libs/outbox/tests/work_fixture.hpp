#pragma once

#include <atomic>
#include <chrono>

#include <catch2/catch.hpp>

#include "libs/outbox/tests/counter.hpp"
#include "libs/testkit/database.hpp"

namespace hearth::outbox {

using namespace std::chrono_literals;

/// One database for all cases of the program: a case uses keys and request ids of its own.
inline const testkit::TestDatabase& database() {
    static const testkit::TestDatabase made{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/sample.sql"}}};
    return made;
}

inline sql::Pool make_pool(sql::Config config, int size = 8) {
    config.pool_size = size;
    return sql::Pool{std::move(config), {work_statements(), kCounterStatements}};
}

inline Instant now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

inline Command command(std::string request_id, std::string body = "body",
                       std::chrono::milliseconds span = 10s) {
    return {{1, "tester", std::move(request_id), now(), Deadline::after(span)},
            "Counter.Bump",
            std::move(body)};
}

inline Uuid new_key() {
    return new_uuid(now());
}

inline std::string count(const std::string& table, const std::string& where) {
    return database().run("SELECT count(*) FROM " + table + " WHERE " + where);
}

/// What `effects` of commands leave: each one in the counter, the history and the outbox.
inline std::string effects(int count) {
    const auto text = std::to_string(count);
    return text + '|' + text + '|' + text;
}

/// What is there of a key, to be compared with `effects`: counter, history, outbox.
inline std::string traces(const Uuid& key) {
    const std::string id = "'" + to_string(key) + "'";
    return database().run("SELECT coalesce((SELECT version FROM counter WHERE id = " + id +
                          "), 0), (SELECT count(*) FROM history WHERE key = " + id +
                          "), (SELECT count(*) FROM outbox JOIN history USING (event_id, version,"
                          " topic, type, payload, tenant_id) WHERE outbox.key = " +
                          id + ")");
}

template <typename T>
void check_failed(const Result<T>& result, Code code, std::string_view reason) {
    REQUIRE_FALSE(result.has_value());
    INFO(result.error().message << " / " << result.error().cause);
    CHECK(to_string(result.error().code) == to_string(code));
    CHECK(result.error().reason == reason);
}

struct Bench {
    explicit Bench(sql::Config config = database().app(), int size = 8)
        : pool(make_pool(std::move(config), size)), work(pool, [this] { ++wakes; }) {}
    Result<std::string> bump_as(const Command& command, const Uuid& key) {
        return work.command(command, [&](UnitOfWork& unit) { return bump(unit, key); });
    }
    sql::Pool pool;
    std::atomic<int> wakes{0};
    Work work;
};

}  // namespace hearth::outbox
