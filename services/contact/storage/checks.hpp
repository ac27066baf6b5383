#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "libs/core/time.hpp"
#include "libs/sql/statement.hpp"
#include "libs/sql/tx.hpp"

namespace hearth::contact {

/// Every statement of contact, for the pools to prepare.
std::vector<std::span<const sql::Statement>> all_statements();
/// Names of the sqitch changes, oldest first.
std::span<const std::string_view> schema_plan();

struct Found {
    std::int64_t checked = 0;
    std::vector<std::string> violations;
};
/// Lines of each timeline are 1, 2, 3 … up to the request's version.
Result<Found> check_timelines(sql::Tx& tx);
/// At most one open request per natural key.
Result<Found> check_open_keys(sql::Tx& tx);

struct OpenWork {
    std::string reference;  ///< `serviceRequests/<uid>/steps/<step>/<round>/<attempt>`
    Instant since;
};
/// Steps that dispatch works on for us, begun before a moment.
Result<std::vector<OpenWork>> open_work(sql::Tx& tx, Instant older_than);

}  // namespace hearth::contact
