#include "services/registry/api/imports.hpp"

#include <algorithm>

#include "services/registry/api/import_chunk.hpp"

namespace hearth::registry {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCollection = "imports";
constexpr std::size_t kMostSourceBytes = 500;
constexpr int kMostRowsPerCall = 2000;
constexpr int kMostRefusals = 1000;
/// How long one call goes on taking chunks, and what it leaves for the answer.
constexpr auto kWorkFor = 4s;
constexpr auto kLeaveOver = 2s;

Result<ImportState> lock(Stores& stores, const Uuid& id, const std::string& name) {
    auto import = stores.imports().lock(id);
    if (!import) return fail(std::move(import).error());
    if (!*import) return fail(not_found(name));
    return std::move(**import);
}

outbox::Cause cause_of_import(const Doors& doors, const rpc::Call& call, const std::string& name) {
    return service::cause_of(call, name, doors.host.clock().now());
}

/// Where a column of the row's kind stands among those given.
std::size_t index_of(const std::vector<std::string>& columns, std::string_view column) {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) -
                                    columns.begin());
}

/// What a row is kept under. A value that can be no code is refused by its own check later; until
/// then it needs a key that is not empty and fits into an index.
std::string key_of(const std::string& value) {
    constexpr std::size_t kMostBytes = 128;
    if (value.empty()) return "-";
    return value.size() <= kMostBytes ? value : to_string(named_uuid("import_key", value));
}

Result<std::vector<Imports::StagedRow>> staged_rows(const v1::AddImportRowsRequest& request,
                                                    const FileKind& kind,
                                                    const std::vector<std::string>& columns) {
    const std::size_t key = index_of(columns, kind.key);
    const std::size_t alt_key = kind.alt_key.empty() ? key : index_of(columns, kind.alt_key);
    std::vector<Imports::StagedRow> rows;
    Violations found;
    for (int i = 0; i < request.rows_size(); ++i) {
        const auto& row = request.rows(i);
        const std::string path = "rows[" + std::to_string(i) + "].";
        if (row.line() < 1) found.push_back({path + "line", "OUT_OF_RANGE", "is below 1"});
        if (row.values_size() != static_cast<int>(columns.size())) {
            found.push_back({path + "values", "VALUE_COUNT", "are not as many as columns"});
            continue;
        }
        Imports::StagedRow staged{{row.line(), {row.values().begin(), row.values().end()}}, {}, {}};
        for (auto& value : staged.row.values)
            if (value.find('\0') != std::string::npos)
                found.push_back({path + "values", "NUL_BYTE", "have a NUL byte"});
        staged.key = key_of(staged.row.values[key]);
        if (!kind.alt_key.empty()) staged.alt_key = key_of(staged.row.values[alt_key]);
        rows.push_back(std::move(staged));
    }
    if (!found.empty()) return fail(invalid_argument(std::move(found)));
    // The same line twice in one statement could not be replaced by itself: the later one counts.
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.row.line < b.row.line; });
    std::vector<Imports::StagedRow> once;
    for (auto& row : rows) {
        if (!once.empty() && once.back().row.line == row.row.line) once.pop_back();
        once.push_back(std::move(row));
    }
    return once;
}

Result<void> same_columns(Stores& stores, const Uuid& id, const std::string& file,
                          const std::vector<std::string>& columns) {
    const auto before = stores.imports().columns(id, file);
    if (!before) return fail(before.error());
    if (before->empty() || *before == columns) return {};
    return fail(invalid_argument("columns", "CHANGED", "are not those of the rows before"));
}

Result<void> fill_report(Stores& stores, const ImportState& import,
                         v1::RunImportResponse& response) {
    auto reports = stores.imports().report(import.id);
    if (!reports) return fail(std::move(reports).error());
    const auto refusals = stores.imports().refusals(import.id, kMostRefusals);
    if (!refusals) return fail(refusals.error());
    for (const auto& kind : file_kinds()) {
        for (const auto& report : *reports) {
            if (report.file != kind.file) continue;
            auto& file = *response.add_files();
            file.set_file(report.file);
            file.set_created(report.created);
            file.set_changed(report.changed);
            file.set_unchanged(report.unchanged);
            file.set_refused(report.refused);
        }
    }
    for (const auto& refusal : *refusals) {
        auto& told = *response.add_refusals();
        told.set_file(refusal.file);
        told.set_line(refusal.line);
        told.set_field(refusal.field);
        told.set_reason(refusal.reason);
        told.set_message(refusal.message);
    }
    response.set_dry_run(import.pass == "dry");
    response.set_done(import.done);
    response.set_rows_done(import.rows_done);
    response.set_rows_total(import.rows_total);
    return {};
}

