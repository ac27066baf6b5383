#include <algorithm>

#include "services/dispatch/domain/board.hpp"
#include "services/dispatch/domain/replanning.hpp"

namespace hearth::dispatch {
namespace {

void describe(WorkOrder& order, const WorkRequest& request) {
    order.work_class = request.work_class;
    order.commodity = request.commodity;
    order.hazard = request.hazard;
    order.rank = request.rank;
    order.premise = request.premise;
    order.service_point = request.service_point;
    order.node = request.node;
    order.place = request.place;
    order.place_class = request.place_class;
    order.arrive_by = request.arrive_by;
    order.danger_at = std::max(order.danger_at, request.danger_at);
    order.needs = request.needs;
    order.evidence_rules = request.evidence_rules;
    order.summary_zh = request.summary_zh;
    order.summary_en = request.summary_en;
    order.critical = request.critical;
}

}  // namespace

const WorkOrder& Board::open(const WorkRequest& request) {
    for (const auto& id : state_.orders.of_request(request.key.request)) {
        if (const auto& known = state_.orders.at(id); known.key == request.key) return known;
    }
    WorkOrder order;
    order.id = moment_.new_id();
    order.sequence = ++state_.order_sequence;
    order.key = request.key;
    describe(order, request);
    order.reported_at = request.reported_at;
    order.interruptible = policy_.rule(order.work_class, order.commodity).interruptible;
    order.created_at = moment_.now;
    auto& stored = state_.orders.put(std::move(order));
    tell(stored, WorkOrderOpened{});
    suspect(stored);
    leave_former(stored);
    return stored;
}

void Board::cancel(const Uuid& id, const std::string& reason) {
    auto* order = find(id);
    if (order == nullptr) return;
    const auto old_crew = order->crew;
    if (!step(*order, OrderAction::kCancel)) return;
    release_crew(*order);
    end(*order, moment_.now);
    tell(*order, WorkOrderCancelled{old_crew, reason});
    order_ended(*order);
}

Result<void> Board::cancel_by_hand(const Uuid& id, const std::string& reason) {
    const auto* found = order(id);
    if (found == nullptr) return fail(not_found("workOrders/" + to_string(id)));
    if (is_ended(found->state)) {
        return fail(failed_precondition("ALREADY_ENDED", "the work order has ended"));
    }
    cancel(id, reason);
    return {};
}

void Board::relocate(const Uuid& id, const WorkRequest& request) {
    auto* order = find(id);
    if (order == nullptr || is_ended(order->state)) return;
    leave(*order, "moved");
    describe(*order, request);
    // What was made safe was another place, or another danger.
    order->made_safe_at.reset();
    if (step(*order, OrderAction::kUnassign)) {
        release_crew(*order);
    } else if (step(*order, OrderAction::kPull) && order->state == OrderState::kSuspended) {
        order->suspend_reason = kCrewElsewhere;
    }
    tell(*order, WorkOrderMoved{});
    suspect(*order);
}

void Board::change_rank(const Uuid& id, int rank, Hazard hazard, std::optional<Instant> arrive_by) {
    auto* order = find(id);
    if (order == nullptr || is_ended(order->state)) return;
    if (!arrive_by) arrive_by = order->arrive_by;
    if (order->rank == rank && order->hazard == hazard && order->arrive_by == arrive_by) return;
    const int old_rank = std::exchange(order->rank, rank);
    order->arrive_by = arrive_by;
    // A greater hazard has another place in the route.
    if (std::exchange(order->hazard, hazard) != hazard && step(*order, OrderAction::kUnassign)) {
        release_crew(*order);
    }
    if (!may_be_folded(*order)) leave(*order, "hazard");
    tell(*order, WorkOrderRankChanged{old_rank});
}

/// Looked at before anything changes: a word that cannot be kept must not take the work off who has
/// it.
Result<void> Board::can_take(const WorkOrder& order, const std::string& code) {
    const auto found = state_.crews.find(code);
    if (found == state_.crews.end()) return fail(not_found("crews/" + code));
    const auto& crew = found->second;
    if (!crew.available) {
        return fail(failed_precondition("CREW_UNAVAILABLE", "the crew is taken out of planning"));
    }
    for (const auto& skill : policy_.rule(order.work_class, order.commodity).skills) {
        if (std::find(crew.skills.begin(), crew.skills.end(), skill) == crew.skills.end()) {
            return fail(failed_precondition("SKILL_MISSING", "the crew has no skill " + skill));
        }
    }
    if (Replanning{*this}.has_room(order.id, code)) return {};
    return fail(failed_precondition(
        "NO_ROOM", "no shift of crews/" + code + " within the horizon has room for the work"));
}

Result<void> Board::assign_by_hand(const Uuid& id, const std::string& crew) {
    auto* order = find(id);
    if (order == nullptr) return fail(not_found("workOrders/" + to_string(id)));
    using enum OrderState;
    if (order->state != kOpen && order->state != kAssigned && order->state != kAccepted) {
        return fail(failed_precondition("NOT_MOVABLE",
                                        "the work order has started, is folded or has ended"));
    }
    if (!crew.empty() && order->crew != crew) {
        if (auto can = can_take(*order, crew); !can) return can;
    }
    if (order->crew != crew && step(*order, OrderAction::kUnassign)) {
        const auto old_crew = order->crew;
        release_crew(*order);
        tell(*order,
             WorkOrderUnassigned{
                 old_crew, {id, "unassigned", old_crew, "", {}, {}, "by_hand", "", 0, "by hand"}});
    }
    order->pinned_crew = crew;
    std::erase(order->declined_by, crew);
    changed(*order);
    return {};
}

}  // namespace hearth::dispatch
