#include <algorithm>
#include <utility>

#include <manifest_gen/contact.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "services/contact/api/consumers.hpp"
#include "services/contact/app/batch.hpp"
#include "services/contact/domain/work.hpp"

namespace hearth::contact {
namespace {

namespace dis = hearth::dispatch::v1;
namespace ev = hearth::dispatch::events::v1;

/// Every work order event has the same head, observed time and actor in fields 1 to 3.
struct WorkEvent {
    WorkKnown known;
    WorkNews fact;
    Uuid cause;
};

/// Rank and remarks are dispatch's own business, but not what a crew measured and may not pass by.
bool shows(const WorkNews& fact) {
    if (fact.type == "WorkOrderRemarked") return fact.flag == "evidence_not_met";
    return fact.type != "WorkOrderRankChanged";
}

/// What was shown with the word that the event tells of.
std::vector<Shown> shown_with(const dis::WorkOrder& order, const outbox::Delivery& delivery) {
    std::vector<Shown> shown;
    for (const dis::Reading& reading : order.readings()) {
        if (reading.event_version() == delivery.version)
            shown.push_back({reading.name(), reading.value(), reading.unit()});
    }
    return shown;
}

/// Only a remark has it, and field 4 of others is something else.
std::string flag_of(const std::string& type, const outbox::Delivery& delivery) {
    ev::WorkOrderRemarked remark;
    const bool read =
        type == "WorkOrderRemarked" &&
        remark.ParseFromArray(delivery.payload.data(), static_cast<int>(delivery.payload.size()));
    return read && remark.flag() == "evidence_not_met" ? remark.flag() : "";
}

WorkEvent read_work(const ev::WorkOrderOpened& event, const outbox::Delivery& delivery) {
    const dis::WorkOrder& order = event.work_order();
    WorkEvent read;
    read.cause = delivery.event_id;
    read.known = {
        delivery.key,
        delivery.version,
        uid_of(order.request()),
        order.number(),
        order.state(),
        order.step(),
        order.round(),
        order.attempt(),
        order.crew(),
        service::from_proto(order.has_forecast_arrival_time(), order.forecast_arrival_time()),
        service::from_proto(order.has_forecast_restoration_time(),
                            order.forecast_restoration_time()),
        service::from_proto(order.has_on_site_time(), order.on_site_time()),
        service::from_proto(order.has_supply_restored_time(), order.supply_restored_time()),
        service::from_proto(order.has_done_time(), order.done_time()),
        uid_of(order.parent())};
    WorkNews& fact = read.fact;
    fact.type = std::string{delivery.short_type()};
    fact.order = "workOrders/" + to_string(delivery.key);
    fact.number = order.number();
    fact.step = order.step();
    fact.round = order.round();
    fact.attempt = order.attempt();
    fact.crew = order.crew();
    fact.actor = event.actor();
    fact.observed =
        event.has_observed_time() ? read_time(event.observed_time()) : delivery.occurred_at;
    fact.forecast_arrival = read.known.forecast_arrival;
    fact.forecast_restoration = read.known.forecast_restoration;
    fact.supply_restored = read.known.supply_restored;
    fact.below_boundary = order.result().below_boundary();
    fact.result_restored = order.result().supply_restored();
    fact.evidence = shown_with(order, delivery);
    fact.flag = flag_of(fact.type, delivery);
    fact.reason = !order.fail_reason().empty() ? order.fail_reason() : order.suspend_reason();
    return read;
}

Result<void> apply_work_orders(app::Casebook& casebook, outbox::UnitOfWork& work,
                               std::span<const outbox::Delivery> deliveries) {
    std::vector<WorkEvent> events;
    std::vector<WorkKnown> known;
    std::vector<Uuid> requests;
    for (const outbox::Delivery& delivery : deliveries) {
        const auto event = outbox::read<ev::WorkOrderOpened>(delivery);
        if (!event) return fail(event.error());
        events.push_back(read_work(*event, delivery));
        known.push_back(events.back().known);
        if (known.back().request) requests.push_back(*known.back().request);
    }
    casebook.stores(work.tx())->projections().put(std::span<const WorkKnown>{known});
    app::Batch batch{casebook, work};
    if (auto locked = batch.lock(requests); !locked) return locked;
    for (const WorkEvent& event : events) {
        if (!event.known.request || !shows(event.fact)) continue;
        auto done = batch.change(*event.known.request, event.cause,
                                 [&](Change& change) { apply_work(change, event.fact); });
        if (!done) return done;
    }
    return batch.save();
}

/// Confirmed and not over: only then customers hear of it. Planned work is known from the moment it
/// is raised.
bool customers_may_hear(const dis::Incident& incident) {
    const std::string& state = incident.state();
    return state == "confirmed" || state == "restoring" ||
           (incident.kind() == "planned" && state == "suspected");
}

IncidentState state_of(const dis::Incident& incident, const outbox::Delivery& delivery) {
    IncidentState state;
    state.version = delivery.version;
    state.incident = {delivery.key,
                      incident.number(),
                      incident.kind(),
                      incident.commodity(),
                      incident.state(),
                      incident.customers(),
                      service::from_proto(incident.has_forecast_restoration_time(),
                                          incident.forecast_restoration_time())};
    if (!customers_may_hear(incident)) return state;
    for (const std::string& name : incident.nodes()) {
        const auto& back = incident.restored_nodes();
        const bool restored = std::find(back.begin(), back.end(), name) != back.end();
        const auto node = uid_of(name);
        if (node && !restored) state.nodes_out.push_back(*node);
    }
    return state;
}

template <typename Members>
std::vector<Uuid> requests_of(const Members& members) {
    std::vector<Uuid> requests;
    for (const dis::IncidentMember& member : members) {
        if (const auto uid = uid_of(member.request())) requests.push_back(*uid);
    }
    return requests;
}

/// Members stand in field 4 of most incident events and in field 5 of NodesRestored.
std::vector<Uuid> members_of(const outbox::Delivery& delivery) {
    const std::string_view type = delivery.short_type();
    if (type == "NodesRestored") {
        const auto event = outbox::read<ev::NodesRestored>(delivery);
        return event ? requests_of(event->members()) : std::vector<Uuid>{};
    }
    if (type != "IncidentConfirmed" && type != "IncidentGrown" && type != "IncidentSplit" &&
        type != "IncidentDismissed")
        return {};
    const auto event = outbox::read<ev::IncidentConfirmed>(delivery);
    return event ? requests_of(event->members()) : std::vector<Uuid>{};
}

Result<void> apply_incident_event(app::Casebook& casebook, outbox::UnitOfWork& work,
                                  const outbox::Delivery& delivery, const IncidentState& state,
                                  Instant observed) {
    const std::string type = std::string{delivery.short_type()};
    std::vector<Uuid> members = members_of(delivery);
    if (type == "IncidentForecastChanged") {
        auto of = casebook.stores(work.tx())->requests().of_incident(delivery.key);
        if (!of) return fail(std::move(of).error());
        members = std::move(*of);
    }
    // A suspicion tells no one, also when it grows.
    if (members.empty() || state.incident.state == "suspected") return {};
    app::Batch batch{casebook, work};
    if (auto locked = batch.lock(members); !locked) return locked;
    const IncidentNews fact{type,
                            delivery.key,
                            state.incident.number,
                            observed,
                            state.incident.forecast_restoration,
                            state.incident.customers};
    for (const Uuid& uid : batch.locked()) {
        auto done = batch.change(uid, delivery.event_id,
                                 [&](Change& change) { apply_incident(change, fact); });
        if (!done) return done;
    }
    return batch.save();
}

Result<void> apply_incidents(app::Casebook& casebook, outbox::UnitOfWork& work,
                             std::span<const outbox::Delivery> deliveries) {
    for (const outbox::Delivery& delivery : deliveries) {
        const auto event = outbox::read<ev::IncidentSuspected>(delivery);
        if (!event) return fail(event.error());
        const IncidentState state = state_of(event->incident(), delivery);
        casebook.stores(work.tx())->projections().put(std::span<const IncidentState>{&state, 1});
        const Instant observed =
            event->has_observed_time() ? read_time(event->observed_time()) : delivery.occurred_at;
        if (auto done = apply_incident_event(casebook, work, delivery, state, observed); !done)
            return done;
    }
    return {};
}

}  // namespace

std::map<std::string, outbox::Apply> dispatch_consumer(app::Casebook& casebook) {
    return {
        {manifest::contact::kDispatchWorkOrder,
         [&casebook](outbox::UnitOfWork& work, std::span<const outbox::Delivery> deliveries) {
             return apply_work_orders(casebook, work, deliveries);
         }},
        {manifest::contact::kDispatchIncident,
         [&casebook](outbox::UnitOfWork& work, std::span<const outbox::Delivery> deliveries) {
             return apply_incidents(casebook, work, deliveries);
         }},
    };
}

}  // namespace hearth::contact
