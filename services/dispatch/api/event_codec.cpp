#include "services/dispatch/api/event_codec.hpp"

#include <manifest_gen/dispatch.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/outbox/payload.hpp"
#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

namespace events = ::hearth::dispatch::events::v1;

constexpr std::size_t kMostChanges = 1000;

template <typename Names>
void add_names(Names* out, std::string_view collection, const std::vector<Uuid>& ids) {
    for (const auto& id : ids)
        out->Add(resource_name(collection, id));
}

template <typename Event>
void add_members(Event& out, const std::vector<Member>& members) {
    for (const auto& member : members)
        *out.add_members() = to_proto(member);
}

// One for each event, so that the compiler names the one that is missing. Those with something of
// their own take it apart: a member more, and it does not compile until it is written too.

events::WorkOrderOpened message_of(const WorkOrderOpened&) {
    return {};
}
events::WorkOrderAccepted message_of(const WorkOrderAccepted&) {
    return {};
}
events::CrewEnRoute message_of(const CrewEnRoute&) {
    return {};
}
events::CrewOnSite message_of(const CrewOnSite&) {
    return {};
}
events::MadeSafe message_of(const MadeSafe&) {
    return {};
}
events::WorkResumed message_of(const WorkResumed&) {
    return {};
}
events::NoFaultFound message_of(const NoFaultFound&) {
    return {};
}
events::WorkOrderDone message_of(const WorkOrderDone&) {
    return {};
}
events::WorkOrderMoved message_of(const WorkOrderMoved&) {
    return {};
}

events::WorkOrderAssigned message_of(const WorkOrderAssigned& event) {
    const auto& [old_crew, change] = event;
    events::WorkOrderAssigned out;
    out.set_old_crew(crew_name(old_crew));
    *out.mutable_change() = to_proto(change);
    return out;
}

events::WorkOrderUnassigned message_of(const WorkOrderUnassigned& event) {
    const auto& [old_crew, change] = event;
    events::WorkOrderUnassigned out;
    out.set_old_crew(crew_name(old_crew));
    *out.mutable_change() = to_proto(change);
    return out;
}

events::WorkOrderDeclined message_of(const WorkOrderDeclined& event) {
    const auto& [old_crew, reason] = event;
    events::WorkOrderDeclined out;
    out.set_old_crew(crew_name(old_crew));
    out.set_reason(reason);
    return out;
}

events::SupplyRestored message_of(const SupplyRestored& event) {
    const auto& [service_points, nodes] = event;
    events::SupplyRestored out;
    add_names(out.mutable_service_points(), "servicePoints", service_points);
    add_names(out.mutable_nodes(), "networkNodes", nodes);
    return out;
}

events::WorkSuspended message_of(const WorkSuspended& event) {
    const auto& [reason] = event;
    events::WorkSuspended out;
    out.set_reason(reason);
    return out;
}

events::FollowUpNeeded message_of(const FollowUpNeeded& event) {
    const auto& [note] = event;
    events::FollowUpNeeded out;
    out.set_note(note);
    return out;
}

events::WorkOrderFailed message_of(const WorkOrderFailed& event) {
    const auto& [reason] = event;
    events::WorkOrderFailed out;
    out.set_reason(reason);
    return out;
}

events::WorkOrderCancelled message_of(const WorkOrderCancelled& event) {
    const auto& [old_crew, reason] = event;
    events::WorkOrderCancelled out;
    out.set_old_crew(crew_name(old_crew));
    out.set_reason(reason);
    return out;
}

events::WorkOrderRankChanged message_of(const WorkOrderRankChanged& event) {
    const auto& [old_rank] = event;
    events::WorkOrderRankChanged out;
    out.set_old_rank(old_rank);
    return out;
}

events::WorkOrderFolded message_of(const WorkOrderFolded& event) {
    const auto& [old_crew] = event;
    events::WorkOrderFolded out;
    out.set_old_crew(crew_name(old_crew));
    return out;
}

events::WorkOrderUnfolded message_of(const WorkOrderUnfolded& event) {
    const auto& [old_parent] = event;
    events::WorkOrderUnfolded out;
    out.set_old_parent(resource_name("workOrders", old_parent));
    return out;
}

events::ForecastChanged message_of(const ForecastChanged& event) {
    const auto& [old_arrival_at, old_restoration_at, change] = event;
    events::ForecastChanged out;
    if (old_arrival_at) *out.mutable_old_arrival_time() = to_proto(*old_arrival_at);
    if (old_restoration_at) *out.mutable_old_restoration_time() = to_proto(*old_restoration_at);
    if (change) *out.mutable_change() = to_proto(*change);
    return out;
}

events::WorkOrderRemarked message_of(const WorkOrderRemarked& event) {
    const auto& [note, fields, flag] = event;
    events::WorkOrderRemarked out;
    out.set_note(note);
    out.mutable_fields()->insert(fields.begin(), fields.end());
    out.set_flag(flag);
    return out;
}

events::IncidentSuspected message_of(const IncidentSuspected&) {
    return {};
}
events::IncidentRestored message_of(const IncidentRestored&) {
    return {};
}
events::IncidentVerified message_of(const IncidentVerified&) {
    return {};
}
events::IncidentClosed message_of(const IncidentClosed&) {
    return {};
}

