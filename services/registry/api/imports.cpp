#include "services/registry/api/imports.hpp"

#include "services/registry/api/convert.hpp"

namespace hearth::registry {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCollection = "imports";
constexpr int kMostRowsPerCall = 2000;
/// How long one call goes on taking chunks, and what it leaves for the answer.
constexpr auto kWorkFor = 4s;
constexpr auto kLeaveOver = 2s;

std::vector<SourceRow> rows_of(const v1::AddImportRowsRequest& request) {
    std::vector<SourceRow> rows;
    rows.reserve(static_cast<std::size_t>(request.rows_size()));
    for (const auto& row : request.rows())
        rows.push_back({row.line(), {row.values().begin(), row.values().end()}});
    return rows;
}

}  // namespace

Result<void> ImportMethods::create(const rpc::Call& call, const v1::CreateImportRequest& request,
                                   v1::CreateImportResponse& response) {
    if (auto given = service::require_request_id(request.request_id()); !given) return given;
    return service::run_command(api_.host, call, request, response,
                                [&](outbox::UnitOfWork& work) -> Result<void> {
                                    const auto id = importer_.create(work, request.source());
                                    if (!id) return fail(id.error());
                                    response.set_name(resource_name(kCollection, *id));
                                    return {};
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
    const auto rows = rows_of(request);
    const Sheet sheet{*kind, columns, rows};
    if (auto found = check(sheet); !found.empty()) return fail(invalid_argument(std::move(found)));
    return api_.host.work().run(service::cause_of(call, request.name(), api_.host.clock().now()),
                                [&](outbox::UnitOfWork& work) -> Result<void> {
                                    const auto total = importer_.stage(work, *id, sheet);
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
    do {
        auto taken = api_.host.work().run(
            service::cause_of(call, request.name(), api_.host.clock().now()),
            [&](outbox::UnitOfWork& work) -> Result<void> {
                const auto report = importer_.step(work, *id, request.dry_run());
                if (!report) return fail(report.error());
                response = to_proto(*report);
                return {};
            });
        if (!taken) return taken;
    } while (!response.done() && !until.passed());
    return {};
}

}  // namespace hearth::registry
