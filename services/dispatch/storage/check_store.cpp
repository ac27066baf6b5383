#include "services/dispatch/storage/check_store.hpp"

#include <sql_gen/dispatch_storage/check.sql.hpp>

#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

Result<std::vector<StoredEvent>> PgCheckStore::events(const Uuid& order, std::int64_t version,
                                                      int limit) {
    auto rows = tx_.run(statement::check_order_events, order, version, limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<StoredEvent> events;
    for (const auto row : *rows) {
        events.push_back({row.get<Uuid>("key"), row.get<std::int64_t>("version"),
                          row.get<std::string>("type"), row.get<std::string>("payload")});
    }
    return events;
}

Result<std::map<Uuid, StoredState>> PgCheckStore::states(const std::vector<Uuid>& orders) {
    auto rows = tx_.run(statement::check_order_states, orders);
    if (!rows) return fail(std::move(rows).error());
    std::map<Uuid, StoredState> states;
    for (const auto row : *rows) {
        states[row.get<Uuid>("work_order_id")] = {
            find_order_state(row.get<std::string>("state")).value_or(OrderState::kOpen),
            row.get<std::int64_t>("version")};
    }
    return states;
}

Result<std::vector<std::string>> PgCheckStore::assignments() {
    auto rows = tx_.run(statement::check_assignments);
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::string> lines;
    for (const auto row : *rows) {
        lines.push_back("workOrders/" + to_string(row.get<Uuid>("work_order_id")) + " has crew '" +
                        row.get<std::string>("crew") + "' and stands in the plan of '" +
                        row.get<std::string>("planned") + "'");
    }
    return lines;
}

Result<std::vector<LiveStep>> PgCheckStore::live_steps(Instant older_than) {
    auto rows = tx_.run(statement::check_open_steps, older_than);
    if (!rows) return fail(std::move(rows).error());
    std::vector<LiveStep> steps;
    for (const auto row : *rows) {
        steps.push_back({{row.get<Uuid>("request_id"), row.get<std::string>("step"),
                          row.get<std::int32_t>("round"), row.get<std::int32_t>("attempt")},
                         row.get<Instant>("created_at")});
    }
    return steps;
}

}  // namespace hearth::dispatch
