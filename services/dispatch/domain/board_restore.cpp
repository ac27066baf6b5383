#include <algorithm>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {

void Board::tell_rank(WorkOrder& order, int rank) {
    const int old_rank = std::exchange(order.rank, rank);
    tell(order, "WorkOrderRankChanged").old_rank = old_rank;
}

void Board::restore_supply(WorkOrder& order, const Mutation& mutation) {
    const auto& points = mutation.service_points;
    const bool all = points.empty() && mutation.nodes.empty();
    const bool own = all ||
                     std::find(points.begin(), points.end(), order.service_point) != points.end() ||
                     state_.network.below_any(order.node, mutation.nodes);
    const auto found = state_.incidents.find(order.incident);
    const bool leads =
        found != state_.incidents.end() && found->second.lead == order.id && found->second.folds();
    if (own && (!order.restored_at || mutation.observed_at < *order.restored_at)) {
        order.restored_at = mutation.observed_at;
        auto& fact = tell(order, "SupplyRestored", mutation.observed_at);
        if (!order.service_point.is_nil()) fact.service_points = {order.service_point};
        fact.nodes = leads && all ? found->second.nodes : mutation.nodes;
    }
    if (!leads) return;
    auto& incident = found->second;
    std::vector<Member*> back;
    for (auto& member : incident.members) {
        const bool named =
            std::find(points.begin(), points.end(), member.service_point) != points.end();
        const bool below = state_.network.below_any(member.node, mutation.nodes);
        if (all || named || below || (own && member.order == order.id)) back.push_back(&member);
    }
    restore_members(incident, back, mutation.observed_at, all ? incident.nodes : mutation.nodes);
}

Result<void> Board::restore_nodes(const Uuid& id, std::vector<Uuid> nodes, Instant observed_at) {
    const auto found = state_.incidents.find(id);
    if (found == state_.incidents.end()) return fail(not_found("incidents/" + to_string(id)));
    auto& incident = found->second;
    if (!incident.folds()) {
        return fail(failed_precondition(
            "ILLEGAL_STATE", "the incident is " + std::string{to_string(incident.state)}));
    }
    for (const auto& node : nodes) {
        if (!state_.network.below_any(node, incident.nodes)) {
            return fail(
                invalid_argument("nodes", "NOT_BELOW",
                                 "networkNodes/" + to_string(node) + " is not below the incident"));
        }
    }
    if (nodes.empty()) nodes = incident.nodes;
    std::vector<Member*> back;
    for (auto& member : incident.members) {
        if (state_.network.below_any(member.node, nodes)) back.push_back(&member);
    }
    if (auto* lead = find(incident.lead);
        lead != nullptr && !lead->restored_at && state_.network.below_any(lead->node, nodes)) {
        lead->restored_at = observed_at;
        auto& fact = tell(*lead, "SupplyRestored", observed_at);
        fact.nodes = nodes;
        if (!lead->service_point.is_nil()) fact.service_points = {lead->service_point};
    }
    restore_members(incident, back, observed_at, nodes);
    return {};
}

void Board::restore_members(Incident& incident, const std::vector<Member*>& members, Instant at,
                            const std::vector<Uuid>& nodes) {
    std::vector<Member> back;
    for (auto* member : members) {
        if (member->removed || member->restored_at) continue;
        member->restored_at = at;
        back.push_back(*member);
        auto* order = find(member->order);
        if (order == nullptr || order->state != OrderState::kFolded) continue;
        order->restored_at = at;
        auto& fact = tell(*order, "SupplyRestored", at);
        if (!order->service_point.is_nil()) fact.service_points = {order->service_point};
        fact.nodes = nodes;
    }
    std::vector<Uuid> new_nodes;
    for (const auto& node : nodes) {
        if (!state_.network.below_any(node, incident.restored_nodes)) new_nodes.push_back(node);
    }
    if (back.empty() && new_nodes.empty()) return;
    incident.restored_nodes.insert(incident.restored_nodes.end(), new_nodes.begin(),
                                   new_nodes.end());
    incident.state = IncidentState::kRestoring;
    tell_members(incident, "NodesRestored", back, "");
    for (auto fact = facts_.rbegin(); fact != facts_.rend(); ++fact) {
        auto* told = std::get_if<IncidentFact>(&*fact);
        if (told == nullptr || told->kind != "NodesRestored") break;
        told->observed_at = at;
        told->nodes = new_nodes;
    }
    settle(incident, at);
}

/// What follows when an order of an incident has ended: its folded ones end with it where supply is
/// back, and the rest get a new leader.
void Board::order_ended(WorkOrder& order) {
    const auto found = state_.incidents.find(order.incident);
    if (found == state_.incidents.end() || found->second.lead != order.id) {
        if (found != state_.incidents.end()) settle(found->second, moment_.now);
        return;
    }
    auto& incident = found->second;
    const Instant at = order.ended_at.value_or(moment_.now);
    for (const auto& member : incident.present()) {
        auto* folded = find(member.order);
        if (folded == nullptr || folded->state != OrderState::kFolded || !folded->restored_at)
            continue;
        step(*folded, OrderAction::kFinishWithParent);
        folded->result = order.result.value_or(WorkResult{});
        end(*folded, at);
        tell(*folded, "WorkOrderDone", at);
    }
    if (incident.folds()) lead_gone(incident, order.id);
    settle(incident, at);
}

void Board::lead_gone(Incident& incident, const Uuid& order) {
    if (incident.lead != order) return;
    auto* next = find(choose_lead(incident));
    if (next == nullptr || next->id == order) return;
    lead_by(incident, *next);
    tell(incident, "IncidentGrown");
}

void Board::settle(Incident& incident, Instant at) {
    const auto members = incident.present();
    if (incident.folds() && incident.kind != "planned") {
        const bool all_members =
            !members.empty() &&
            std::all_of(members.begin(), members.end(), [this](const Member& member) {
                const auto* own = order(member.order);
                return member.restored_at || own == nullptr || is_ended(own->state);
            });
        if (!all_members && !all_restored(incident, state_.network)) return;
        incident.state = IncidentState::kRestored;
        incident.restored_at = at;
        tell(incident, "IncidentRestored").observed_at = at;
    } else if (incident.folds() && all_restored(incident, state_.network)) {
        incident.state = IncidentState::kRestored;
        incident.restored_at = at;
        tell(incident, "IncidentRestored").observed_at = at;
    }
    if (incident.state != IncidentState::kRestored) return;
    const bool work_ended =
        std::all_of(members.begin(), members.end(), [this](const Member& member) {
            const auto* own = order(member.order);
            return own == nullptr || is_ended(own->state);
        });
    if (!work_ended) return;
    incident.state = IncidentState::kClosed;
    tell(incident, "IncidentClosed");
}

}  // namespace hearth::dispatch
