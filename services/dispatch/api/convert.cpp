#include "services/dispatch/api/convert.hpp"

#include "libs/core/number.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

void set(google::protobuf::Timestamp* out, Instant at) {
    *out = to_proto(at);
}

common::v1::Location to_proto(const Place& place) {
    common::v1::Location location;
    if (place.point) {
        location.set_latitude(place.point->latitude);
        location.set_longitude(place.point->longitude);
    }
    location.set_accuracy_m(place.accuracy_m);
    location.set_words(place.words);
    return location;
}

pb::Reading to_proto(const Reading& reading) {
    pb::Reading out;
    out.set_name(reading.name);
    out.set_value(reading.value);
    out.set_unit(reading.unit);
    out.set_mutator(reading.mutator);
    set(out.mutable_observed_time(), reading.observed_at);
    out.set_crew(crew_name(reading.crew));
    out.set_event_version(reading.event_version);
    return out;
}

void set_times(const WorkOrder& order, pb::WorkOrder& out) {
    set(out.mutable_reported_time(), order.reported_at);
    set(out.mutable_create_time(), order.created_at);
    set(out.mutable_update_time(), order.updated_at);
    if (order.arrive_by) set(out.mutable_arrive_by(), *order.arrive_by);
    if (order.made_safe_at) set(out.mutable_made_safe_time(), *order.made_safe_at);
    if (order.restored_at) set(out.mutable_supply_restored_time(), *order.restored_at);
    if (order.forecast_arrival_at) {
        set(out.mutable_forecast_arrival_time(), *order.forecast_arrival_at);
    }
    if (order.forecast_restoration_at) {
        set(out.mutable_forecast_restoration_time(), *order.forecast_restoration_at);
    }
    if (order.accepted_at) set(out.mutable_accept_time(), *order.accepted_at);
    if (order.en_route_at) set(out.mutable_en_route_time(), *order.en_route_at);
    if (order.on_site_at) set(out.mutable_on_site_time(), *order.on_site_at);
    if (order.ended_at) set(out.mutable_done_time(), *order.ended_at);
}

}  // namespace

common::v1::EvidenceRule to_proto(const EvidenceRule& rule) {
    common::v1::EvidenceRule out;
    out.set_name(rule.name);
    out.set_kind(rule.is_choice() ? "choice" : "number");
    out.set_unit(rule.unit);
    out.set_least(rule.least);
    out.set_most(rule.most);
    *out.mutable_one_of() = {rule.one_of.begin(), rule.one_of.end()};
    *out.mutable_asked_by() = {rule.asked_by.begin(), rule.asked_by.end()};
    return out;
}

EvidenceRule from_proto(const common::v1::EvidenceRule& rule) {
    return {rule.name(),
            rule.unit(),
            rule.least(),
            rule.most(),
            {rule.one_of().begin(), rule.one_of().end()},
            {rule.asked_by().begin(), rule.asked_by().end()}};
}

pb::WorkResult to_proto(const WorkResult& result) {
    pb::WorkResult out;
    out.set_cause(result.cause);
    out.set_note(result.note);
    out.mutable_evidence()->insert(result.evidence.begin(), result.evidence.end());
    out.set_below_boundary(result.below_boundary);
    out.set_supply_restored(result.supply_restored);
    return out;
}

WorkResult from_proto(const pb::WorkResult& result) {
    return {result.cause(),
            result.note(),
            {result.evidence().begin(), result.evidence().end()},
            result.below_boundary(),
            result.supply_restored()};
}

pb::WorkOrder to_proto(const WorkOrder& order) {
    pb::WorkOrder out;
    out.set_name(resource_name("workOrders", order.id));
    out.set_uid(to_string(order.id));
    out.set_number(spoken_number("W-", order.sequence));
    out.set_request(resource_name("serviceRequests", order.key.request));
    out.set_step(order.key.step);
    out.set_round(order.key.round);
    out.set_attempt(order.key.attempt);
    out.set_class_(order.work_class);
    out.set_commodity(order.commodity);
    out.set_hazard(std::string{name_of(order.hazard)});
    out.set_rank(order.rank);
    out.set_state(std::string{name_of(order.state)});
    out.set_premise(resource_name("premises", order.premise));
    out.set_service_point(resource_name("servicePoints", order.service_point));
    out.set_node(resource_name("networkNodes", order.node));
    if (order.place != Place{}) *out.mutable_location() = to_proto(order.place);
    out.set_place_class(order.place_class);
    out.set_crew(crew_name(order.crew));
    out.set_plan_version(order.plan_version);
    out.set_incident(resource_name("incidents", order.incident));
    out.set_parent(resource_name("workOrders", order.parent));
    out.set_interruptible(std::string{name_of(order.interruptible)});
    if (order.result) *out.mutable_result() = to_proto(*order.result);
    for (const auto& rule : order.evidence_rules)
        *out.add_evidence_rules() = to_proto(rule);
    for (const auto& reading : order.readings)
        *out.add_readings() = to_proto(reading);
    out.set_fail_reason(order.fail_reason);
    out.set_suspend_reason(order.suspend_reason);
    for (const auto& flag : order.flags)
        out.add_flags(flag);
    out.set_summary_zh(order.summary_zh);
    out.set_summary_en(order.summary_en);
    for (const auto& need : order.needs)
        out.add_needs(need);
    out.set_critical(order.critical);
    out.set_etag(std::to_string(order.version));
    set_times(order, out);
    return out;
}

