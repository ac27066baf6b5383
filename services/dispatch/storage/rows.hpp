#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

/// Of the tenant's only plan.
inline Uuid plan_id(int tenant) {
    return named_uuid("plan", std::to_string(tenant));
}

// What one row of a statement is.
WorkOrder read_order(const sql::Row& row);
Crew read_crew(const sql::Row& row);
Incident read_incident(const sql::Row& row);
Member read_member(const sql::Row& row);
PlannedStop read_stop(const sql::Row& row);

// Documents for `jsonb_to_recordset`: one statement for any number of rows.
std::string orders_document(const std::vector<const WorkOrder*>& orders);
std::string crews_document(const std::vector<const Crew*>& crews);
std::string incidents_document(const std::vector<const Incident*>& incidents);
std::string members_document(const Members& members, const std::set<Members::Key>& changed);
std::string nodes_document(const std::vector<NodeCopy>& nodes);
std::string stops_document(const Journal<std::string, std::vector<PlannedStop>>& routes,
                           const std::set<std::string>& crews);

/// Runs a statement for its effect.
template <typename... Args>
Result<void> execute(sql::Tx& tx, const sql::Statement& statement, const Args&... args) {
    auto rows = tx.run(statement, args...);
    if (!rows) return fail(std::move(rows).error());
    return {};
}

}  // namespace hearth::dispatch
