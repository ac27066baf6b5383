#pragma once

#include <string>

#include "libs/outbox/unit_of_work.hpp"

namespace hearth::outbox {

// The smallest aggregate: a row that counts its own events.
inline constexpr sql::Statement kBump{
    "counter_bump",
    "INSERT INTO counter (tenant_id, id, version) VALUES ($1, $2, 1)"
    " ON CONFLICT (tenant_id, id) DO UPDATE SET version = counter.version + 1 RETURNING version",
    2};
inline constexpr sql::Statement kCounter{"counter_find",
                                         "SELECT version FROM counter WHERE id = $1", 1};
inline constexpr sql::Statement kCounterStatements[] = {kBump, kCounter};

/// One more event of `key`; the answer is its version.
inline Result<std::string> bump(UnitOfWork& work, const Uuid& key) {
    const auto rows = work.tx().run(kBump, work.cause().tenant, key);
    if (!rows) return fail(rows.error());
    const auto version = (*rows)[0].get<std::int64_t>("version");
    work.record({"hearth.sample.counter.v1", key, version, "hearth.sample.events.v1.Bumped",
                 std::string{"\0bytes", 6}});
    return std::to_string(version);
}

}  // namespace hearth::outbox
