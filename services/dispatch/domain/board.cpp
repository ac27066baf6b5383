#include "services/dispatch/domain/board.hpp"

#include <algorithm>

namespace hearth::dispatch {
namespace {

constexpr std::size_t kMostMembers = 5000;

}  // namespace

Board::Board(const Policy& policy, State state, Moment moment)
    : policy_(policy), state_(std::move(state)), moment_(std::move(moment)) {}

const WorkOrder* Board::order(const Uuid& id) const {
    const auto found = state_.orders.find(id);
    return found == state_.orders.end() ? nullptr : &found->second;
}

WorkOrder* Board::find(const Uuid& id) {
    const auto found = state_.orders.find(id);
    return found == state_.orders.end() ? nullptr : &found->second;
}

OrderFact& Board::tell(WorkOrder& order, std::string_view kind, std::optional<Instant> observed) {
    ++order.version;
    order.updated_at = moment_.now;
    changed_orders_.insert(order.id);
    OrderFact fact;
    fact.kind = kind;
    fact.head = order;
    fact.observed_at = observed.value_or(moment_.now);
    fact.actor = moment_.actor;
    facts_.emplace_back(std::move(fact));
    return std::get<OrderFact>(facts_.back());
}

IncidentFact& Board::tell(Incident& incident, std::string_view kind) {
    ++incident.version;
    incident.updated_at = moment_.now;
    changed_incidents_.insert(incident.id);
    IncidentFact fact;
    fact.kind = kind;
    fact.head = incident;
    fact.observed_at = moment_.now;
    fact.actor = moment_.actor;
    facts_.emplace_back(std::move(fact));
    return std::get<IncidentFact>(facts_.back());
}

/// An event names at most kMostMembers: the same kind again names the rest.
void Board::tell_members(Incident& incident, std::string_view kind,
                         const std::vector<Member>& members, const std::string& note) {
    std::size_t told = 0;
    do {
        const auto first = members.begin() + static_cast<std::ptrdiff_t>(told);
        const auto count = std::min(kMostMembers, members.size() - told);
        auto& fact = tell(incident, kind);
        fact.members.assign(first, first + static_cast<std::ptrdiff_t>(count));
        fact.note = note;
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
