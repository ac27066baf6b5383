#include <chrono>

#include <libpq-fe.h>

#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/sql/values.hpp"

namespace {

using namespace hearth;

/// Two columns, one of them NULL, as a server would send them.
sql::Rows two_columns() {
    char name[] = "name";
    char state[] = "state";
    PGresAttDesc columns[2] = {};
    columns[0].name = name;
    columns[1].name = state;
    auto* result = ::PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK);
    ::PQsetResultAttrs(result, 2, columns);
    char value[] = "P-100007";
    ::PQsetvalue(result, 0, 0, value, sizeof(value) - 1);
    ::PQsetvalue(result, 0, 1, nullptr, -1);
    return sql::Rows{result};
}

/// Where gdb stops and prints what the test asks for.
[[gnu::noinline]] int stop_here(const Uuid& id, const Instant& at, const Result<int>& good,
                                const Result<int>& bad, const Result<>& nothing,
                                const sql::Row& row) {
    return static_cast<int>(id.bytes[0]) + static_cast<int>(at.time_since_epoch().count()) +
           good.value_or(0) + bad.value_or(0) + (nothing ? 1 : 0) + (row.is_null("name") ? 1 : 0);
}

}  // namespace

/// What gdb_test looks at.
int main() {
    const auto rows = two_columns();
    const auto id = parse_uuid("019384e5-1c00-7000-8000-0000000000ff");
    const auto at = parse_rfc3339("2026-03-03T02:00:00.000025Z");
    return stop_here(*id, *at, 7, fail(not_found("serviceRequests/1")), {}, rows[0]) == 0 ? 1 : 0;
}
