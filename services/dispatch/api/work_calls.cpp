#include "services/dispatch/api/work_calls.hpp"

#include <algorithm>

#include "libs/core/number.hpp"
#include "services/dispatch/api/convert.hpp"

namespace hearth::dispatch {
namespace {

v1::Stop stop_of(const StoredStop& stored, const std::map<Uuid, WorkOrder>& orders) {
    const auto& stop = stored.stop;
    v1::Stop out;
    out.set_work_order(resource_name("workOrders", stop.order));
    *out.mutable_arrival_time() = to_proto(stop.arrival_at);
    *out.mutable_departure_time() = to_proto(stop.departure_at);
    out.set_travel_seconds(static_cast<std::int32_t>(stop.travel_s));
    out.set_travel_source("profile");
    out.set_why(stop.why);
    if (const auto order = orders.find(stop.order); order != orders.end()) {
        out.set_number(spoken_number("W-", order->second.sequence));
        out.set_state(std::string{name_of(order->second.state)});
        out.set_hazard(std::string{name_of(order->second.hazard)});
        out.set_rank(order->second.rank);
        if (order->second.arrive_by) {
            *out.mutable_arrive_by() = to_proto(*order->second.arrive_by);
        }
    }
    return out;
}

void add_unassigned(const std::map<Uuid, WorkOrder>& orders, v1::Plan& plan) {
    std::vector<const WorkOrder*> open;
    for (const auto& [id, order] : orders) {
        if (order.state == OrderState::kOpen) open.push_back(&order);
    }
    std::sort(open.begin(), open.end(), [](const WorkOrder* a, const WorkOrder* b) {
        return std::tie(b->hazard, b->rank, a->reported_at, a->id) <
               std::tie(a->hazard, a->rank, b->reported_at, b->id);
    });
    for (const auto* order : open)
        plan.add_unassigned(resource_name("workOrders", order->id));
}

}  // namespace

Result<void> WorkCalls::get(const rpc::Call& call, const v1::GetWorkOrderRequest& request,
                            v1::GetWorkOrderResponse& response) {
    const auto spoken = read_spoken_name("name", "workOrders", "W-", request.name());
    if (!spoken) return fail(spoken.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto order = stores.queries().order(spoken->id, spoken->sequence);
        if (!order) return fail(std::move(order).error());
        if (!*order) return fail(not_found(request.name()));
        *response.mutable_work_order() = to_proto(**order);
        return {};
    });
}

Result<void> WorkCalls::list(const rpc::Call& call, const v1::ListWorkOrdersRequest& request,
                             v1::ListWorkOrdersResponse& response) {
    NameReader names;
    OrderFilter filter;
    filter.state = request.state();
    if (!filter.state.empty() && filter.state != "live" && !find_order_state(filter.state)) {
        names.refuse("state", "UNKNOWN_WORD", "is no state of a work order");
    }
    filter.request = names.optional("request", "serviceRequests", request.request());
    filter.incident = names.optional("incident", "incidents", request.incident());
    filter.crew = names.crew("crew", request.crew(), false);
    if (auto done = names.done(); !done) return done;
    const auto page = service::Page::of(api_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    if (!page->after().empty()) filter.before = parse_uuid(page->after()).value_or(Uuid{});
    filter.limit = page->rows();
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto orders = stores.queries().orders(filter);
        if (!orders) return fail(std::move(orders).error());
        response.set_next_page_token(
            page->cut(*orders, [](const auto& last) { return to_string(last.id); }));
        for (const auto& order : *orders)
            *response.add_work_orders() = to_proto(order);
        return {};
    });
}

Result<void> WorkCalls::assign(const rpc::Call& call, const v1::AssignWorkOrderRequest& request,
                               v1::AssignWorkOrderResponse& response) {
    NameReader names;
    const Uuid id = names.required("name", "workOrders", request.name());
    const auto crew = names.crew("crew", request.crew(), false);
    if (auto done = names.done(); !done) return done;
    Wanted wanted;
    wanted.orders = {id};
    return api_.change<v1::AssignWorkOrderRequest, v1::AssignWorkOrderResponse>(
        call, request, response, wanted,
        [&](const app::Changes::Scene& scene) -> Result<void> {
            const auto* order = scene.board.order(id);
            if (order == nullptr) return fail(not_found(request.name()));
            if (auto fresh = check_etag(request.etag(), order->version); !fresh) return fresh;
            return scene.board.assign_by_hand(id, crew);
        },
        [&](const Board& board, v1::AssignWorkOrderResponse& out) {
            *out.mutable_work_order() = to_proto(*board.order(id));
            out.set_plan_version(board.state().plan_version);
        });
}

Result<void> WorkCalls::cancel(const rpc::Call& call, const v1::CancelWorkOrderRequest& request,
                               v1::CancelWorkOrderResponse& response) {
    NameReader names;
    const Uuid id = names.required("name", "workOrders", request.name());
    if (auto done = names.done(); !done) return done;
    Wanted wanted;
    wanted.orders = {id};
    return api_.change<v1::CancelWorkOrderRequest, v1::CancelWorkOrderResponse>(
        call, request, response, wanted,
        [&](const app::Changes::Scene& scene) -> Result<void> {
            const auto* order = scene.board.order(id);
            if (order == nullptr) return fail(not_found(request.name()));
            if (auto fresh = check_etag(request.etag(), order->version); !fresh) return fresh;
            return scene.board.cancel_by_hand(id, request.reason());
        },
        [&](const Board& board, v1::CancelWorkOrderResponse& out) {
            *out.mutable_work_order() = to_proto(*board.order(id));
        });
}

Result<void> WorkCalls::plan(const rpc::Call& call, const v1::GetPlanRequest& request,
                             v1::GetPlanResponse& response) {
    NameReader names;
    const auto crew = names.crew("crew", request.crew(), false);
    if (auto done = names.done(); !done) return done;
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        auto stored = stores.queries().plan();
        if (!stored) return fail(std::move(stored).error());
        auto orders = stores.queries().live_orders();
        if (!orders) return fail(std::move(orders).error());
        auto& plan = *response.mutable_plan();
        const auto id = named_uuid("plan", std::to_string(call.principal.tenant));
        plan.set_name(resource_name("plans", id));
        plan.set_uid(to_string(id));
        plan.set_version(stored->version);
        *plan.mutable_plan_time() = to_proto(stored->planned_at);
        for (const auto& [code, stops] : stored->routes) {
            if (!crew.empty() && code != crew) continue;
            auto& route = *plan.add_crews();
            route.set_crew(crew_name(code));
            for (const auto& stop : stops)
                *route.add_stops() = stop_of(stop, *orders);
        }
        if (crew.empty()) add_unassigned(*orders, plan);
        return {};
    });
}

}  // namespace hearth::dispatch
