#include "services/ctl/import.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include <nlohmann/json.hpp>

#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

/// Of refused rows, to people.
constexpr std::size_t kMostShown = 50;

}  // namespace

/// A reader names a fault `file:line:column`.
void ImportReport::add_faults(const std::string& file, const std::vector<FieldViolation>& faults) {
    int last_line = 0;
    std::int64_t rows = 0;
    for (const auto& fault : faults) {
        const std::string place =
            fault.field.size() > file.size() ? fault.field.substr(file.size() + 1) : "";
        RefusedRow row{file, 0, place.substr(std::min(place.find(':'), place.size())), fault.reason,
                       fault.message};
        std::from_chars(place.data(), place.data() + place.size(), row.line);
        if (!row.field.empty()) row.field.erase(0, 1);
        if (row.line != last_line) ++rows;
        last_line = row.line;
        refusals.push_back(std::move(row));
    }
    for (auto& count : files)
        if (count.file == file) count.refused += rows;
}

void ImportReport::print(const Context& context, bool dry_run) const {
    if (context.json()) {
        for (const auto& f : files) {
            std::cout << nlohmann::ordered_json{{"file", f.file},       {"created", f.created},
                                                {"changed", f.changed}, {"unchanged", f.unchanged},
                                                {"refused", f.refused}, {"dry_run", dry_run}}
                      << '\n';
        }
        for (const auto& r : refusals) {
            std::cout << nlohmann::ordered_json{{"file", r.file},
                                                {"line", r.line},
                                                {"field", r.field},
                                                {"reason", r.reason},
                                                {"message", r.message}}
                      << '\n';
        }
        return;
    }
    Table table{
        {dry_run ? "FILE (dry run)" : "FILE", "CREATED", "CHANGED", "UNCHANGED", "REFUSED"}};
    for (const auto& f : files)
        table.add({f.file, std::to_string(f.created), std::to_string(f.changed),
                   std::to_string(f.unchanged), std::to_string(f.refused)});
    table.print(std::cout);
    std::size_t shown = 0;
    for (const auto& r : refusals) {
        if (++shown > kMostShown) {
            std::cout << "and " << refusals.size() - kMostShown << " more: --json tells them\n";
            break;
        }
        std::cout << r.file << ':' << r.line << ':' << r.field << ' ' << r.message << " ("
                  << r.reason << ")\n";
    }
}

void ImportReport::drop_unless_refused(const std::string& file) {
    files.erase(std::remove_if(files.begin(), files.end(),
                               [&](const FileCount& count) {
                                   return count.file == file && count.refused == 0;
                               }),
                files.end());
}

Result<void> read_rows(const std::filesystem::path& path, ImportReport& report,
                       const std::function<Result<void>(const csv::Reader&, csv::Row)>& take) {
    auto reader = csv::Reader::open(path.string());
    if (!reader) return fail(std::move(reader).error());
    report.files.push_back({reader->file()});
    for (;;) {
        auto row = reader->next();
        if (!row) {
            if (row.error().code != Code::kInvalidArgument) return fail(std::move(row).error());
            report.add_faults(reader->file(), row.error().fields);
            continue;
        }
        if (!*row) return {};
        if (auto taken = take(*reader, std::move(**row)); !taken) return taken;
    }
}

std::string Named::operator[](std::string_view column) const {
    const auto& columns = reader_.columns();
    const auto found = std::find(columns.begin(), columns.end(), column);
    if (found == columns.end()) return {};
    return row_.values[static_cast<std::size_t>(found - columns.begin())];
}

}  // namespace hearth::ctl
