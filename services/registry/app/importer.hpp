#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/registry/app/context.hpp"

namespace hearth::registry::app {

/// Where a pass of an import stands, and what it has found.
struct ImportReport {
    ImportState import;
    std::vector<FileReport> files;  ///< in the order in which they go in
    std::vector<Refusal> refusals;  ///< the first thousand
};

/// Takes the utility's files in: rows are staged, then a dry or the real pass takes them chunk by
/// chunk, each one transaction together with the place reached.
class Importer {
public:
    explicit Importer(const Context& context) : context_(context) {}

    /// The id of a new import; `source` tells people where its rows come from.
    Result<Uuid> create(outbox::UnitOfWork& work, const std::string& source) const;
    /// Stages rows of one file, the same line again in its place; any pass is begun anew. Returns
    /// how many rows of all files there are. FAILED_PRECONDITION, reason IMPORT_STARTED, once the
    /// real pass is on.
    Result<std::int64_t> stage(outbox::UnitOfWork& work, const Uuid& import,
                               const Sheet& sheet) const;
    /// Begins a pass, or takes the next chunk of the one that is on: some thousand rows of one
    /// file. In a dry pass only the report changes.
    Result<ImportReport> step(outbox::UnitOfWork& work, const Uuid& import, bool dry_run) const;

private:
    const Context& context_;
};

}  // namespace hearth::registry::app
