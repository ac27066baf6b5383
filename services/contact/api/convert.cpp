#include "services/contact/api/convert.hpp"

#include <algorithm>
#include <sstream>

namespace hearth::contact {
namespace {

std::string name_of(std::string_view collection, const std::optional<Uuid>& uid) {
    return resource_name(collection, uid);
}

void fill_owner(const Request& request, pb::ServiceRequest& out) {
    out.set_owner_role(request.owner_role);
    out.set_owner_agent(agent_name(request.owner_agent));
    out.set_first_agent(agent_name(request.first_agent));
    out.set_hand_over_to(agent_name(request.hand_over_to));
    if (request.hand_over_due) *out.mutable_hand_over_due_time() = to_proto(*request.hand_over_due);
}

void fill_times(const Request& request, pb::ServiceRequest& out) {
    *out.mutable_open_time() = to_proto(request.opened);
    *out.mutable_create_time() = to_proto(request.created);
    *out.mutable_update_time() = to_proto(request.updated);
    if (request.resolved) *out.mutable_resolve_time() = to_proto(*request.resolved);
    if (request.closed) *out.mutable_close_time() = to_proto(*request.closed);
}

void fill_parts(const Request& request, pb::ServiceRequest& out) {
    constexpr std::size_t kMostPromises = 20;
    for (const Step& step : request.steps) {
        if (step.round == request.round && request.step(step.id) == &step)
            *out.add_steps() = to_proto(step);
    }
    for (const RequestClock& clock : request.clocks)
        *out.add_clocks() = to_proto(clock);
    std::vector<const Promise*> current;
    for (const Promise& promise : request.promises) {
        if (promise.round == request.round) current.push_back(&promise);
    }
    for (std::size_t i = 0; i < current.size(); ++i) {
        const bool late = current.size() - i <= kMostPromises;
        if (late || !current[i]->renews) *out.add_promises() = to_proto(*current[i]);
    }
}

}  // namespace

common::v1::Location to_proto(const Location& location) {
    common::v1::Location out;
    out.set_latitude(location.latitude);
    out.set_longitude(location.longitude);
    out.set_accuracy_m(location.accuracy_m);
    out.set_words(location.words);
    return out;
}

pb::Triage to_proto(const Triage& triage) {
    pb::Triage out;
    out.set_extent(triage.extent);
    if (triage.since) *out.mutable_since_time() = to_proto(*triage.since);
    out.set_came_back(triage.came_back);
    out.mutable_safety()->set_person_hurt(triage.safety.person_hurt);
    out.mutable_safety()->set_fire_or_gas(triage.safety.fire_or_gas);
    out.mutable_safety()->set_fallen_or_open(triage.safety.fallen_or_open);
    out.mutable_safety()->set_damage_spreading(triage.safety.damage_spreading);
    out.set_supply_state(triage.supply_state);
    out.set_supply_cause(triage.supply_cause);
    return out;
}

pb::Clock to_proto(const RequestClock& clock) {
    pb::Clock out;
    out.set_id(clock.id);
    out.set_state(static_cast<pb::ClockState>(clock.state));
    if (clock.started) *out.mutable_start_time() = to_proto(*clock.started);
    if (clock.due) *out.mutable_due_time() = to_proto(*clock.due);
    if (clock.stopped) *out.mutable_stop_time() = to_proto(*clock.stopped);
    out.set_paused_seconds(clock.paused_s);
    out.set_warned_percent(clock.warned_percent);
    out.set_exempt(clock.exempt);
    out.set_profile(clock.profile);
    out.set_edition(clock.edition);
    out.set_calendar_edition(clock.calendar_edition);
    return out;
}

common::v1::EvidenceRule to_proto(const EvidenceRule& rule) {
    common::v1::EvidenceRule out;
    out.set_name(rule.name);
    out.set_kind(rule.is_choice() ? "choice" : "number");
    out.set_unit(rule.unit);
    out.set_least(rule.least);
    out.set_most(rule.most);
    for (const std::string& word : rule.one_of)
        out.add_one_of(word);
    for (const std::string& word : rule.asked_by)
        out.add_asked_by(word);
    return out;
}

pb::ServiceRequest to_proto(const Request& request) {
    pb::ServiceRequest out;
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
    if (request.location) *out.mutable_location() = to_proto(*request.location);
    out.set_place_class(request.place_class);
    fill_owner(request, out);
    fill_parts(request, out);
    out.set_waiting_for(request.waiting_for);
    out.set_report_count(request.report_count);
    out.set_chase_count(request.chase_count);
    out.set_incident(name_of("incidents", request.incident));
    out.set_parent(name_of("serviceRequests", request.parent));
    out.set_merged_into(name_of("serviceRequests", request.merged_into));
    out.set_follows(name_of("serviceRequests", request.follows));
    fill_times(request, out);
    out.set_etag(std::to_string(request.version));
    *out.mutable_triage() = to_proto(request.triage);
    out.set_external_case(request.external_case);
    out.set_endangers(request.endangers);
    out.set_held_back(request.held_back);
    return out;
}

pb::Step to_proto(const Step& step) {
    pb::Step out;
    out.set_id(step.id);
    out.set_owner(step.owner);
    out.set_state(static_cast<pb::StepState>(step.state));
    out.set_round(step.round);
    out.set_attempt(step.attempt);
    *out.mutable_start_time() = to_proto(step.started);
    if (step.ended) *out.mutable_end_time() = to_proto(*step.ended);
    if (step.stuck) *out.mutable_stuck_time() = to_proto(*step.stuck);
    out.set_outcome(step.outcome);
    out.set_tries(step.tries);
    if (step.next) *out.mutable_next_time() = to_proto(*step.next);
    out.set_satisfaction(step.satisfaction);
    return out;
}

pb::Promise to_proto(const Promise& promise) {
    pb::Promise out;
    out.set_uid(to_string(promise.uid));
    out.set_kind(promise.kind);
    out.set_round(promise.round);
    out.set_state(static_cast<pb::PromiseState>(promise.state));
    *out.mutable_due_time() = to_proto(promise.due);
    *out.mutable_make_time() = to_proto(promise.made);
    if (promise.settled) *out.mutable_settle_time() = to_proto(*promise.settled);
    if (promise.renews) out.set_renews(to_string(*promise.renews));
    if (promise.renewed_by) out.set_renewed_by(to_string(*promise.renewed_by));
    out.set_first(to_string(promise.first));
    out.set_channel(promise.channel);
    out.set_informed(promise.informed);
    return out;
}

pb::TimelineRow to_proto(const TimelineRow& row, bool with_words) {
    pb::TimelineRow out;
    out.set_sequence(row.version);
    out.set_type(row.type);
    out.set_channel(row.channel);
    out.set_actor(row.actor);
    *out.mutable_observed_time() = to_proto(row.observed);
    *out.mutable_record_time() = to_proto(row.recorded);
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
    return out;
}

pb::Interaction to_proto(const Interaction& interaction) {
    pb::Interaction out;
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
    *out.mutable_observed_time() = to_proto(interaction.observed);
    *out.mutable_create_time() = to_proto(interaction.created);
    if (interaction.completed) *out.mutable_complete_time() = to_proto(*interaction.completed);
    out.set_etag(std::to_string(interaction.version));
    return out;
}

pb::Notice to_proto(const Notice& notice, bool with_words) {
    pb::Notice out;
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
        *made.mutable_start_time() = to_proto(attempt.started);
        if (attempt.ended) *made.mutable_end_time() = to_proto(*attempt.ended);
        made.set_detail(attempt.detail);
    }
    if (notice.send_after) *out.mutable_send_after_time() = to_proto(*notice.send_after);
    *out.mutable_create_time() = to_proto(notice.created);
    if (notice.sent) *out.mutable_send_time() = to_proto(*notice.sent);
    if (notice.delivered) *out.mutable_deliver_time() = to_proto(*notice.delivered);
    out.set_etag(std::to_string(notice.version));
    if (with_words) out.set_text(notice.text);
    return out;
}

