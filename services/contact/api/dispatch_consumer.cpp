#include <algorithm>
#include <utility>

#include <manifest_gen/contact.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/service/request.hpp"
#include "services/contact/api/consumers.hpp"

namespace hearth::contact {
namespace {

namespace dis = hearth::dispatch::v1;
namespace ev = hearth::dispatch::events::v1;

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

/// Every work order event has the same head, observed time and actor in fields 1 to 3.
app::WorkEvent read_work(const ev::WorkOrderOpened& event, const outbox::Delivery& delivery) {
    const dis::WorkOrder& order = event.work_order();
    app::WorkEvent read;
    read.event = delivery.event_id;
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
    WorkNews& fact = read.news;
    fact.type = std::string{delivery.short_type()};
    fact.order = "workOrders/" + to_string(delivery.key);
    fact.number = order.number();
    fact.step = order.step();
    fact.round = order.round();
    fact.attempt = order.attempt();
    fact.crew = order.crew();
    fact.actor = event.actor();
    fact.observed = service::from_proto(event.has_observed_time(), event.observed_time())
                        .value_or(delivery.occurred_at);
    fact.forecast_arrival = read.known.forecast_arrival;
    fact.forecast_restoration = read.known.forecast_restoration;
    fact.supply_restored = read.known.supply_restored;
    fact.below_boundary = order.result().below_boundary();
    fact.result_restored = order.result().supply_restored();
    fact.folded = fact.type == "WorkOrderDone" && !order.parent().empty();
    fact.evidence = shown_with(order, delivery);
    fact.flag = flag_of(fact.type, delivery);
    fact.reason = !order.fail_reason().empty() ? order.fail_reason() : order.suspend_reason();
    return read;
}

Result<void> hear_work(const app::FieldNews& field_news, outbox::UnitOfWork& work,
                       std::span<const outbox::Delivery> deliveries) {
    std::vector<app::WorkEvent> heard;
    for (const outbox::Delivery& delivery : deliveries) {
        const auto event = outbox::read<ev::WorkOrderOpened>(delivery);
        if (!event) return fail(event.error());
        heard.push_back(read_work(*event, delivery));
    }
    return field_news.hear(work, heard);
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

Result<void> hear_incidents(const app::FieldNews& field_news, outbox::UnitOfWork& work,
                            std::span<const outbox::Delivery> deliveries) {
    std::vector<app::IncidentEvent> heard;
    for (const outbox::Delivery& delivery : deliveries) {
        const auto event = outbox::read<ev::IncidentSuspected>(delivery);
        if (!event) return fail(event.error());
        const IncidentState state = state_of(event->incident(), delivery);
        const IncidentNews news{
            std::string{delivery.short_type()},
            delivery.key,
            state.incident.number,
            service::from_proto(event->has_observed_time(), event->observed_time())
                .value_or(delivery.occurred_at),
            state.incident.forecast_restoration,
            state.incident.customers};
        heard.push_back({delivery.event_id, state, news, members_of(delivery)});
    }
    return field_news.hear(work, heard);
}

}  // namespace

std::map<std::string, outbox::Apply> dispatch_consumer(const app::FieldNews& field_news) {
    return {
        {manifest::contact::kDispatchWorkOrder,
         [&field_news](outbox::UnitOfWork& work, std::span<const outbox::Delivery> deliveries) {
             return hear_work(field_news, work, deliveries);
         }},
        {manifest::contact::kDispatchIncident,
         [&field_news](outbox::UnitOfWork& work, std::span<const outbox::Delivery> deliveries) {
             return hear_incidents(field_news, work, deliveries);
         }},
    };
}

}  // namespace hearth::contact
