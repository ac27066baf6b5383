#include "libs/outbox/cleaning.hpp"

#include <vector>

#include <sql_gen/outbox/work.sql.hpp>

namespace hearth::outbox {
namespace {

constexpr std::chrono::hours kKept{30 * 24};
constexpr std::int64_t kBatch = 5000;

Result<std::int64_t> forget_batch(sql::Pool& pool, int tenant, Instant before, Deadline deadline) {
    auto tx = pool.begin(tenant, deadline);
    if (!tx) return fail(std::move(tx).error());
    const auto rows = tx->run(statements::command_forget, before);
    if (!rows) return fail(rows.error());
    if (auto done = tx->commit(); !done) return fail(std::move(done).error());
    return rows->affected();
}

Result<std::vector<int>> all_tenants(sql::Pool& pool, Deadline deadline) {
    auto tx = pool.begin(0, deadline);
    if (!tx) return fail(std::move(tx).error());
    const auto rows = tx->run(statements::command_tenants);
    if (!rows) return fail(rows.error());
    std::vector<int> tenants;
    for (const sql::Row row : *rows)
        tenants.push_back(row.get<std::int32_t>("tenant_id"));
    return tenants;
}

}  // namespace

Result<bool> forget_commands(sql::Pool& pool, Instant now, Deadline deadline) {
    const auto tenants = all_tenants(pool, deadline);
    if (!tenants) return fail(tenants.error());
    bool more = false;
    for (const int tenant : *tenants) {
        const auto forgotten = forget_batch(pool, tenant, now - kKept, deadline);
        if (!forgotten) return fail(forgotten.error());
        more = more || *forgotten == kBatch;
    }
    return more;
}

}  // namespace hearth::outbox