events::IncidentConfirmed message_of(const IncidentConfirmed& event) {
    const auto& [members, note] = event;
    events::IncidentConfirmed out;
    add_members(out, members);
    out.set_note(note);
    return out;
}

events::IncidentGrown message_of(const IncidentGrown& event) {
    const auto& [members] = event;
    events::IncidentGrown out;
    add_members(out, members);
    return out;
}

events::IncidentSplit message_of(const IncidentSplit& event) {
    const auto& [members, reason] = event;
    events::IncidentSplit out;
    add_members(out, members);
    out.set_reason(reason);
    return out;
}

events::IncidentDismissed message_of(const IncidentDismissed& event) {
    const auto& [members, reason] = event;
    events::IncidentDismissed out;
    add_members(out, members);
    out.set_reason(reason);
    return out;
}

events::NodesRestored message_of(const NodesRestored& event) {
    const auto& [nodes, members] = event;
    events::NodesRestored out;
    add_names(out.mutable_nodes(), "networkNodes", nodes);
    add_members(out, members);
    return out;
}

events::IncidentForecastChanged message_of(const IncidentForecastChanged& event) {
    const auto& [old_restoration_at] = event;
    events::IncidentForecastChanged out;
    if (old_restoration_at) *out.mutable_old_restoration_time() = to_proto(*old_restoration_at);
    return out;
}

template <typename Message>
outbox::Event event_of(std::string_view topic, const Uuid& key, std::int64_t version,
                       const Message& message) {
    return {topic, key, version, Message::descriptor()->full_name(), message.SerializeAsString()};
}

/// The head without what people and other services wrote into it.
pb::WorkOrder without_texts(pb::WorkOrder order) {
    order.clear_readings();
    order.clear_evidence_rules();
    order.clear_needs();
    order.clear_summary_zh();
    order.clear_summary_en();
    order.clear_suspend_reason();
    order.clear_fail_reason();
    if (point_of(order.location())) {
        order.mutable_location()->clear_words();
    } else {
        order.clear_location();
    }
    if (order.has_result()) {
        order.mutable_result()->clear_note();
        order.mutable_result()->clear_evidence();
    }
    return order;
}

void tell_shortened(const outbox::Event& event) {
    static auto& shortened = metrics::counter("hearth_dispatch_events_shortened_total",
                                              "Events told without the texts of a head too large.");
    shortened.add();
    log::error(
        "event_shortened",
        {{"type", event.type}, {"key", to_string(event.key)}, {"bytes", event.payload.size()}});
}

/// One order must not stop the board it stands on: a head that no event can carry is told without
/// its texts.
outbox::Event encode(const OrderFact& fact) {
    return std::visit(
        [&](const auto& event) {
            auto message = message_of(event);
            *message.mutable_work_order() = to_proto(fact.head);
            *message.mutable_observed_time() = to_proto(fact.observed_at);
            message.set_actor(fact.actor);
            const auto made = [&] {
                return event_of(manifest::dispatch::kWorkOrder, fact.head.id, fact.head.version,
                                message);
            };
            auto whole = made();
            if (whole.payload.size() < outbox::kPayloadLimit) return whole;
            tell_shortened(whole);
            *message.mutable_work_order() = without_texts(message.work_order());
            return made();
        },
        fact.event);
}

outbox::Event encode(const IncidentFact& fact) {
    return std::visit(
        [&](const auto& event) {
            auto message = message_of(event);
            *message.mutable_incident() = to_proto(fact.head);
            *message.mutable_observed_time() = to_proto(fact.observed_at);
            message.set_actor(fact.actor);
            return event_of(manifest::dispatch::kIncident, fact.head.id, fact.head.version,
                            message);
        },
        fact.event);
}

outbox::Event encode(const PlanFact& fact, int tenant) {
    const auto id = named_uuid("plan", std::to_string(tenant));
    events::PlanPublished message;
    auto& plan = *message.mutable_plan();
    plan.set_name(resource_name("plans", id));
    plan.set_uid(to_string(id));
    plan.set_version(fact.version);
    *plan.mutable_plan_time() = to_proto(fact.at);
    for (std::size_t i = 0; i < fact.changes.size() && i < kMostChanges; ++i) {
        *plan.add_changes() = to_proto(fact.changes[i]);
    }
    return event_of(manifest::dispatch::kPlan, id, fact.version, message);
}

outbox::Event encode(const CrewFact& fact) {
    events::CrewChanged message;
    *message.mutable_crew() = to_proto(fact.head);
    return event_of(manifest::dispatch::kCrew, fact.head.id, fact.head.version, message);
}

}  // namespace

outbox::Event encode(const Fact& fact, int tenant) {
    if (const auto* order = std::get_if<OrderFact>(&fact)) return encode(*order);
    if (const auto* incident = std::get_if<IncidentFact>(&fact)) return encode(*incident);
    if (const auto* plan = std::get_if<PlanFact>(&fact)) return encode(*plan, tenant);
    return encode(std::get<CrewFact>(fact));
}

}  // namespace hearth::dispatch