/// Begins the pass anew unless it is under way or over.
Result<void> begin_pass(Stores& stores, ImportState& import, bool dry_run) {
    const std::string wanted = dry_run ? "dry" : "real";
    if (import.pass == wanted) return {};
    if (import.pass == "real")
        return fail(failed_precondition("IMPORT_STARTED", "the import is being taken in already"));
    import.pass = wanted;
    import.done = false;
    import.file = 0;
    import.after_line = 0;
    import.after_key.clear();
    import.rows_done = 0;
    return stores.imports().forget_pass(import.id);
}

}  // namespace

Result<void> ImportMethods::create(const rpc::Call& call, const v1::CreateImportRequest& request,
                                   v1::CreateImportResponse& response) {
    if (auto given = service::require_request_id(request.request_id()); !given) return given;
    if (request.source().size() > kMostSourceBytes)
        return fail(invalid_argument("source", "TOO_LONG", "is longer than 500 bytes"));
    return service::run_command(
        doors_.host, call, request, response, [&](outbox::UnitOfWork& work) -> Result<void> {
            ImportState import;
            import.id = work.new_id();
            import.source = request.source();
            response.set_name(resource_name(kCollection, import.id));
            return doors_.open(work.tx())->imports().create(import, work.cause().actor, work.now());
        });
}

Result<void> ImportMethods::add_rows(const rpc::Call& call, const v1::AddImportRowsRequest& request,
                                     v1::AddImportRowsResponse& response) {
    const auto id = require_name(request.name(), kCollection, "name");
    if (!id) return fail(id.error());
    const FileKind* kind = find_file_kind(request.file());
    if (kind == nullptr) {
        return fail(invalid_argument("file", request.file().empty() ? "REQUIRED" : "UNKNOWN_FILE",
                                     "is no file of an import: see deploy/town/README.md"));
    }
    const std::vector<std::string> columns{request.columns().begin(), request.columns().end()};
    if (auto sound = check_columns(*kind, columns); !sound) return sound;
    if (request.rows_size() > kMostRowsPerCall)
        return fail(invalid_argument("rows", "TOO_MANY", "are more than 2000"));
    const auto rows = staged_rows(request, *kind, columns);
    if (!rows) return fail(rows.error());
    return doors_.host.work().run(
        cause_of_import(doors_, call, request.name()),
        [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto stores = doors_.open(work.tx());
            auto import = lock(*stores, *id, request.name());
            if (!import) return fail(std::move(import).error());
            if (import->pass == "real") {
                return fail(
                    failed_precondition("IMPORT_STARTED", "the import is being taken in already"));
            }
            if (auto same = same_columns(*stores, *id, request.file(), columns); !same) return same;
            if (!import->pass.empty()) {
                import->pass.clear();
                if (auto saved = stores->imports().save(*import); !saved) return saved;
            }
            const auto total = stores->imports().stage(*id, request.file(), columns, *rows);
            if (!total) return fail(total.error());
            response.set_staged(*total);
            return {};
        });
}

Result<void> ImportMethods::run(const rpc::Call& call, const v1::RunImportRequest& request,
                                v1::RunImportResponse& response) {
    const auto id = require_name(request.name(), kCollection, "name");
    if (!id) return fail(id.error());
    const Deadline until =
        Deadline::after(kWorkFor).earlier(Deadline{call.deadline.at() - kLeaveOver});
    bool done = false;
    do {
        auto taken = doors_.host.work().run(
            cause_of_import(doors_, call, request.name()),
            [&](outbox::UnitOfWork& work) -> Result<void> {
                response.Clear();
                const auto stores = doors_.open(work.tx());
                auto import = lock(*stores, *id, request.name());
                if (!import) return fail(std::move(import).error());
                if (auto begun = begin_pass(*stores, *import, request.dry_run()); !begun)
                    return begun;
                if (!import->done) {
                    if (auto chunk = take_chunk(doors_, work, *stores, *import); !chunk)
                        return chunk;
                    if (auto saved = stores->imports().save(*import); !saved) return saved;
                }
                done = import->done;
                return fill_report(*stores, *import, response);
            });
        if (!taken) return taken;
    } while (!done && !until.passed());
    return {};
}

}  // namespace hearth::registry
