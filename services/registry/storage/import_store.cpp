#include "services/registry/storage/import_store.hpp"

#include <sql_gen/registry_storage/import.sql.hpp>

#include "services/registry/domain/column.hpp"
#include "services/registry/storage/rows.hpp"

namespace hearth::registry {
namespace {

constexpr std::size_t kLengthBytes = 4;

/// Each value after its length, so that any byte may stand in one.
std::string pack(const std::vector<std::string>& values) {
    std::string cells;
    for (const auto& value : values) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            cells += static_cast<char>((value.size() >> shift) & 0xFFU);
        cells += value;
    }
    return cells;
}

std::vector<std::string> unpack(const std::string& cells) {
    std::vector<std::string> values;
    for (std::size_t at = 0; at + kLengthBytes <= cells.size();) {
        std::size_t length = 0;
        for (unsigned i = 0; i < kLengthBytes; ++i)
            length |= static_cast<std::size_t>(static_cast<unsigned char>(cells[at + i]))
                      << (8 * i);
        values.push_back(cells.substr(at + kLengthBytes, length));
        at += kLengthBytes + length;
    }
    return values;
}

Result<std::vector<Imports::StagedRow>> staged(Result<sql::Rows> rows) {
    if (!rows) return fail(std::move(rows).error());
    std::vector<Imports::StagedRow> found;
    for (const auto row : *rows)
        found.push_back({{row.get<std::int32_t>("line"), unpack(row.get<std::string>("cells"))},
                         row.get<std::string>("key"),
                         row.get<std::string>("alt_key")});
    return found;
}

Result<std::vector<SourceRow>> source(Result<sql::Rows> rows) {
    auto found = staged(std::move(rows));
    if (!found) return fail(std::move(found).error());
    std::vector<SourceRow> plain;
    plain.reserve(found->size());
    for (auto& row : *found)
        plain.push_back(std::move(row.row));
    return plain;
}

Result<std::vector<Imports::Accepted>> accepted_rows(Result<sql::Rows> rows) {
    if (!rows) return fail(std::move(rows).error());
    std::vector<Imports::Accepted> found;
    for (const auto row : *rows)
        found.push_back({row.get<std::string>("key"), row.get<std::string>("alt_key"),
                         row.get<std::int32_t>("line")});
    return found;
}

}  // namespace

Result<void> ImportStore::create(const ImportState& import, const std::string& actor, Instant now) {
    return execute(tx_, statements::import_create, tx_.tenant(), import.id, import.source, actor,
                   now);
}

Result<std::optional<ImportState>> ImportStore::lock(const Uuid& id) {
    auto rows = tx_.run(statements::import_lock, id);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return std::optional<ImportState>{};
    const auto row = (*rows)[0];
    ImportState import;
    import.id = id;
    import.source = row.get<std::string>("source");
    import.pass = row.get<std::string>("pass");
    import.done = row.get<bool>("done");
    import.file = static_cast<std::size_t>(row.get<std::int32_t>("file_index"));
    import.after_line = row.get<std::int32_t>("after_line");
    import.after_key = row.get<std::string>("after_key");
    import.rows_total = row.get<std::int64_t>("rows_total");
    import.rows_done = row.get<std::int64_t>("rows_done");
    return std::optional<ImportState>{std::move(import)};
}

Result<void> ImportStore::save(const ImportState& import) {
    return execute(tx_, statements::import_save, import.id, import.pass, import.done,
                   static_cast<std::int32_t>(import.file), import.after_line, import.after_key,
                   import.rows_done);
}

Result<std::int64_t> ImportStore::stage(const Uuid& id, const std::string& file,
                                        const std::vector<std::string>& columns,
                                        const std::vector<StagedRow>& rows) {
    const auto cells = column(rows, [](const StagedRow& row) { return pack(row.row.values); });
    const auto bytes = column(cells, [](const std::string& packed) { return sql::Bytes{packed}; });
    tx_.queue(statements::import_file_add, tx_.tenant(), id, file, columns);
    auto staged = tx_.run(statements::import_row_stage, tx_.tenant(), id, file,
                          column(rows, [](const StagedRow& row) { return row.row.line; }),
                          column(rows, &StagedRow::key), column(rows, &StagedRow::alt_key), bytes);
    if (!staged) return fail(std::move(staged).error());
    return (*staged)[0].get<std::int64_t>("rows_total");
}