pb::WorkOrderView to_proto(const WorkKnown& work) {
    pb::WorkOrderView out;
    out.set_name("workOrders/" + to_string(work.uid));
    out.set_number(work.number);
    out.set_state(work.state);
    out.set_step(work.step);
    out.set_round(work.round);
    out.set_attempt(work.attempt);
    out.set_crew(work.crew);
    if (work.forecast_arrival)
        *out.mutable_forecast_arrival_time() = to_proto(*work.forecast_arrival);
    if (work.forecast_restoration)
        *out.mutable_forecast_restoration_time() = to_proto(*work.forecast_restoration);
    if (work.on_site) *out.mutable_on_site_time() = to_proto(*work.on_site);
    if (work.supply_restored) *out.mutable_supply_restored_time() = to_proto(*work.supply_restored);
    if (work.done) *out.mutable_done_time() = to_proto(*work.done);
    out.set_parent(name_of("workOrders", work.parent));
    out.set_etag(std::to_string(work.version));
    return out;
}

pb::IncidentView to_proto(const IncidentKnown& incident) {
    pb::IncidentView out;
    out.set_name("incidents/" + to_string(incident.uid));
    out.set_number(incident.number);
    out.set_kind(incident.kind);
    out.set_state(incident.state);
    out.set_customers(incident.customers);
    if (incident.forecast_restoration)
        *out.mutable_forecast_restoration_time() = to_proto(*incident.forecast_restoration);
    return out;
}

Triage from_proto(const pb::Triage& in) {
    Triage triage;
    if (!in.extent().empty()) triage.extent = in.extent();
    if (in.has_since_time()) triage.since = from_proto(in.since_time());
    if (!in.came_back().empty()) triage.came_back = in.came_back();
    triage.safety = {in.safety().person_hurt(), in.safety().fire_or_gas(),
                     in.safety().fallen_or_open(), in.safety().damage_spreading()};
    return triage;
}

std::optional<Location> from_proto(const hearth::common::v1::Location& in) {
    const bool empty = in.latitude() == 0 && in.longitude() == 0 && in.words().empty();
    if (empty) return {};
    return Location{in.latitude(), in.longitude(), in.accuracy_m(), in.words()};
}

pb::Answer to_proto(const app::Answer& answer) {
    pb::Answer out;
    if (answer.request) *out.mutable_service_request() = to_proto(*answer.request);
    if (answer.taken_in) {
        pb::ServiceRequest& request = *out.mutable_service_request();
        request.set_name(name_of("serviceRequests", answer.taken_in->request));
        request.set_number(answer.taken_in->number);
        request.set_class_(answer.taken_in->request_class);
        request.set_state(pb::REQUEST_STATE_RECEIVED);
    }
    out.set_outcome(answer.outcome);
    if (answer.promise) *out.mutable_promise() = to_proto(*answer.promise);
    if (answer.incident) *out.mutable_incident() = to_proto(*answer.incident);
    for (const std::string& word : answer.known)
        out.add_known(word);
    out.set_text_zh(answer.text_zh);
    out.set_text_en(answer.text_en);
    for (const Request& near : answer.likely_same)
        *out.add_likely_same() = to_proto(near);
    for (const std::string& question : answer.ask)
        out.add_ask(question);
    for (const app::Answer& part : answer.parts)
        *out.add_parts() = to_proto(part);
    return out;
}

}  // namespace hearth::contact
