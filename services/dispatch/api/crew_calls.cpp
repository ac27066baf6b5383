#include "services/dispatch/api/crew_calls.hpp"

#include <limits>
#include <set>

#include "services/dispatch/api/convert.hpp"

namespace hearth::dispatch {
namespace {

constexpr int kMostCrews = 1000;

Crew crew_of(const v1::CrewRow& row) {
    Crew crew;
    crew.code = row.code();
    crew.title_zh = row.title_zh();
    crew.title_en = row.title_en();
    crew.skills = {row.skills().begin(), row.skills().end()};
    crew.base = {row.base().latitude(), row.base().longitude()};
    for (const auto& shift : row.shifts()) {
        crew.shifts.push_back({shift.weekday(), shift.start_minute(), shift.end_minute()});
    }
    return crew;
}

void refuse(v1::ImportCrewsResponse& response, const v1::CrewRow& row, const FieldViolation& why) {
    auto& refused = *response.add_refused();
    refused.set_line(row.line());
    refused.set_code(row.code());
    refused.set_field(why.field);
    refused.set_reason(why.reason);
    refused.set_message(why.message);
}

/// What each row would do, or does, to the board.
void import_rows(const v1::ImportCrewsRequest& request, Board& board,
                 v1::ImportCrewsResponse& response) {
    std::set<std::string> seen;
    for (const auto& row : request.crews()) {
        auto crew = crew_of(row);
        auto violations = crew_violations(crew, "");
        if (!seen.insert(crew.code).second) {
            violations.push_back({"code", "TWICE", "stands twice in the import"});
        }
        for (const auto& why : violations)
            refuse(response, row, why);
        if (!violations.empty()) continue;
        const bool exists = board.state().crews.count(crew.code) > 0;
        if (!board.import_crew(std::move(crew))) {
            response.set_unchanged(response.unchanged() + 1);
        } else if (exists) {
            response.set_changed(response.changed() + 1);
        } else {
            response.set_created(response.created() + 1);
        }
    }
}

}  // namespace

Result<std::string> crew_meant(const rpc::Call& call, const std::string& named) {
    NameReader names;
    const bool itself = named.empty() && call.as_owner;
    auto code = names.crew("crew", itself ? call.principal.id : named, true);
    if (auto done = names.done(); !done) return fail(std::move(done).error());
    return code;
}

Result<void> CrewCalls::list(const rpc::Call& call, const v1::ListCrewsRequest& request,
                             v1::ListCrewsResponse& response) {
    const auto page = service::Page::of(api_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto crews = stores.queries().crews(page->after(), page->rows());
        if (!crews) return fail(std::move(crews).error());
        response.set_next_page_token(page->cut(*crews, [](const auto& last) { return last.code; }));
        for (const auto& crew : *crews)
            *response.add_crews() = to_proto(crew);
        return {};
    });
}

Result<void> CrewCalls::get(const rpc::Call& call, const v1::GetCrewRequest& request,
                            v1::GetCrewResponse& response) {
    NameReader names;
    const auto code = names.crew("name", request.name(), true);
    if (auto done = names.done(); !done) return done;
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto crews = stores.queries().crews("", std::numeric_limits<int>::max());
        if (!crews) return fail(std::move(crews).error());
        for (const auto& crew : *crews) {
            if (crew.code != code) continue;
            *response.mutable_crew() = to_proto(crew);
            return {};
        }
        return fail(not_found(request.name()));
    });
}

Result<void> CrewCalls::set_state(const rpc::Call& call, const v1::SetCrewStateRequest& request,
                                  v1::SetCrewStateResponse& response) {
    const auto code = crew_meant(call, request.name());
    if (!code) return fail(code.error());
    const bool available = request.state() == "available";
    if (!available && request.state() != "unavailable") {
        return fail(
            invalid_argument("state", "UNKNOWN_WORD", "is neither available nor unavailable"));
    }
    return api_.change<v1::SetCrewStateRequest, v1::SetCrewStateResponse>(
        call, request, response, {},
        [&](const app::Changes::Scene& scene) -> Result<void> {
            const auto& crews = scene.board.state().crews;
            const auto found = crews.find(*code);
            if (found == crews.end()) return fail(not_found(request.name()));
            if (auto fresh = check_etag(request.etag(), found->second.version); !fresh)
                return fresh;
            return scene.board.set_crew_state(*code, available, request.reason());
        },
        [&](const Board& board, v1::SetCrewStateResponse& out) {
            *out.mutable_crew() = to_proto(board.state().crews.at(*code));
        });
}

Result<void> CrewCalls::import(const rpc::Call& call, const v1::ImportCrewsRequest& request,
                               v1::ImportCrewsResponse& response) {
    if (request.crews_size() > kMostCrews) {
        return fail(invalid_argument("crews", "TOO_MANY", "are more than 1000"));
    }
    const auto rows = [&](const app::Changes::Scene& scene) -> Result<void> {
        response.Clear();
        import_rows(request, scene.board, response);
        return {};
    };
    if (request.dry_run()) {
        const auto cause = service::cause_of(call, request.request_id(), api_.host.clock().now());
        return api_.host.work().run(cause, [&](outbox::UnitOfWork& work) {
            return api_.changes.rehearse(work, {}, {call.principal.id}, rows);
        });
    }
    return api_.change<v1::ImportCrewsRequest, v1::ImportCrewsResponse>(
        call, request, response, {}, rows, [](const Board&, v1::ImportCrewsResponse&) {});
}

}  // namespace hearth::dispatch