Result<std::vector<std::string>> ImportStore::columns(const Uuid& id, const std::string& file) {
    auto rows = tx_.run(statements::import_file_columns, id, file);
    if (!rows) return fail(std::move(rows).error());
    std::vector<std::string> columns;
    if (rows->empty()) return columns;
    const auto joined = (*rows)[0].get<std::string>("columns");
    for (std::size_t at = 0; at < joined.size();) {
        const std::size_t end = std::min(joined.find(',', at), joined.size());
        columns.push_back(joined.substr(at, end - at));
        at = end + 1;
    }
    return columns;
}

Result<std::vector<SourceRow>> ImportStore::rows_after_line(const Uuid& id, const std::string& file,
                                                            int line, int limit) {
    return source(tx_.run(statements::import_row_after_line, id, file, line, limit));
}

Result<std::vector<Imports::StagedRow>> ImportStore::rows_after_key(const Uuid& id,
                                                                    const std::string& file,
                                                                    const std::string& key,
                                                                    int keys) {
    return staged(tx_.run(statements::import_row_after_key, id, file, key, keys));
}

Result<std::vector<Imports::Accepted>> ImportStore::accepted(const Uuid& id,
                                                             const std::string& file,
                                                             const std::vector<std::string>& keys,
                                                             int before_line) {
    return accepted_rows(tx_.run(statements::import_row_accepted, id, file, keys, before_line));
}

Result<std::vector<Imports::Accepted>> ImportStore::accepted_by_alt_key(
    const Uuid& id, const std::string& file, const std::vector<std::string>& keys,
    int before_line) {
    return accepted_rows(
        tx_.run(statements::import_row_accepted_by_alt_key, id, file, keys, before_line));
}

Result<std::vector<SourceRow>> ImportStore::rows_of_keys(const Uuid& id, const std::string& file,
                                                         const std::vector<std::string>& keys) {
    return source(tx_.run(statements::import_row_of_keys, id, file, keys));
}

Result<void> ImportStore::record(const Uuid& id, const FileReport& delta,
                                 const std::vector<Refusal>& refusals) {
    tx_.queue(statements::import_file_count, id, delta.file, delta.created, delta.changed,
              delta.unchanged, delta.refused);
    return execute(tx_, statements::import_refusal_add, tx_.tenant(), id,
                   column(refusals, &Refusal::file), column(refusals, &Refusal::line),
                   column(refusals, &Refusal::field), column(refusals, &Refusal::reason),
                   column(refusals, &Refusal::message));
}

Result<void> ImportStore::forget_pass(const Uuid& id) {
    tx_.queue(statements::import_file_reset, id);
    return execute(tx_, statements::import_refusal_clear, id);
}

Result<void> ImportStore::drop_rows(const Uuid& id) {
    return execute(tx_, statements::import_row_clear, id);
}

Result<std::vector<FileReport>> ImportStore::report(const Uuid& id) {
    auto rows = tx_.run(statements::import_file_list, id);
    if (!rows) return fail(std::move(rows).error());
    std::vector<FileReport> reports;
    for (const auto row : *rows)
        reports.push_back({row.get<std::string>("file"), row.get<std::int64_t>("created"),
                           row.get<std::int64_t>("changed"), row.get<std::int64_t>("unchanged"),
                           row.get<std::int64_t>("refused")});
    return reports;
}

Result<std::vector<Refusal>> ImportStore::refusals(const Uuid& id, int limit) {
    auto rows = tx_.run(statements::import_refusal_list, id, limit);
    if (!rows) return fail(std::move(rows).error());
    std::vector<Refusal> found;
    for (const auto row : *rows)
        found.push_back({row.get<std::string>("file"), row.get<std::int32_t>("line"),
                         row.get<std::string>("field"), row.get<std::string>("reason"),
                         row.get<std::string>("message")});
    return found;
}

}  // namespace hearth::registry
