#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/import.hpp"
#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

using registry::v1::RegistryService;
namespace fs = std::filesystem;

constexpr std::array<const char*, 8> kFiles{"network.csv", "premise.csv",  "service_point.csv",
                                            "device.csv",  "party.csv",    "contact_point.csv",
                                            "account.csv", "agreement.csv"};
constexpr int kRowsPerCall = 2000;

/// One import of the registry's files of a folder.
class RegistryImport {
public:
    RegistryImport(Context& context, fs::path folder)
        : context_(context), folder_(std::move(folder)) {}

    Result<void> stage() {
        auto stub = context_.stub<RegistryService>();
        if (!stub) return fail(std::move(stub).error());
        stub_ = std::move(*stub);
        registry::v1::CreateImportRequest request;
        request.set_request_id(new_request_id());
        request.set_source(folder_.string());
        auto created = context_.call(*stub_, &RegistryService::Stub::CreateImport, request);
        if (!created) return fail(std::move(created).error());
        name_ = created->name();
        for (const char* file : kFiles)
            if (fs::exists(folder_ / file))
                if (auto staged = stage_file(file); !staged) return staged;
        return {};
    }

    Result<ImportReport> run(bool dry_run) {
        registry::v1::RunImportRequest request;
        request.set_name(name_);
        request.set_dry_run(dry_run);
        Progress progress{dry_run ? "checking " : "importing"};
        for (;;) {
            auto answer = context_.call(*stub_, &RegistryService::Stub::RunImport, request);
            if (!answer) return fail(std::move(answer).error());
            progress.show(answer->rows_done(), answer->rows_total());
            if (answer->done()) return merged(*answer);
        }
    }

private:
    Result<void> stage_file(const std::string& file) {
        registry::v1::AddImportRowsRequest request;
        const auto send = [&]() -> Result<void> {
            auto added = context_.call(*stub_, &RegistryService::Stub::AddImportRows, request);
            request.clear_rows();
            if (!added) return fail(std::move(added).error());
            return {};
        };
        request.set_name(name_);
        request.set_file(file);
        Progress progress{"reading " + file};
        auto read =
            read_rows(folder_ / file, unreadable_,
                      [&](const csv::Reader& reader, csv::Row row) -> Result<void> {
                          if (request.columns().empty())
                              for (const auto& column : reader.columns())
                                  request.add_columns(column);
                          auto& staged = *request.add_rows();
                          staged.set_line(row.line);
                          for (auto& value : row.values)
                              staged.add_values(std::move(value));
                          return request.rows_size() < kRowsPerCall ? Result<void>{} : send();
                      });
        if (!read || request.rows().empty()) return read;
        return send();
    }

    /// What the registry says, and what was no row to begin with.
    [[nodiscard]] ImportReport merged(const registry::v1::RunImportResponse& answer) const {
        ImportReport report;
        for (const auto& file : answer.files())
            report.files.push_back(
                {file.file(), file.created(), file.changed(), file.unchanged(), file.refused()});
        for (const auto& unread : unreadable_.files) {
            for (auto& file : report.files)
                if (file.file == unread.file) file.refused += unread.refused;
        }
        report.refusals = unreadable_.refusals;
        for (const auto& refusal : answer.refusals())
            report.refusals.push_back({refusal.file(), refusal.line(), refusal.field(),
                                       refusal.reason(), refusal.message()});
        return report;
    }

    Context& context_;
    fs::path folder_;
    std::unique_ptr<RegistryService::Stub> stub_;
    std::string name_;
    ImportReport unreadable_;
};

bool has_any_file(const fs::path& folder) {
    for (const char* file : kFiles)
        if (fs::exists(folder / file)) return true;
    return false;
}

/// The staff of the same folder belongs to contact and dispatch.
Result<void> import_staff(Context& context, const fs::path& folder, bool dry_run,
                          ImportReport& report) {
    if (fs::exists(folder / "agent.csv") && Context::knows("contact")) {
        if (auto done = import_roster(context, folder, dry_run, report); !done) return done;
    }
    if (fs::exists(folder / "crew.csv") && Context::knows("dispatch")) {
        if (auto done = import_crews(context, folder, dry_run, report); !done) return done;
    }
    return {};
}

/// One whose name is misspelt would be missed by nobody.
void name_unknown_files(const fs::path& folder) {
    constexpr std::array<std::string_view, 4> kStaff{"agent.csv", "duty_roster.csv", "crew.csv",
                                                     "crew_shift.csv"};
    for (const auto& entry : fs::directory_iterator{folder}) {
        const std::string name = entry.path().filename();
        const bool known = std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end() ||
                           std::find(kStaff.begin(), kStaff.end(), name) != kStaff.end();
        if (!known && entry.path().extension() == ".csv")
            std::cerr << entry.path().string() << " is none of the files of an import: left out\n";
    }
}

int import(Context& context, const std::string& folder, bool dry_run) {
    if (!has_any_file(folder)) {
        std::cerr << folder << " has none of the files of a registry import\n";
        return kWrongUsage;
    }
    name_unknown_files(folder);
    RegistryImport registry{context, folder};
    if (auto staged = registry.stage(); !staged) return context.failed(staged.error());
    auto report = registry.run(true);
    if (!report) return context.failed(report.error());
    if (!dry_run) {
        if (!context.json()) {
            std::int64_t created = 0;
            std::int64_t changed = 0;
            for (const auto& file : report->files) {
                created += file.created;
                changed += file.changed;
            }
            std::cerr << "dry run: " << created << " would be created, " << changed << " changed, "
                      << report->refusals.size() << " refusals\n";
        }
        report = registry.run(false);
        if (!report) return context.failed(report.error());
    }
    const auto staff = import_staff(context, folder, dry_run, *report);
    report->print(context, dry_run);
    if (!staff) return context.failed(staff.error());
    return report->refused() ? kWithRefusals : kDone;
}

}  // namespace

void add_registry_commands(CLI::App& app, Chosen& chosen) {
    auto* registry = app.add_subcommand("registry", "files of a utility");
    registry->require_subcommand(1);
    auto folder = std::make_shared<std::string>();
    auto dry_run = std::make_shared<bool>(false);
    auto* verb = registry->add_subcommand(
        "import",
        "check, then load all files of a folder (deploy/town/README.md): registry's, and the "
        "staff into contact and dispatch where their addresses are known");
    verb->add_option("DIR", *folder, "folder with the CSV files")->required();
    verb->add_flag("--dry-run", *dry_run, "only report what would happen");
    verb->callback([&chosen, folder, dry_run] {
        chosen.command = [=](Context& context) { return import(context, *folder, *dry_run); };
    });
}

}  // namespace hearth::ctl
