#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "libs/sql/statement.hpp"
#include "libs/testkit/database.hpp"

namespace hearth::testkit {

/// What may be read as a whole.
struct PlanRules {
    std::set<std::string>
        small_tables;  ///< as many rows as there are kinds of something, never of customers
    std::set<std::string>
        excused;  ///< statements that rightly look at all: a comment in the SQL says why
};

/// The statements whose cost grows with a table, one line each: "party_find: Seq Scan on party".
///
/// Each is planned for any parameters, as `user` with row security, so that it works on empty
/// tables. Reported are a sequential scan, and an index read from end to end: no condition, or none
/// but the tenant. Under a LIMIT the latter passes, and so does an index that holds only some rows.
std::vector<std::string> unbounded_plans(
    const TestDatabase& database, const sql::Config& user,
    const std::vector<std::span<const sql::Statement>>& statements, const PlanRules& rules);

}  // namespace hearth::testkit
