#include "services/contact/api/convert.hpp"

#include <algorithm>
#include <sstream>

namespace hearth::contact {
namespace {

std::string name_of(std::string_view collection, const std::optional<Uuid>& uid) {
    return resource_name(collection, uid);
}

template <typename Out>
void put_maybe(const std::optional<Instant>& at, Out mutable_field) {
    if (at) put_time(*at, *mutable_field());
}

void put_location(const std::optional<Location>& location, hearth::common::v1::Location& out) {
    out.set_latitude(location->latitude);
    out.set_longitude(location->longitude);
    out.set_accuracy_m(location->accuracy_m);
    out.set_words(location->words);
}

void put_triage(const Triage& triage, pb::Triage& out) {
    out.set_extent(triage.extent);
    put_maybe(triage.since, [&] { return out.mutable_since_time(); });
    out.set_came_back(triage.came_back);
    out.mutable_safety()->set_person_hurt(triage.safety.person_hurt);
    out.mutable_safety()->set_fire_or_gas(triage.safety.fire_or_gas);
    out.mutable_safety()->set_fallen_or_open(triage.safety.fallen_or_open);
    out.mutable_safety()->set_damage_spreading(triage.safety.damage_spreading);
    out.set_supply_state(triage.supply_state);
    out.set_supply_cause(triage.supply_cause);
}

void put_clock(const RequestClock& clock, pb::Clock& out) {
    out.set_id(clock.id);
    out.set_state(static_cast<pb::ClockState>(clock.state));
    put_maybe(clock.started, [&] { return out.mutable_start_time(); });
    put_maybe(clock.due, [&] { return out.mutable_due_time(); });
    put_maybe(clock.stopped, [&] { return out.mutable_stop_time(); });
    out.set_paused_seconds(clock.paused_s);
    out.set_warned_percent(clock.warned_percent);
    out.set_exempt(clock.exempt);
    out.set_profile(clock.profile);
    out.set_edition(clock.edition);
}

void put_owner(const Request& request, pb::ServiceRequest& out) {
    out.set_owner_role(request.owner_role);
    out.set_owner_agent(agent_name(request.owner_agent));
    out.set_first_agent(agent_name(request.first_agent));
    out.set_hand_over_to(agent_name(request.hand_over_to));
    put_maybe(request.hand_over_due, [&] { return out.mutable_hand_over_due_time(); });
}

void put_times(const Request& request, pb::ServiceRequest& out) {
    put_time(request.opened, *out.mutable_open_time());
    put_time(request.created, *out.mutable_create_time());
    put_time(request.updated, *out.mutable_update_time());
    put_maybe(request.resolved, [&] { return out.mutable_resolve_time(); });
    put_maybe(request.closed, [&] { return out.mutable_close_time(); });
}

void put_parts(const Request& request, pb::ServiceRequest& out) {
    constexpr std::size_t kMostPromises = 20;
    for (const Step& step : request.steps) {
        if (step.round == request.round && request.step(step.id) == &step)
            put_step(step, *out.add_steps());
    }
    for (const RequestClock& clock : request.clocks)
        put_clock(clock, *out.add_clocks());
    std::vector<const Promise*> current;
    for (const Promise& promise : request.promises) {
        if (promise.round == request.round) current.push_back(&promise);
    }
    for (std::size_t i = 0; i < current.size(); ++i) {
        const bool late = current.size() - i <= kMostPromises;
        if (late || !current[i]->renews) put_promise(*current[i], *out.add_promises());
    }
}

}  // namespace

void put_time(Instant at, google::protobuf::Timestamp& out) {
    out = service::to_proto(at);
}

Instant read_time(const google::protobuf::Timestamp& in) {
    return service::from_proto(in);
}

void put_request(const Request& request, pb::ServiceRequest& out) {
    out.set_name(request_name(request.uid));
    out.set_uid(to_string(request.uid));
    out.set_number(request.number);
    out.set_class_(request.request_class);
    out.set_class_edition(request.class_edition);
    out.set_commodity(request.commodity);
    out.set_state(static_cast<pb::RequestState>(request.state));
    out.set_round(request.round);
    out.set_hazard(static_cast<pb::Hazard>(request.hazard));
    out.set_rank(request.rank);
    out.set_premise(name_of("premises", request.premise));
    out.set_party(name_of("parties", request.party));
    out.set_service_point(name_of("servicePoints", request.service_point));
    out.set_node(name_of("networkNodes", request.node));
    if (request.location) put_location(request.location, *out.mutable_location());
    out.set_place_class(request.place_class);
    put_owner(request, out);
    put_parts(request, out);
    out.set_waiting_for(request.waiting_for);
    out.set_report_count(request.report_count);
    out.set_chase_count(request.chase_count);
    out.set_incident(name_of("incidents", request.incident));
    out.set_parent(name_of("serviceRequests", request.parent));
    out.set_merged_into(name_of("serviceRequests", request.merged_into));
    out.set_follows(name_of("serviceRequests", request.follows));
    put_times(request, out);
    out.set_etag(std::to_string(request.version));
    put_triage(request.triage, *out.mutable_triage());
    out.set_external_case(request.external_case);
    out.set_endangers(request.endangers);
    out.set_held_back(request.held_back);
}

void put_step(const Step& step, pb::Step& out) {
    out.set_id(step.id);
    out.set_owner(step.owner);
    out.set_state(static_cast<pb::StepState>(step.state));
    out.set_round(step.round);
    out.set_attempt(step.attempt);
    put_time(step.started, *out.mutable_start_time());
    put_maybe(step.ended, [&] { return out.mutable_end_time(); });
    put_maybe(step.stuck, [&] { return out.mutable_stuck_time(); });
    out.set_outcome(step.outcome);
    out.set_tries(step.tries);
    put_maybe(step.next, [&] { return out.mutable_next_time(); });
    out.set_satisfaction(step.satisfaction);
}

void put_promise(const Promise& promise, pb::Promise& out) {
    out.set_uid(to_string(promise.uid));
    out.set_kind(promise.kind);
    out.set_round(promise.round);
    out.set_state(static_cast<pb::PromiseState>(promise.state));
    put_time(promise.due, *out.mutable_due_time());
    put_time(promise.made, *out.mutable_make_time());
    put_maybe(promise.settled, [&] { return out.mutable_settle_time(); });
    if (promise.renews) out.set_renews(to_string(*promise.renews));
    if (promise.renewed_by) out.set_renewed_by(to_string(*promise.renewed_by));
    out.set_first(to_string(promise.first));
    out.set_channel(promise.channel);
    out.set_informed(promise.informed);
}

void put_row(const TimelineRow& row, bool with_words, pb::TimelineRow& out) {
    out.set_sequence(row.version);
    out.set_type(row.type);
    out.set_channel(row.channel);
    out.set_actor(row.actor);
    put_time(row.observed, *out.mutable_observed_time());
    put_time(row.recorded, *out.mutable_record_time());
    out.set_reference(row.reference);
    // A note's words are personal for all we know: they never leave with the event.
    if (with_words || row.type != NoteAdded::kType) {
        out.set_text_zh(row.text_zh);
        out.set_text_en(row.text_en);
    }
    for (const auto& [key, value] : row.details) {
        auto& detail = *out.add_details();
        detail.set_key(key);
        detail.set_value(value);
    }
}

void put_interaction(const Interaction& interaction, pb::Interaction& out) {
    out.set_name(interaction_name(interaction.uid));
    out.set_uid(to_string(interaction.uid));
    out.set_channel(interaction.channel);
    out.set_message_id(interaction.message_id);
    out.set_direction(interaction.direction);
    out.set_from(interaction.from);
    out.set_to(interaction.to);
    out.set_text(interaction.text);
    out.set_draft(interaction.draft);
    out.set_request(name_of("serviceRequests", interaction.request));
    out.set_party(name_of("parties", interaction.party));
    out.set_reason(interaction.reason);
    out.set_outcome(interaction.outcome);
    out.set_agent(agent_name(interaction.agent));
    out.set_relation(interaction.relation);
    out.set_recording(interaction.recording);
    out.set_answer_zh(interaction.answer_zh);
    out.set_answer_en(interaction.answer_en);
    put_time(interaction.observed, *out.mutable_observed_time());
    put_time(interaction.created, *out.mutable_create_time());
    put_maybe(interaction.completed, [&] { return out.mutable_complete_time(); });
    out.set_etag(std::to_string(interaction.version));
}

void put_notice(const Notice& notice, bool with_words, pb::Notice& out) {
    out.set_name(notice_name(notice.uid));
    out.set_uid(to_string(notice.uid));
    out.set_request(name_of("serviceRequests", notice.request));
    out.set_party(name_of("parties", notice.party));
    out.set_template_(notice.template_name);
    out.set_template_version(notice.template_version);
    out.set_language(notice.language);
    out.set_urgent(notice.urgent);
    out.set_state(static_cast<pb::NoticeState>(notice.state));
    out.set_reason(notice.reason);
    for (const NoticeAttempt& attempt : notice.attempts) {
        auto& made = *out.add_attempts();
        made.set_uid(to_string(attempt.uid));
        made.set_channel(attempt.channel);
        made.set_state(static_cast<pb::AttemptState>(attempt.state));
        put_time(attempt.started, *made.mutable_start_time());
        put_maybe(attempt.ended, [&] { return made.mutable_end_time(); });
        made.set_detail(attempt.detail);
    }
    put_maybe(notice.send_after, [&] { return out.mutable_send_after_time(); });
    put_time(notice.created, *out.mutable_create_time());
    put_maybe(notice.sent, [&] { return out.mutable_send_time(); });
    put_maybe(notice.delivered, [&] { return out.mutable_deliver_time(); });
    out.set_etag(std::to_string(notice.version));
    if (with_words) out.set_text(notice.text);
}

void put_work(const WorkKnown& work, pb::WorkOrderView& out) {
    out.set_name("workOrders/" + to_string(work.uid));
    out.set_number(work.number);
    out.set_state(work.state);
    out.set_step(work.step);
    out.set_round(work.round);
    out.set_attempt(work.attempt);
    out.set_crew(work.crew);
    put_maybe(work.forecast_arrival, [&] { return out.mutable_forecast_arrival_time(); });
    put_maybe(work.forecast_restoration, [&] { return out.mutable_forecast_restoration_time(); });
    put_maybe(work.on_site, [&] { return out.mutable_on_site_time(); });
    put_maybe(work.supply_restored, [&] { return out.mutable_supply_restored_time(); });
    put_maybe(work.done, [&] { return out.mutable_done_time(); });
    out.set_parent(name_of("workOrders", work.parent));
    out.set_etag(std::to_string(work.version));
}

void put_incident(const IncidentKnown& incident, pb::IncidentView& out) {
    out.set_name("incidents/" + to_string(incident.uid));
    out.set_number(incident.number);
    out.set_kind(incident.kind);
    out.set_state(incident.state);
    out.set_customers(incident.customers);
    put_maybe(incident.forecast_restoration,
              [&] { return out.mutable_forecast_restoration_time(); });
}

Triage read_triage(const pb::Triage& in) {
    Triage triage;
    if (!in.extent().empty()) triage.extent = in.extent();
    if (in.has_since_time()) triage.since = read_time(in.since_time());
    if (!in.came_back().empty()) triage.came_back = in.came_back();
    triage.safety = {in.safety().person_hurt(), in.safety().fire_or_gas(),
                     in.safety().fallen_or_open(), in.safety().damage_spreading()};
    return triage;
}

std::optional<Location> read_location(const hearth::common::v1::Location& in) {
    const bool empty = in.latitude() == 0 && in.longitude() == 0 && in.words().empty();
    if (empty) return {};
    return Location{in.latitude(), in.longitude(), in.accuracy_m(), in.words()};
}

}  // namespace hearth::contact
