#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "libs/csv/csv.hpp"
#include "services/ctl/context.hpp"

namespace hearth::ctl {

/// What one file gave.
struct FileCount {
    std::string file;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t refused = 0;
};

struct RefusedRow {
    std::string file;
    int line = 0;
    std::string field;
    std::string reason;
    std::string message;
};

struct ImportReport {
    std::vector<FileCount> files;
    std::vector<RefusedRow> refusals;

    void add_faults(const std::string& file, const std::vector<FieldViolation>& faults);
    /// A table, or JSON lines: one for each file, then one for each refused row.
    void print(const Context& context, bool dry_run) const;
    [[nodiscard]] bool refused() const { return !refusals.empty(); }
    /// A file that only adds to another one's rows is worth a line when rows of it were refused.
    void drop_unless_refused(const std::string& file);
};

/// Reads a file row by row; rows that are none go to the report. NOT_FOUND when there is no such
/// file.
Result<void> read_rows(const std::filesystem::path& path, ImportReport& report,
                       const std::function<Result<void>(const csv::Reader&, csv::Row)>& take);

/// Rows by column name; columns that are missing are told as faults of the header.
class Named {
public:
    Named(const csv::Reader& reader, const csv::Row& row) : reader_(reader), row_(row) {}
    /// Empty when there is no such column.
    [[nodiscard]] std::string operator[](std::string_view column) const;

private:
    const csv::Reader& reader_;
    const csv::Row& row_;
};

/// agent.csv and duty_roster.csv into contact.
Result<void> import_roster(Context& context, const std::filesystem::path& folder, bool dry_run,
                           ImportReport& report);
/// crew.csv and crew_shift.csv into dispatch.
Result<void> import_crews(Context& context, const std::filesystem::path& folder, bool dry_run,
                          ImportReport& report);

}  // namespace hearth::ctl
