#include "services/contact/storage/checks.hpp"

#include "sql_gen/contact_storage/check.sql.hpp"

namespace hearth::contact {
namespace {

Result<outbox::CheckResult> count(sql::Tx& tx) {
    auto rows = tx.run(statements::check_count);
    if (!rows) return fail(std::move(rows).error());
    return outbox::CheckResult{(*rows)[0].get<std::int64_t>("requests"), {}};
}

}  // namespace

Result<outbox::CheckResult> check_timelines(sql::Tx& tx) {
    auto found = count(tx);
    if (!found) return found;
    auto rows = tx.run(statements::check_timeline);
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows) {
        found->violations.push_back("serviceRequests/" + to_string(row.get<Uuid>("request_id")) +
                                    " has version " +
                                    std::to_string(row.get<std::int64_t>("version")) + " and " +
                                    std::to_string(row.get<std::int64_t>("lines")) + " lines");
    }
    return found;
}

Result<outbox::CheckResult> check_open_keys(sql::Tx& tx) {
    auto found = count(tx);
    if (!found) return found;
    auto rows = tx.run(statements::check_open_keys);
    if (!rows) return fail(std::move(rows).error());
    for (const sql::Row row : *rows) {
        found->violations.push_back(std::to_string(row.get<std::int64_t>("open")) +
                                    " open requests of class " + row.get<std::string>("class") +
                                    " for " + row.get<std::string>("key_text"));
    }
    return found;
}

Result<std::vector<EditionInUse>> editions_in_use(sql::Tx& tx) {
    auto rows = tx.run(statements::editions_in_use);
    if (!rows) return fail(std::move(rows).error());
    std::vector<EditionInUse> used;
    for (const sql::Row row : *rows)
        used.push_back({row.get<bool>("is_class"), row.get<std::string>("name"),
                        row.get<std::string>("edition"), row.get<std::string>("calendar_edition"),
                        row.get<std::int64_t>("requests")});
    return used;
}

Result<std::vector<outbox::OpenStep>> open_steps(sql::Tx& tx, Instant older_than) {
    auto rows = tx.run(statements::open_steps, older_than);
    if (!rows) return fail(std::move(rows).error());
    std::vector<outbox::OpenStep> all;
    for (const sql::Row row : *rows)
        all.push_back({"step", row.get<std::string>("reference"), row.get<Instant>("started_at")});
    return all;
}

}  // namespace hearth::contact
