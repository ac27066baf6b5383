#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "libs/outbox/inbox.hpp"

namespace hearth::outbox {

inline constexpr const char* kTopic = "hearth.sample.counter.v1";
inline constexpr const char* kType = "hearth.sample.events.v1.Bumped";

// What a listener does: one row for each event. A twin of a row would not be refused, but counted.
inline constexpr sql::Statement kEffect{"effect_add",
                                        "INSERT INTO effect (tenant_id, key, version, event_id)"
                                        " SELECT $1, key, version, event_id"
                                        " FROM unnest($2::uuid[], $3::bigint[], $4::uuid[]) WITH "
                                        "ORDINALITY AS e (key, version, event_id, place)"
                                        " ORDER BY place",
                                        4};
inline constexpr sql::Statement kEffects{
    "effect_list",
    "SELECT coalesce(string_agg(version::text, ',' ORDER BY place), '') AS versions FROM effect"
    " WHERE key = $1",
    1};
inline constexpr sql::Statement kEffectStatements[] = {kEffect, kEffects};

/// "1,2,3": versions whose effect is there, in the order in which they were applied.
inline std::string effects_of(sql::Pool& pool, const Uuid& key, int tenant = 1) {
    auto tx = pool.begin(tenant, Deadline::after(std::chrono::seconds{20}));
    if (!tx) return tx.error().message;
    const auto rows = tx->run(kEffects, key);
    return rows ? (*rows)[0].get<std::string>("versions") : rows.error().message;
}

inline Result<void> add_effects(UnitOfWork& work, std::span<const Delivery> events) {
    std::vector<Uuid> keys;
    std::vector<std::int64_t> versions;
    std::vector<Uuid> ids;
    for (const Delivery& event : events) {
        if (event.tenant != work.cause().tenant) return fail(internal("another tenant's event"));
        keys.push_back(event.key);
        versions.push_back(event.version);
        ids.push_back(event.event_id);
    }
    const auto rows = work.tx().run(kEffect, work.cause().tenant, keys, versions, ids);
    if (!rows) return fail(rows.error());
    return {};
}

}  // namespace hearth::outbox
