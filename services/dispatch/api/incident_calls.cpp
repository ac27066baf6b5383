#include "services/dispatch/api/incident_calls.hpp"

#include <algorithm>
#include <array>

#include "services/dispatch/api/convert.hpp"

namespace hearth::dispatch {
namespace {

constexpr int kMostMembers = 5000;

/// At most kMostMembers; the rest is found by the work orders of the incident.
template <typename Response>
void add_member(const Member& member, Response& response) {
    if (!member.removed && response.members_size() < kMostMembers)
        *response.add_members() = to_proto(member);
}

template <typename Response>
void add_members(const Board& board, const Uuid& incident, Response& response) {
    for (const auto& [key, member] : board.state().members.of(incident))
        add_member(member, response);
}

}  // namespace

Result<void> IncidentCalls::list(const rpc::Call& call, const v1::ListIncidentsRequest& request,
                                 v1::ListIncidentsResponse& response) {
    NameReader names;
    IncidentFilter filter;
    filter.state = request.state();
    if (!filter.state.empty() && filter.state != "live" && !find_incident_state(filter.state)) {
        names.refuse("state", "UNKNOWN_WORD", "is no state of an incident");
    }
    const auto node = names.optional("node", "networkNodes", request.node());
    if (auto done = names.done(); !done) return done;
    const auto page = service::Page::of(api_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    if (!page->after().empty()) filter.before = parse_uuid(page->after()).value_or(Uuid{});
    filter.limit = page->rows();
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        if (node) {
            auto above = stores.queries().above(*node);
            if (!above) return fail(std::move(above).error());
            filter.nodes = *std::move(above);
        }
        auto incidents = stores.queries().incidents(filter);
        if (!incidents) return fail(std::move(incidents).error());
        response.set_next_page_token(
            page->cut(*incidents, [](const auto& last) { return to_string(last.id); }));
        for (const auto& incident : *incidents)
            *response.add_incidents() = to_proto(incident);
        return {};
    });
}

Result<void> IncidentCalls::get(const rpc::Call& call, const v1::GetIncidentRequest& request,
                                v1::GetIncidentResponse& response) {
    const auto spoken = read_spoken_name("name", "incidents", "I-", request.name());
    if (!spoken) return fail(spoken.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto incident = stores.queries().incident(spoken->id, spoken->sequence, kMostMembers);
        if (!incident) return fail(std::move(incident).error());
        if (!*incident) return fail(not_found(request.name()));
        *response.mutable_incident() = to_proto(**incident);
        for (const auto& member : (*incident)->members)
            add_member(member, response);
        return {};
    });
}

template <typename Request, typename Response>
Result<void> IncidentCalls::change(
    const rpc::Call& call, const Request& request, Response& response,
    const std::function<Result<void>(Board&, const Uuid&)>& body,
    const std::function<void(const Board&, const Uuid&, Response&)>& fill) {
    NameReader names;
    const Uuid id = names.required("name", "incidents", request.name());
    if (auto done = names.done(); !done) return done;
    Wanted wanted;
    wanted.incidents = {id};
    return api_.change<Request, Response>(
        call, request, response, wanted,
        [&](const app::Changes::Scene& scene) -> Result<void> {
            const auto& incidents = scene.board.state().incidents;
            const auto found = incidents.find(id);
            if (found == incidents.end()) return hearth::fail(not_found(request.name()));
            if (auto fresh = check_etag(request.etag(), found->second.version); !fresh)
                return fresh;
            return body(scene.board, id);
        },
        [&](const Board& board, Response& out) {
            *out.mutable_incident() = to_proto(board.state().incidents.at(id));
            if (fill) fill(board, id, out);
        });
}

Result<void> IncidentCalls::confirm(const rpc::Call& call,
                                    const v1::ConfirmIncidentRequest& request,
                                    v1::ConfirmIncidentResponse& response) {
    return change<v1::ConfirmIncidentRequest, v1::ConfirmIncidentResponse>(
        call, request, response,
        [&](Board& board, const Uuid& id) {
            return board.confirm(id, request.note(), "dispatcher");
        },
        [](const Board& board, const Uuid& id, v1::ConfirmIncidentResponse& out) {
            add_members(board, id, out);
        });
}

