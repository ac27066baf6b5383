#include "services/dispatch/storage/query_store.hpp"

#include <sql_gen/dispatch_storage/crew.sql.hpp>
#include <sql_gen/dispatch_storage/incident.sql.hpp>
#include <sql_gen/dispatch_storage/network.sql.hpp>
#include <sql_gen/dispatch_storage/plan.sql.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

Result<std::optional<WorkOrder>> PgQueryStore::order(std::optional<Uuid> id,
                                                     std::optional<std::int64_t> sequence) {
    auto rows = tx_.run(statement::work_order_find, tx_.tenant(), id, sequence);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<WorkOrder>{};
    return std::optional{read_order((*rows)[0])};
}

Result<std::vector<WorkOrder>> PgQueryStore::orders(const OrderFilter& filter) {
    auto rows = tx_.run(statement::work_order_list, tx_.tenant(), filter.state, filter.request,
                        filter.crew, filter.incident, filter.before, filter.limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<WorkOrder> orders;
    for (const auto row : *rows)
        orders.push_back(read_order(row));
    return orders;
}

Result<std::map<Uuid, WorkOrder>> PgQueryStore::live_orders() {
    auto rows = tx_.run(statement::work_order_live, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    std::map<Uuid, WorkOrder> orders;
    for (const auto row : *rows) {
        auto order = read_order(row);
        orders.emplace(order.id, std::move(order));
    }
    return orders;
}

Result<std::vector<Crew>> PgQueryStore::crews(const std::string& after, int limit) {
    auto rows = tx_.run(statement::crew_list, tx_.tenant(), after, limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Crew> crews;
    for (const auto row : *rows)
        crews.push_back(read_crew(row));
    auto shifts = tx_.run(statement::crew_shift_list, tx_.tenant());
    if (!shifts) return fail(std::move(shifts).error());
    std::size_t at = 0;  // both come in the order of codes
    for (const auto row : *shifts) {
        const auto code = row.get<std::string>("code");
        while (at < crews.size() && crews[at].code < code)
            ++at;
        if (at == crews.size()) break;
        if (crews[at].code != code) continue;
        crews[at].shifts.push_back({row.get<std::int32_t>("weekday"),
                                    row.get<std::int32_t>("start_minute"),
                                    row.get<std::int32_t>("end_minute")});
    }
    return crews;
}

Result<StoredPlan> PgQueryStore::plan() {
    StoredPlan plan;
    auto rows = tx_.run(statement::plan_find, tx_.tenant());
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return plan;
    plan.id = (*rows)[0].get<Uuid>("plan_id");
    plan.version = (*rows)[0].get<std::int64_t>("version");
    plan.planned_at = (*rows)[0].get<Instant>("planned_at");
    auto stops = tx_.run(statement::plan_stop_list, tx_.tenant());
    if (!stops) return fail(std::move(stops).error());
    for (const auto row : *stops) {
        plan.routes[row.get<std::string>("crew")].push_back(
            {read_stop(row), row.get<std::int64_t>("plan_version")});
    }
    return plan;
}

Result<std::map<Uuid, int>> PgQueryStore::present(const std::vector<Uuid>& incidents) {
    auto rows = tx_.run(statement::incident_member_count, tx_.tenant(), incidents);
    if (!rows) return fail(std::move(rows).error());
    std::map<Uuid, int> present;
    for (const auto row : *rows)
        present[row.get<Uuid>("incident_id")] = row.get<std::int32_t>("present");
    return present;
}

Result<std::optional<StoredIncident>> PgQueryStore::incident(std::optional<Uuid> id,
                                                             std::optional<std::int64_t> sequence,
                                                             int most_members) {
    auto rows = tx_.run(statement::incident_find, tx_.tenant(), id, sequence);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<StoredIncident>{};
    StoredIncident incident{read_incident((*rows)[0]), {}};
    auto counted = present({incident.id});
    if (!counted) return fail(std::move(counted).error());
    incident.tally.present = (*counted)[incident.id];
    auto members =
        tx_.run(statement::incident_member_first, tx_.tenant(), incident.id, most_members);
    if (!members) return fail(std::move(members).error());
    for (const auto row : *members)
        incident.members.push_back(read_member(row));
    return std::optional{std::move(incident)};
}

Result<std::vector<Incident>> PgQueryStore::incidents(const IncidentFilter& filter) {
    auto rows = tx_.run(statement::incident_list, tx_.tenant(), filter.state, filter.nodes,
                        filter.before, filter.limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Incident> incidents;
    std::vector<Uuid> ids;
    for (const auto row : *rows) {
        incidents.push_back(read_incident(row));
        ids.push_back(incidents.back().id);
    }
    auto counted = present(ids);
    if (!counted) return fail(std::move(counted).error());
    for (auto& incident : incidents)
        incident.tally.present = (*counted)[incident.id];
    return incidents;
}

Result<std::vector<Uuid>> PgQueryStore::above(const Uuid& node) {
    auto rows = tx_.run(statement::node_chain, tx_.tenant(), std::vector<Uuid>{node});
    if (!rows) return fail(std::move(rows).error());
    std::vector<Uuid> nodes{node};
    for (const auto row : *rows)
        nodes.push_back(row.get<Uuid>("node_id"));
    return nodes;
}

}  // namespace hearth::dispatch
