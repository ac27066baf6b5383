#include "services/registry/app/importer.hpp"

#include <algorithm>

#include "libs/core/resource.hpp"
#include "services/registry/app/import_chunk.hpp"

namespace hearth::registry::app {
namespace {

constexpr std::size_t kMostSourceBytes = 500;
constexpr int kMostRefusals = 1000;

Error started() {
    return failed_precondition("IMPORT_STARTED", "the import is being taken in already");
}

Result<ImportState> lock(Stores& stores, const Uuid& id) {
    auto import = stores.imports().lock(id);
    if (!import) return fail(std::move(import).error());
    if (!*import) return fail(not_found(resource_name("imports", id)));
    return std::move(**import);
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

/// By line. The same line twice in one statement could not be replaced by itself: the later one
/// counts.
std::vector<Imports::StagedRow> staged_rows(const Sheet& sheet) {
    const std::size_t key = index_of(sheet.columns, sheet.kind.key);
    const bool has_alt = !sheet.kind.alt_key.empty();
    const std::size_t alt_key = has_alt ? index_of(sheet.columns, sheet.kind.alt_key) : key;
    std::vector<const SourceRow*> by_line;
    for (const auto& row : sheet.rows)
        by_line.push_back(&row);
    std::stable_sort(by_line.begin(), by_line.end(),
                     [](const auto* a, const auto* b) { return a->line < b->line; });
    std::vector<Imports::StagedRow> once;
    for (const auto* row : by_line) {
        if (!once.empty() && once.back().row.line == row->line) once.pop_back();
        once.push_back({*row, key_of(row->values[key]),
                        has_alt ? key_of(row->values[alt_key]) : std::string{}});
    }
    return once;
}

Result<void> same_columns(Stores& stores, const Uuid& id, const Sheet& sheet) {
    const auto before = stores.imports().columns(id, std::string{sheet.kind.file});
    if (!before) return fail(before.error());
    if (before->empty() || *before == sheet.columns) return {};
    return fail(invalid_argument("columns", "CHANGED", "are not those of the rows before"));
}

/// Begins the pass anew unless it is under way or over.
Result<void> begin_pass(Stores& stores, ImportState& import, bool dry_run) {
    const std::string wanted = dry_run ? "dry" : "real";
    if (import.pass == wanted) return {};
    if (import.pass == "real") return fail(started());
    import.pass = wanted;
    import.done = false;
    import.file = 0;
    import.after_line = 0;
    import.after_key.clear();
    import.rows_done = 0;
    return stores.imports().forget_pass(import.id);
}

Result<ImportReport> report_of(Stores& stores, ImportState import) {
    auto files = stores.imports().report(import.id);
    if (!files) return fail(std::move(files).error());
    auto refusals = stores.imports().refusals(import.id, kMostRefusals);
    if (!refusals) return fail(std::move(refusals).error());
    ImportReport report{std::move(import), {}, std::move(*refusals)};
    for (const auto& kind : file_kinds())
        for (auto& file : *files)
            if (file.file == kind.file) report.files.push_back(std::move(file));
    return report;
}

}  // namespace

Result<Uuid> Importer::create(outbox::UnitOfWork& work, const std::string& source) const {
    if (source.size() > kMostSourceBytes)
        return fail(invalid_argument("source", "TOO_LONG", "is longer than 500 bytes"));
    ImportState import;
    import.id = work.new_id();
    import.source = source;
    auto created =
        context_.open(work.tx())->imports().create(import, work.cause().actor, work.now());
    if (!created) return fail(std::move(created).error());
    return import.id;
}

Result<std::int64_t> Importer::stage(outbox::UnitOfWork& work, const Uuid& id,
                                     const Sheet& sheet) const {
    const auto stores = context_.open(work.tx());
    auto import = lock(*stores, id);
    if (!import) return fail(std::move(import).error());
    if (import->pass == "real") return fail(started());
    if (auto same = same_columns(*stores, id, sheet); !same) return fail(std::move(same).error());
    if (!import->pass.empty()) {
        import->pass.clear();
        if (auto saved = stores->imports().save(*import); !saved)
            return fail(std::move(saved).error());
    }
    return stores->imports().stage(id, std::string{sheet.kind.file}, sheet.columns,
                                   staged_rows(sheet));
}

Result<ImportReport> Importer::step(outbox::UnitOfWork& work, const Uuid& id, bool dry_run) const {
    const auto stores = context_.open(work.tx());
    auto import = lock(*stores, id);
    if (!import) return fail(std::move(import).error());
    if (auto begun = begin_pass(*stores, *import, dry_run); !begun)
        return fail(std::move(begun).error());
    if (!import->done) {
        if (auto chunk = take_chunk(context_, work, *stores, *import); !chunk)
            return fail(std::move(chunk).error());
        if (auto saved = stores->imports().save(*import); !saved)
            return fail(std::move(saved).error());
    }
    return report_of(*stores, std::move(*import));
}

}  // namespace hearth::registry::app
