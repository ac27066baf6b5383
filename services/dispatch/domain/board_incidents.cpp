#include <algorithm>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {
namespace {

constexpr int kPersonWeight = 100;

Member member_of(const WorkOrder& order) {
    return {order.id,
            order.key.request,
            order.service_point,
            order.node,
            order.reported_at,
            order.restored_at,
            {},
            false};
}

bool has_nodes_of(const Incident& incident, const std::optional<Uuid>& node,
                  const Network& network) {
    return network.below_any(node, incident.nodes) &&
           !network.below_any(node, incident.restored_nodes);
}

Error wrong_state(const Incident& incident) {
    return failed_precondition("ILLEGAL_STATE",
                               "the incident is " + std::string{name_of(incident.state)});
}

}  // namespace

void Board::index_live() {
    if (live_by_node_) return;
    live_by_node_.emplace();
    for (const auto& [id, incident] : state_.incidents) {
        if (!incident.live()) continue;
        for (const auto& node : incident.nodes)
            live_by_node_->emplace(node, id);
    }
}

/// The first of them, by id.
Incident* Board::incident_over(const Uuid& node, std::string_view kind) {
    index_live();
    std::optional<Uuid> first;
    for (const auto& above : state_.network.above(node)) {
        const auto [begin, end] = live_by_node_->equal_range(above);
        for (auto at = begin; at != end; ++at) {
            const auto& incident = state_.incidents.at(at->second);
            const bool over = incident.live() && incident.kind == kind &&
                              has_nodes_of(incident, node, state_.network);
            if (over && (!first || at->second < *first)) first = at->second;
        }
    }
    return first ? state_.incidents.edit(*first) : nullptr;
}

Incident& Board::new_incident(const std::string& kind, const std::string& commodity,
                              std::vector<Uuid> nodes) {
    Incident incident;
    incident.id = moment_.new_id();
    incident.sequence = ++state_.incident_sequence;
    incident.kind = kind;
    incident.commodity = commodity;
    incident.start_at = moment_.now;
    incident.created_at = moment_.now;
    int customers = 0;
    for (const auto& node : nodes) {
        const auto known = state_.node_customers.find(node);
        customers =
            known == state_.node_customers.end() || customers < 0 ? -1 : customers + known->second;
    }
    incident.customers = customers;
    for (const auto& [id, other] : state_.incidents) {
        const bool lately =
            other.restored_at && *other.restored_at + policy_.nested_within > moment_.now;
        if (lately && other.kind == kind && state_.network.below_any(nodes.front(), other.nodes)) {
            incident.parent = id;
        }
    }
    incident.nodes = std::move(nodes);
    if (live_by_node_) {
        for (const auto& node : incident.nodes)
            live_by_node_->emplace(node, incident.id);
    }
    const Uuid id = incident.id;
    return state_.incidents.put(id, std::move(incident));
}

/// Who comes back is the member that left.
void Board::join(Incident& incident, const WorkOrder& order) {
    keep_member(incident, member_of(order));
    incident.add_evidence({"report", "workOrders/" + to_string(order.id), 1, order.reported_at});
    incident.start_at = std::min(incident.start_at, order.reported_at);
}

/// It stands for itself from now on, in whatever state the incident is. Its leader is followed by
/// another.
void Board::leave(WorkOrder& order, const std::string& reason) {
    for (auto* incident : incidents_of(order.id)) {
        if (!state_.members.holds(incident->id, order.id)) continue;
        auto member = *state_.members.find(incident->id, order.id);
        member.removed = true;
        keep_member(*incident, member);
        tell(*incident, IncidentSplit{{member}, reason});
        if (order.incident == incident->id) order.incident.reset();
        lead_gone(*incident, order.id);
        if (incident->lead == order.id) incident->lead.reset();
        settle(*incident, moment_.now);
    }
    order.incident.reset();
    if (order.state == OrderState::kFolded) unfold(order);
}

