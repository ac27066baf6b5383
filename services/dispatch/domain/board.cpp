#include "services/dispatch/domain/board.hpp"

#include <algorithm>

#include "services/dispatch/domain/evidence.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::size_t kMostMembers = 5000;

}  // namespace

Board::Board(const Policy& policy, State state, Moment moment)
    : policy_(policy), state_(std::move(state)), moment_(std::move(moment)) {
    state_.keep();
    state_.orders.arrive_within(policy_.arrive_within);
}

const WorkOrder* Board::order(const std::optional<Uuid>& id) const {
    if (!id) return nullptr;
    const auto found = state_.orders.find(*id);
    return found == state_.orders.end() ? nullptr : &found->second;
}

WorkOrder* Board::find(const std::optional<Uuid>& id) {
    return id ? state_.orders.edit(*id) : nullptr;
}

Incident* Board::incident_of(const WorkOrder& order) {
    return order.incident ? state_.incidents.edit(*order.incident) : nullptr;
}

std::vector<Incident*> Board::incidents_of(const Uuid& order) {
    std::vector<Incident*> incidents;
    for (const auto& id : state_.members.of_order(order)) {
        const auto found = state_.incidents.find(id);
        if (found == state_.incidents.end() || found->second.over()) continue;
        incidents.push_back(state_.incidents.edit(id));
    }
    return incidents;
}

bool Board::has_ended(const Uuid& id) const {
    const auto* known = order(id);
    return known == nullptr || is_ended(known->state);
}

void Board::changed(const WorkOrder& order) {
    changed_orders_.insert(order.id);
    state_.orders.touch(order.id);
}

bool Board::unchanged() const {
    return facts_.empty() && changed_orders_.empty() && changed_crews_.empty() &&
           changed_incidents_.empty() && changed_members_.empty() && changed_routes_.empty();
}

/// Counts it anew too.
void Board::keep_member(Incident& incident, Member member) {
    const bool ended = has_ended(member.order);
    if (const auto* old = state_.members.find(incident.id, member.order))
        incident.tally -= tally_of(*old, ended);
    incident.tally += tally_of(member, ended);
    changed_incidents_.insert(incident.id);
    changed_members_.emplace(incident.id, member.order);
    state_.members.put(incident.id, std::move(member));
}

void Board::count_ended(const Uuid& order) {
    for (const auto& id : state_.members.of_order(order)) {
        auto* incident = state_.incidents.edit(id);
        const auto* member = state_.members.find(id, order);
        if (incident == nullptr || member == nullptr) continue;
        incident->tally -= tally_of(*member, false);
        incident->tally += tally_of(*member, true);
    }
}

void Board::tell(WorkOrder& order, OrderEvent event, std::optional<Instant> observed) {
    ++order.version;
    order.updated_at = moment_.now;
    changed(order);
    facts_.emplace_back(
        OrderFact{order, observed.value_or(moment_.now), moment_.actor, std::move(event)});
    forget_older_readings(order);
}

void Board::tell(Incident& incident, IncidentEvent event, std::optional<Instant> observed) {
    ++incident.version;
    incident.updated_at = moment_.now;
    changed_incidents_.insert(incident.id);
    facts_.emplace_back(
        IncidentFact{incident, observed.value_or(moment_.now), moment_.actor, std::move(event)});
}

/// An event names at most kMostMembers: another of its kind names the rest.
void Board::tell_members(Incident& incident, const std::vector<Member>& members,
                         const OfMembers& event, std::optional<Instant> observed) {
    std::size_t told = 0;
    do {
        const auto first = members.begin() + static_cast<std::ptrdiff_t>(told);
        const auto count = std::min(kMostMembers, members.size() - told);
        tell(incident, event({first, first + static_cast<std::ptrdiff_t>(count)}), observed);
        told += count;
    } while (told < members.size());
}

bool Board::step(WorkOrder& order, OrderAction action) {
    const auto next = next_state(order.state, action);
    if (!next) return false;
    order.state = *next;
    if (order.state != OrderState::kSuspended) order.suspend_reason.clear();
    return true;
}

/// The stop leaves the crew's route with the next plan.
void Board::release_crew(WorkOrder& order) {
    order.crew.clear();
    order.pinned_crew.clear();
    order.accepted_at.reset();
    order.en_route_at.reset();
    order.forecast_arrival_at.reset();
    order.forecast_restoration_at.reset();
}

void Board::end(WorkOrder& order, Instant at) {
    if (!order.ended_at) count_ended(order.id);
    order.ended_at = at;
    order.pinned_crew.clear();
    order.forecast_arrival_at.reset();
    order.forecast_restoration_at.reset();
}

void Board::flag(WorkOrder& order, std::string_view flag) {
    if (std::find(order.flags.begin(), order.flags.end(), flag) == order.flags.end()) {
        order.flags.emplace_back(flag);
    }
}

}  // namespace hearth::dispatch
