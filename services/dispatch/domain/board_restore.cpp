#include <algorithm>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {

void Board::tell_rank(WorkOrder& order, int rank) {
    const int old_rank = std::exchange(order.rank, rank);
    tell(order, WorkOrderRankChanged{old_rank});
}

/// `nodes`: those that came back with it.
void Board::tell_restored(WorkOrder& order, Instant at, std::vector<Uuid> nodes) {
    order.restored_at = at;
    SupplyRestored event{{}, std::move(nodes)};
    if (order.service_point) event.service_points = {*order.service_point};
    tell(order, std::move(event), at);
}

void Board::restore_supply(WorkOrder& order, const Mutation& mutation) {
    const auto& points = mutation.service_points;
    const bool all = points.empty() && mutation.nodes.empty();
    const bool own = all ||
                     std::find(points.begin(), points.end(), order.service_point) != points.end() ||
                     state_.network.below_any(order.node, mutation.nodes);
    auto* led = incident_of(order);
    const bool leads = led != nullptr && led->lead == order.id && led->folds();
    if (own && (!order.restored_at || mutation.observed_at < *order.restored_at)) {
        tell_restored(order, mutation.observed_at, leads && all ? led->nodes : mutation.nodes);
    }
    if (!leads) return;
    auto& incident = *led;
    std::vector<Member> back;
    for (const auto& [key, member] : state_.members.of(incident.id)) {
        const bool named =
            std::find(points.begin(), points.end(), member.service_point) != points.end();
        const bool below = state_.network.below_any(member.node, mutation.nodes);
        if (all || named || below || (own && member.order == order.id)) back.push_back(member);
    }
    restore_members(incident, back, mutation.observed_at, all ? incident.nodes : mutation.nodes);
}

Result<void> Board::restore_nodes(const Uuid& id, std::vector<Uuid> nodes, Instant observed_at) {
    auto* found = state_.incidents.edit(id);
    if (found == nullptr) return fail(not_found("incidents/" + to_string(id)));
    auto& incident = *found;
    if (!incident.folds()) {
        return fail(failed_precondition("ILLEGAL_STATE",
                                        "the incident is " + std::string{name_of(incident.state)}));
    }
    for (const auto& node : nodes) {
        if (!state_.network.below_any(node, incident.nodes)) {
            return fail(
                invalid_argument("nodes", "NOT_BELOW",
                                 "networkNodes/" + to_string(node) + " is not below the incident"));
        }
    }
    if (nodes.empty()) nodes = incident.nodes;
    std::vector<Member> back;
    for (const auto& [key, member] : state_.members.of(id)) {
        if (state_.network.below_any(member.node, nodes)) back.push_back(member);
    }
    if (auto* lead = find(incident.lead);
        lead != nullptr && !lead->restored_at && state_.network.below_any(lead->node, nodes)) {
        tell_restored(*lead, observed_at, nodes);
    }
    restore_members(incident, back, observed_at, nodes);
    return {};
}

void Board::restore_members(Incident& incident, const std::vector<Member>& members, Instant at,
                            const std::vector<Uuid>& nodes) {
    std::vector<Member> back;
    for (auto member : members) {
        if (member.removed || member.restored_at) continue;
        member.restored_at = at;
        keep_member(incident, member);
        back.push_back(member);
        auto* order = find(member.order);
        if (order == nullptr || order->state != OrderState::kFolded) continue;
        tell_restored(*order, at, nodes);
    }
    std::vector<Uuid> new_nodes;
    for (const auto& node : nodes) {
        if (!state_.network.below_any(node, incident.restored_nodes)) new_nodes.push_back(node);
    }
    if (back.empty() && new_nodes.empty()) return;
    incident.restored_nodes.insert(incident.restored_nodes.end(), new_nodes.begin(),
                                   new_nodes.end());
    incident.state = IncidentState::kRestoring;
    tell_members(
        incident, back,
        [&](std::vector<Member> some) {
            return NodesRestored{new_nodes, std::move(some)};
        },
        at);
    settle(incident, at);
}

/// What follows when an order of an incident has ended: its folded ones end with it where supply is
/// back, and the rest get a new leader.
void Board::order_ended(WorkOrder& order) {
    auto* own = incident_of(order);
    if (own == nullptr) return;
    if (own->lead != order.id) return settle(*own, moment_.now);
    auto& incident = *own;
    const Instant at = order.ended_at.value_or(moment_.now);
    for (const auto& [key, member] : state_.members.of(incident.id)) {
        auto* folded = member.removed ? nullptr : find(member.order);
        if (folded == nullptr || folded->state != OrderState::kFolded || !folded->restored_at)
            continue;
        step(*folded, OrderAction::kFinishWithParent);
        folded->result = order.result.value_or(WorkResult{});
        end(*folded, at);
        tell(*folded, WorkOrderDone{}, at);
    }
    if (incident.folds()) lead_gone(incident, order.id);
    settle(incident, at);
}

void Board::lead_gone(Incident& incident, const Uuid& order) {
    if (incident.lead != order) return;
    auto* next = find(choose_lead(incident));
    if (next == nullptr || next->id == order) return;
    lead_by(incident, *next);
    tell(incident, IncidentGrown{});
}

void Board::verify(const Uuid& request, Instant at) {
    std::set<Uuid> settled;
    for (const auto& id : state_.orders.of_request(request)) {
        for (auto* incident : incidents_of(id)) {
            auto member = *state_.members.find(incident->id, id);
            if (member.removed || member.verified_at) continue;
            member.verified_at = at;
            keep_member(*incident, member);
            settled.insert(incident->id);
        }
    }
    for (const auto& id : settled)
        settle(*state_.incidents.edit(id), at);
}

/// A request that has a newer order is not back by what was done for an older one: it leaves the
/// incident, unless the newer one joined it, and holds up nobody who is back.
void Board::leave_former(const WorkOrder& newer) {
    std::map<Uuid, std::vector<Member>> left;
    for (const auto& id : state_.orders.of_request(newer.key.request)) {
        if (id == newer.id || state_.orders.at(id).key.step != newer.key.step) continue;
        for (auto* incident : incidents_of(id)) {
            auto member = *state_.members.find(incident->id, id);
            if (member.removed) continue;
            member.removed = true;
            keep_member(*incident, member);
            left[incident->id].push_back(member);
        }
    }
    for (const auto& [id, members] : left) {
        auto& incident = *state_.incidents.edit(id);
        if (state_.members.find(id, newer.id) == nullptr) {
            tell_members(incident, members, [](std::vector<Member> some) {
                return IncidentSplit{std::move(some), "still_out"};
            });
        }
        settle(incident, moment_.now);
    }
}

/// Takes the incident as far as its members allow: restored once supply is back, verified once
/// nobody is left to say so, closed once the work has ended too.
void Board::settle(Incident& incident, Instant at) {
    const auto& tally = incident.tally;
    const auto to = [&](IncidentState state, IncidentEvent event) {
        incident.state = state;
        tell(incident, std::move(event), at);
    };
    const bool all_back = incident.kind != "planned" && tally.present > 0 && tally.out == 0;
    if (incident.folds() && (all_back || all_restored(incident, state_.network))) {
        incident.restored_at = at;
        to(IncidentState::kRestored, IncidentRestored{});
    }
    if (incident.state == IncidentState::kRestored && tally.unverified == 0) {
        to(IncidentState::kVerified, IncidentVerified{});
    }
    if (incident.state == IncidentState::kVerified && tally.working == 0) {
        to(IncidentState::kClosed, IncidentClosed{});
    }
}

}  // namespace hearth::dispatch