/// Enough reports of distinct points below one node raise a suspicion, which folds nothing and
/// tells no one. A report below a confirmed incident is folded at once.
void Board::suspect(WorkOrder& order) {
    const auto kind = policy_.rule(order.work_class, order.commodity).incident_kind;
    if (kind.empty() || !order.node || !may_be_folded(order)) return;
    if (auto* incident = incident_over(*order.node, kind)) {
        join(*incident, order);
        if (incident->folds()) follow(*incident, order);
        tell(*incident, IncidentGrown{{*state_.members.find(incident->id, order.id)}});
        return;
    }
    const auto limit = policy_.suspect_at.find(order.commodity);
    if (limit == policy_.suspect_at.end()) return;
    std::vector<const WorkOrder*> reports;
    for (const auto& id : state_.orders.at_node(*order.node)) {
        const auto& other = state_.orders.at(id);
        if (other.ungrouped || other.incident || !may_be_folded(other)) continue;
        if (policy_.rule(other.work_class, other.commodity).incident_kind == kind) {
            reports.push_back(&other);
        }
    }
    if (distinct_points(reports) < limit->second) return;
    auto& incident = new_incident(kind, order.commodity, {*order.node});
    for (const auto* report : reports)
        join(incident, *report);
    tell(incident, IncidentSuspected{});
}

/// Under the incident's leader, or as its leader where none is left.
void Board::follow(Incident& incident, WorkOrder& order) {
    const auto* lead = find(incident.lead);
    const bool led = lead != nullptr && !is_ended(lead->state) && lead->incident == incident.id;
    if (led) {
        fold(incident, order);
    } else {
        lead_by(incident, order);
    }
}

void Board::fold(Incident& incident, WorkOrder& order) {
    const auto old_crew = order.crew;
    if (!may_be_folded(order) || !step(order, OrderAction::kFold)) return;
    release_crew(order);
    order.incident = incident.id;
    order.parent = incident.lead;
    const auto* lead = find(incident.lead);
    if (lead != nullptr) {
        order.forecast_arrival_at = lead->forecast_arrival_at;
        order.forecast_restoration_at = lead->forecast_restoration_at;
    }
    tell(order, WorkOrderFolded{old_crew});
    if (lead != nullptr && lead->state == OrderState::kOnSite) arrive_with(*lead, order);
}

void Board::unfold(WorkOrder& order) {
    if (!step(order, OrderAction::kUnfold)) return;
    const auto parent = std::exchange(order.parent, std::nullopt);
    release_crew(order);
    tell(order, WorkOrderUnfolded{parent});
}

/// Who is nearest to the repair: on site before en route before planned, then the earliest report.
std::optional<Uuid> Board::choose_lead(const Incident& incident) const {
    const WorkOrder* best = nullptr;
    const auto progress = [](const WorkOrder& order) {
        switch (order.state) {
            case OrderState::kOnSite:
                return 3;
            case OrderState::kEnRoute:
                return 2;
            case OrderState::kAssigned:
            case OrderState::kAccepted:
                return 1;
            default:
                return 0;
        }
    };
    for (const auto& [key, member] : state_.members.of(incident.id)) {
        const auto* candidate =
            member.removed || member.restored_at ? nullptr : order(member.order);
        if (candidate == nullptr || is_ended(candidate->state) || !may_be_folded(*candidate))
            continue;
        if (best == nullptr || progress(*candidate) > progress(*best) ||
            (progress(*candidate) == progress(*best) &&
             std::tie(candidate->reported_at, candidate->id) <
                 std::tie(best->reported_at, best->id))) {
            best = candidate;
        }
    }
    if (best == nullptr) return {};
    return best->id;
}

void Board::lead_by(Incident& incident, WorkOrder& lead) {
    incident.lead = lead.id;
    if (lead.state == OrderState::kFolded) unfold(lead);
    lead.incident = incident.id;
    tell_rank(lead, lead.rank + std::max(0, incident.tally.present - 1));
    for (const auto& [key, member] : state_.members.of(incident.id)) {
        if (member.removed || member.restored_at || member.order == lead.id) continue;
        auto* order = find(member.order);
        if (order == nullptr) continue;
        if (order->state != OrderState::kFolded) {
            fold(incident, *order);
        } else if (std::exchange(order->parent, lead.id) != lead.id) {
            tell(*order, WorkOrderFolded{});
        }
    }
}

void Board::tell_confirmed(Incident& incident, const std::string& note) {
    tell_members(incident, state_.members.present(incident.id), [&](std::vector<Member> members) {
        return IncidentConfirmed{std::move(members), note};
    });
}

Result<void> Board::confirm(const Uuid& id, const std::string& note, const std::string& kind) {
    auto* found = state_.incidents.edit(id);
    if (found == nullptr) return fail(not_found("incidents/" + to_string(id)));
    auto& incident = *found;
    if (incident.folds()) return {};
    if (incident.state != IncidentState::kSuspected) return fail(wrong_state(incident));
    incident.state = IncidentState::kConfirmed;
    incident.confirmed_at = moment_.now;
    incident.add_evidence({kind, moment_.actor, kPersonWeight, moment_.now});
    if (auto* lead = find(choose_lead(incident))) lead_by(incident, *lead);
    tell_confirmed(incident, note);
    return {};
}

