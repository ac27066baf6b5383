#include "services/dispatch/domain/board_state.hpp"

namespace hearth::dispatch {

void BoardState::keep() {
    orders.keep();
    crews.keep();
    routes.keep();
    incidents.keep();
    members.keep();
    before_ = {plan_version, order_sequence, incident_sequence};
}

void BoardState::undo() {
    orders.undo();
    crews.undo();
    routes.undo();
    incidents.undo();
    members.undo();
    plan_version = before_.plan_version;
    order_sequence = before_.order_sequence;
    incident_sequence = before_.incident_sequence;
}

void BoardState::count_members(const Uuid& id) {
    auto* incident = incidents.edit(id);
    if (incident == nullptr) return;
    incident->tally = {};
    for (const auto& [key, member] : members.of(id)) {
        const auto order = orders.find(member.order);
        const bool ended = order == orders.end() || is_ended(order->second.state);
        incident->tally += tally_of(member, ended);
    }
}

}  // namespace hearth::dispatch
