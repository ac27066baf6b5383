#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sql_gen/sql/schema.sql.hpp>

#include "libs/sql/pool.hpp"

namespace hearth::sql {

Result<void> check_schema(Pool& pool, std::span<const std::string_view> plan, Deadline deadline) {
    auto tx = pool.begin(0, deadline);
    if (!tx) return fail(std::move(tx).error());
    auto rows = tx->run(statements::schema_changes);
    if (!rows && rows.error().code == Code::kInternal) {
        Error none =
            failed_precondition("SCHEMA_MISSING", "sqitch has deployed nothing we can see");
        none.cause = std::move(rows).error().cause;
        return fail(std::move(none));
    }
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::string> deployed;
    for (const Row row : *rows)
        deployed.push_back(row.get<std::string>("change"));

    const std::string wanted{plan.empty() ? std::string_view{} : plan.back()};
    const auto found = std::find(deployed.begin(), deployed.end(), wanted);
    const std::string newest = deployed.empty() ? "none" : deployed.back();
    if (found == deployed.end()) {
        return fail(failed_precondition(
            "SCHEMA_TOO_OLD",
            fmt::format("this program needs the schema change {}, the newest is {}", wanted,
                        newest)));
    }
    if (deployed.end() - found > 2) {
        return fail(failed_precondition(
            "SCHEMA_TOO_NEW",
            fmt::format("this program knows the schema up to {}, the newest change is {}", wanted,
                        newest)));
    }
    return {};
}

}  // namespace hearth::sql
