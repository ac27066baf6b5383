#include "libs/service/checks.hpp"

#include <sql_gen/service/checks.sql.hpp>

namespace hearth::service {
namespace {

Result<CheckResult> read(const Result<sql::Rows>& rows) {
    if (!rows) return fail(rows.error());
    CheckResult result;
    for (const sql::Row row : *rows) {
        result.checked = row.get<std::int64_t>("checked");
        if (auto violation = row.get<std::optional<std::string>>("violation"))
            result.violations.push_back(*std::move(violation));
    }
    return result;
}

}  // namespace

std::span<const sql::Statement> check_statements() {
    return statements::all_checks;
}

std::vector<std::pair<std::string, Check>> host_checks(const Clock& clock) {
    return {
        {"I3", [&clock](sql::Tx& tx) { return read(tx.run(statements::check_i3, clock.now())); }},
        {"I5", [&clock](sql::Tx& tx) { return read(tx.run(statements::check_i5, clock.now())); }},
        {"I6", [](sql::Tx& tx) { return read(tx.run(statements::check_i6)); }},
        {"I7", [](sql::Tx& tx) { return read(tx.run(statements::check_i7)); }},
    };
}

}  // namespace hearth::service
