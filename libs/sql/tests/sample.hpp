#pragma once

#include <chrono>

#include <catch2/catch.hpp>

#include "libs/sql/pool.hpp"
#include "libs/testkit/database.hpp"

namespace hearth::sql {

inline constexpr Statement kItems{"items", "SELECT count(*)::int AS n FROM item", 0};
inline constexpr Statement kItemAdd{
    "item_add", "INSERT INTO item (tenant_id, id, note) VALUES ($1, $2, $3)", 3};
inline constexpr Statement kItemBump{
    "item_bump", "UPDATE item SET amount = amount + 1 WHERE tenant_id = $1 AND id = $2", 2};
inline constexpr Statement kAmount{"item_amount", "SELECT amount FROM item WHERE id = $1", 1};
inline constexpr Statement kPartAdd{"part_add", "INSERT INTO part VALUES ($1, $2)", 2};
inline constexpr Statement kSleep{"sleep", "SELECT pg_sleep($1)", 1};
inline constexpr Statement kPid{"pid", "SELECT pg_backend_pid() AS pid", 0};
inline constexpr Statement kDivide{"divide", "SELECT 1 / $1::int AS x", 1};
inline constexpr Statement kSettings{"settings",
                                     "SELECT current_setting('app.tenant') AS tenant, "
                                     "current_setting('statement_timeout') AS timeout,"
                                     " current_setting('TimeZone') AS zone",
                                     0};
inline constexpr Statement kValues{"values",
                                   "SELECT $1::bool AS yes, $2::int AS i, $3::bigint AS l, "
                                   "$4::float8 AS d, $5::text AS t, $6::bytea AS b,"
                                   " $7::uuid AS u, $8::timestamptz AS at, $9::text AS none",
                                   9};
inline constexpr Statement kArrays{
    "arrays",
    "SELECT * FROM unnest($1::int[], $2::bigint[], $3::float8[], $4::bool[], $5::text[], "
    "$6::text[], $7::uuid[],"
    " $8::uuid[], $9::timestamptz[], $10::timestamptz[], $11::bytea[])"
    " AS x (i, l, d, yes, t, maybe_t, u, maybe_u, at, maybe_at, b)",
    11};
inline constexpr Statement kSample[] = {kItems, kItemAdd, kItemBump, kAmount, kPartAdd, kSleep,
                                        kPid,   kDivide,  kSettings, kValues, kArrays};

inline Deadline soon(std::chrono::milliseconds span = std::chrono::seconds{10}) {
    return Deadline::after(span);
}

/// One database for all cases of the program: a case uses ids of its own.
inline const testkit::TestDatabase& database() {
    static const testkit::TestDatabase made{testkit::SqlFiles{{"libs/sql/tests/sample.sql"}}};
    return made;
}

inline Pool make_pool(Config config, int size = 2) {
    config.pool_size = size;
    return Pool{std::move(config), {kSample}};
}

inline Tx must_begin(Pool& pool, int tenant = 1, Deadline deadline = soon()) {
    auto tx = pool.begin(tenant, deadline);
    if (!tx) FAIL(tx.error().reason << ": " << tx.error().cause);
    return std::move(*tx);
}

template <typename T>
void check_failed(const Result<T>& result, Code code, std::string_view reason) {
    REQUIRE_FALSE(result.has_value());
    INFO(result.error().message << " / " << result.error().cause);
    CHECK(to_string(result.error().code) == to_string(code));
    CHECK(result.error().reason == reason);
}

}  // namespace hearth::sql