pb::Incident to_proto(const Incident& incident) {
    pb::Incident out;
    out.set_name(resource_name("incidents", incident.id));
    out.set_uid(to_string(incident.id));
    out.set_number(spoken_number("I-", incident.sequence));
    out.set_kind(incident.kind);
    out.set_commodity(incident.commodity);
    out.set_state(std::string{name_of(incident.state)});
    for (const auto& node : incident.nodes)
        out.add_nodes(resource_name("networkNodes", node));
    for (const auto& node : incident.restored_nodes) {
        out.add_restored_nodes(resource_name("networkNodes", node));
    }
    out.set_work_order(resource_name("workOrders", incident.lead));
    out.set_score(incident.score);
    for (const auto& piece : incident.evidence) {
        auto& added = *out.add_evidence();
        added.set_kind(piece.kind);
        added.set_source(piece.source);
        added.set_weight(piece.weight);
        set(added.mutable_observed_time(), piece.observed_at);
    }
    set(out.mutable_start_time(), incident.start_at);
    if (incident.confirmed_at) set(out.mutable_confirm_time(), *incident.confirmed_at);
    if (incident.restored_at) set(out.mutable_restore_time(), *incident.restored_at);
    if (incident.forecast_restoration_at) {
        set(out.mutable_forecast_restoration_time(), *incident.forecast_restoration_at);
    }
    out.set_customers(incident.customers);
    out.set_parent(resource_name("incidents", incident.parent));
    out.set_member_count(incident.tally.present);
    set(out.mutable_create_time(), incident.created_at);
    set(out.mutable_update_time(), incident.updated_at);
    out.set_etag(std::to_string(incident.version));
    return out;
}

pb::IncidentMember to_proto(const Member& member) {
    pb::IncidentMember out;
    out.set_request(resource_name("serviceRequests", member.request));
    out.set_work_order(resource_name("workOrders", member.order));
    set(out.mutable_reported_time(), member.reported_at);
    if (member.restored_at) set(out.mutable_restored_time(), *member.restored_at);
    if (member.verified_at) set(out.mutable_verified_time(), *member.verified_at);
    return out;
}

pb::Crew to_proto(const Crew& crew) {
    pb::Crew out;
    out.set_name(crew_name(crew.code));
    out.set_uid(to_string(crew.id));
    out.set_code(crew.code);
    out.set_title_zh(crew.title_zh);
    out.set_title_en(crew.title_en);
    for (const auto& skill : crew.skills)
        out.add_skills(skill);
    out.mutable_base()->set_latitude(crew.base.latitude);
    out.mutable_base()->set_longitude(crew.base.longitude);
    out.set_state(crew.available ? "available" : "unavailable");
    out.set_state_reason(crew.state_reason);
    for (const auto& shift : crew.shifts) {
        auto& added = *out.add_shifts();
        added.set_weekday(shift.weekday);
        added.set_start_minute(shift.start_minute);
        added.set_end_minute(shift.end_minute);
    }
    if (crew.last_point) {
        out.mutable_last_location()->set_latitude(crew.last_point->latitude);
        out.mutable_last_location()->set_longitude(crew.last_point->longitude);
    }
    if (crew.last_point_at) set(out.mutable_last_location_time(), *crew.last_point_at);
    set(out.mutable_update_time(), crew.updated_at);
    out.set_etag(std::to_string(crew.version));
    return out;
}

pb::PlanChange to_proto(const PlanChange& change) {
    pb::PlanChange out;
    out.set_work_order(resource_name("workOrders", change.order));
    out.set_kind(change.kind);
    out.set_old_crew(crew_name(change.old_crew));
    out.set_new_crew(crew_name(change.new_crew));
    if (change.old_arrival_at) set(out.mutable_old_arrival_time(), *change.old_arrival_at);
    if (change.new_arrival_at) set(out.mutable_new_arrival_time(), *change.new_arrival_at);
    out.set_rule(change.rule);
    out.set_cost_term(change.cost_term);
    out.set_margin(change.margin);
    out.set_why(change.why);
    return out;
}

std::optional<GeoPoint> point_of(const common::v1::Location& location) {
    if (location.latitude() == 0 && location.longitude() == 0) return {};
    return GeoPoint{location.latitude(), location.longitude()};
}

}  // namespace hearth::dispatch