const Incident& Board::report(const std::string& kind, const std::string& commodity,
                              std::vector<Uuid> nodes, Instant start_at, const std::string& note) {
    auto& incident = new_incident(kind, commodity, std::move(nodes));
    incident.start_at = start_at;
    incident.state = IncidentState::kConfirmed;
    incident.confirmed_at = moment_.now;
    incident.add_evidence({"dispatcher", moment_.actor, kPersonWeight, moment_.now});
    if (kind != "planned") {
        for (const auto& [order_id, order] : state_.orders) {
            if (!wants_crew(order) || !may_be_folded(order) || order.ungrouped || order.incident ||
                !has_nodes_of(incident, order.node, state_.network)) {
                continue;
            }
            const auto rule = policy_.rule(order.work_class, order.commodity);
            if (rule.incident_kind == kind) join(incident, order);
        }
        auto* lead = find(choose_lead(incident));
        if (lead == nullptr) {
            WorkRequest own;
            own.key = {{}, "incident/" + to_string(incident.id), 1, 1};
            own.work_class = "incident." + commodity;
            own.commodity = commodity;
            own.node = incident.nodes.front();
            if (const auto place = state_.node_places.find(incident.nodes.front());
                place != state_.node_places.end()) {
                own.place = place->second;
            }
            own.reported_at = start_at;
            own.summary_zh = own.summary_en = note;
            lead = find(open(own).id);
            keep_member(incident, member_of(*lead));
        }
        lead_by(incident, *lead);
    }
    tell_confirmed(incident, note);
    return incident;
}

Result<void> Board::dismiss(const Uuid& id, const std::string& reason) {
    auto* found = state_.incidents.edit(id);
    if (found == nullptr) return fail(not_found("incidents/" + to_string(id)));
    auto& incident = *found;
    if (incident.state != IncidentState::kSuspected) return fail(wrong_state(incident));
    const auto members = state_.members.present(id);
    incident.state = IncidentState::kDismissed;
    for (auto member : members) {
        member.removed = true;
        keep_member(incident, member);
        if (auto* order = find(member.order)) {
            order->ungrouped = true;
            changed(*order);
        }
    }
    tell_members(incident, members, [&](std::vector<Member> freed) {
        return IncidentDismissed{std::move(freed), reason};
    });
    return {};
}

Result<void> Board::ungroup(const Uuid& id, std::vector<Uuid> orders, const std::string& reason) {
    auto* found = state_.incidents.edit(id);
    if (found == nullptr) return fail(not_found("incidents/" + to_string(id)));
    auto& incident = *found;
    if (!incident.folds()) return fail(wrong_state(incident));
    const bool all = orders.empty();
    if (all) {
        for (const auto& member : state_.members.present(id))
            orders.push_back(member.order);
    }
    for (const auto& order : orders) {
        if (!state_.members.holds(id, order)) {
            return fail(invalid_argument("work_orders", "NOT_A_MEMBER",
                                         "workOrders/" + to_string(order) + " is no member"));
        }
        if (!all && order == incident.lead) {
            return fail(failed_precondition("LEADS", "the leading work order goes only with all"));
        }
    }
    std::vector<Member> freed;
    for (const auto& id_out : orders) {
        auto member = *state_.members.find(id, id_out);
        member.removed = true;
        keep_member(incident, member);
        freed.push_back(member);
        auto* order = find(id_out);
        if (order == nullptr) continue;
        order->ungrouped = true;
        order->incident.reset();
        changed(*order);
        if (order->state == OrderState::kFolded) unfold(*order);
    }
    if (auto* lead = find(incident.lead); lead != nullptr && !is_ended(lead->state)) {
        const int rank = lead->rank - static_cast<int>(freed.size()) + (all ? 1 : 0);
        tell_rank(*lead, std::max(0, rank));
    }
    if (all) {
        incident.state = IncidentState::kDismissed;
        incident.lead.reset();
    }
    tell_members(incident, freed, [&](std::vector<Member> some) -> IncidentEvent {
        if (all) return IncidentDismissed{std::move(some), reason};
        return IncidentSplit{std::move(some), reason};
    });
    settle(incident, moment_.now);
    return {};
}

}  // namespace hearth::dispatch