Result<void> IncidentCalls::dismiss(const rpc::Call& call,
                                    const v1::DismissIncidentRequest& request,
                                    v1::DismissIncidentResponse& response) {
    return change<v1::DismissIncidentRequest, v1::DismissIncidentResponse>(
        call, request, response,
        [&](Board& board, const Uuid& id) { return board.dismiss(id, request.reason()); });
}

Result<void> IncidentCalls::ungroup(const rpc::Call& call,
                                    const v1::UngroupIncidentRequest& request,
                                    v1::UngroupIncidentResponse& response) {
    NameReader names;
    auto orders = names.list("work_orders", "workOrders",
                             {request.work_orders().begin(), request.work_orders().end()});
    if (auto done = names.done(); !done) return done;
    std::vector<Uuid> freed = orders;
    return change<v1::UngroupIncidentRequest, v1::UngroupIncidentResponse>(
        call, request, response,
        [&](Board& board, const Uuid& id) {
            if (orders.empty()) {
                for (const auto& member : board.state().members.present(id)) {
                    freed.push_back(member.order);
                }
            }
            return board.ungroup(id, orders, request.reason());
        },
        [&](const Board& board, const Uuid&, v1::UngroupIncidentResponse& out) {
            for (const auto& id : freed) {
                const auto* order = board.order(id);
                if (order != nullptr) *out.add_work_orders() = to_proto(*order);
            }
        });
}

Result<void> IncidentCalls::restore(const rpc::Call& call, const v1::RestoreNodesRequest& request,
                                    v1::RestoreNodesResponse& response) {
    NameReader names;
    const auto nodes =
        names.list("nodes", "networkNodes", {request.nodes().begin(), request.nodes().end()});
    const Instant now = api_.host.clock().now();
    const Instant observed =
        request.has_observed_time() ? from_proto(request.observed_time()) : now;
    if (observed > now) names.refuse("observed_time", "TIME_IN_FUTURE", "lies in the future");
    if (auto done = names.done(); !done) return done;
    return change<v1::RestoreNodesRequest, v1::RestoreNodesResponse>(
        call, request, response,
        [&](Board& board, const Uuid& id) { return board.restore_nodes(id, nodes, observed); },
        [&](const Board& board, const Uuid& id, v1::RestoreNodesResponse& out) {
            for (const auto& [key, member] : board.state().members.of(id)) {
                if (member.restored_at == observed) add_member(member, out);
            }
        });
}

Result<void> IncidentCalls::report(const rpc::Call& call, const v1::ReportIncidentRequest& request,
                                   v1::ReportIncidentResponse& response) {
    constexpr std::array kKinds = {"outage", "gas_leak", "burst", "low_pressure", "planned"};
    constexpr std::array kCommodities = {"electricity", "gas", "water"};
    NameReader names;
    Wanted wanted;
    wanted.nodes =
        names.list("nodes", "networkNodes", {request.nodes().begin(), request.nodes().end()});
    if (request.nodes().empty()) names.refuse("nodes", "REQUIRED", "names at least one node");
    if (std::find(kKinds.begin(), kKinds.end(), request.kind()) == kKinds.end()) {
        names.refuse("kind", "UNKNOWN_WORD", "is no kind of an incident");
    }
    if (std::find(kCommodities.begin(), kCommodities.end(), request.commodity()) ==
        kCommodities.end()) {
        names.refuse("commodity", "UNKNOWN_WORD", "is no commodity");
    }
    if (auto done = names.done(); !done) return done;
    const Instant start =
        request.has_start_time() ? from_proto(request.start_time()) : api_.host.clock().now();
    Uuid made;
    return api_.change<v1::ReportIncidentRequest, v1::ReportIncidentResponse>(
        call, request, response, wanted,
        [&](const app::Changes::Scene& scene) -> Result<void> {
            made = scene.board
                       .report(request.kind(), request.commodity(), wanted.nodes, start,
                               request.note())
                       .id;
            return {};
        },
        [&](const Board& board, v1::ReportIncidentResponse& out) {
            *out.mutable_incident() = to_proto(board.state().incidents.at(made));
        });
}

}  // namespace hearth::dispatch
