#include "services/contact/api/event_codec.hpp"

#include <sstream>
#include <stdexcept>
#include <utility>

#include <manifest_gen/contact.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/triage.hpp"

namespace hearth::contact {
namespace {

namespace ev = hearth::contact::events::v1;

// One for each event, so that the compiler names the one that is missing. Those with something of
// their own take it apart: a member more, and it does not compile until it is written too.

ev::RequestTriaged message_of(const RequestTriaged&) {
    return {};
}
ev::RequestResolved message_of(const RequestResolved&) {
    return {};
}
ev::RequestClosed message_of(const RequestClosed&) {
    return {};
}
ev::NoteAdded message_of(const NoteAdded&) {
    return {};
}

ev::RequestOpened message_of(const RequestOpened& event) {
    const auto& [interaction] = event;
    ev::RequestOpened out;
    out.set_interaction(interaction);
    return out;
}

ev::InteractionJoined message_of(const InteractionJoined& event) {
    const auto& [interaction] = event;
    ev::InteractionJoined out;
    out.set_interaction(interaction);
    return out;
}

ev::RequestReclassified message_of(const RequestReclassified& event) {
    const auto& [old_class, work] = event;
    ev::RequestReclassified out;
    out.set_old_class(old_class);
    return out;
}

ev::RequestRelocated message_of(const RequestRelocated& event) {
    const auto& [old_premise, work] = event;
    ev::RequestRelocated out;
    out.set_old_premise(resource_name("premises", old_premise));
    return out;
}

ev::OwnerChanged message_of(const OwnerChanged& event) {
    const auto& [role, agent, old_role, old_agent, why, offer] = event;
    ev::OwnerChanged out;
    out.set_old_role(old_role);
    out.set_old_agent(agent_name(old_agent));
    out.set_why(std::string{name_of(why)});
    return out;
}

ev::StepStarted message_of(const StepStarted& event) {
    const auto& [step, round, attempt, work] = event;
    ev::StepStarted out;
    out.set_step(step);
    out.set_round(round);
    out.set_attempt(attempt);
    return out;
}

ev::StepDone message_of(const StepDone& event) {
    const auto& [step, round, attempt, outcome] = event;
    ev::StepDone out;
    out.set_step(step);
    out.set_round(round);
    out.set_attempt(attempt);
    out.set_outcome(outcome);
    return out;
}

ev::StepFailed message_of(const StepFailed& event) {
    const auto& [step, round, attempt, outcome] = event;
    ev::StepFailed out;
    out.set_step(step);
    out.set_round(round);
    out.set_attempt(attempt);
    out.set_outcome(outcome);
    return out;
}

ev::StepWaived message_of(const StepWaived& event) {
    const auto& [step, round, attempt, reason] = event;
    ev::StepWaived out;
    out.set_step(step);
    out.set_round(round);
    out.set_attempt(attempt);
    out.set_reason(reason);
    return out;
}

ev::StepStuck message_of(const StepStuck& event) {
    const auto& [step, round, attempt] = event;
    ev::StepStuck out;
    out.set_step(step);
    out.set_round(round);
    out.set_attempt(attempt);
    return out;
}

/// The reason stays in the line.
ev::WaitingStarted message_of(const WaitingStarted& event) {
    const auto& [waiting_for, reason] = event;
    ev::WaitingStarted out;
    out.set_waiting_for(waiting_for);
    return out;
}

ev::WaitingEnded message_of(const WaitingEnded& event) {
    const auto& [waiting_for] = event;
    ev::WaitingEnded out;
    out.set_waiting_for(waiting_for);
    return out;
}

ev::PromiseMade message_of(const PromiseMade& event) {
    const auto& [promise] = event;
    ev::PromiseMade out;
    *out.mutable_promise() = to_proto(promise);
    return out;
}

/// Why stays in the line and in the words to the customer.
ev::PromiseRenewed message_of(const PromiseRenewed& event) {
    const auto& [promise, old_due, informed, reason] = event;
    ev::PromiseRenewed out;
    *out.mutable_promise() = to_proto(promise);
    *out.mutable_old_due_time() = to_proto(old_due);
    out.set_informed(informed);
    return out;
}

ev::PromiseKept message_of(const PromiseKept& event) {
    const auto& [promise, first_kept] = event;
    ev::PromiseKept out;
    *out.mutable_promise() = to_proto(promise);
    out.set_first_kept(first_kept);
    return out;
}

ev::PromiseBroken message_of(const PromiseBroken& event) {
    const auto& [promise] = event;
    ev::PromiseBroken out;
    *out.mutable_promise() = to_proto(promise);
    return out;
}

ev::PromiseWithdrawn message_of(const PromiseWithdrawn& event) {
    const auto& [promise, reason] = event;
    ev::PromiseWithdrawn out;
    *out.mutable_promise() = to_proto(promise);
    out.set_reason(reason);
    return out;
}

ev::RequestEscalated message_of(const RequestEscalated& event) {
    const auto& [to_role, reason, clock, percent] = event;
    ev::RequestEscalated out;
    out.set_to_role(to_role);
    out.set_reason(reason);
    out.set_clock(clock);
    out.set_percent(percent);
    return out;
}

ev::RequestReopened message_of(const RequestReopened& event) {
    const auto& [reason, back_dated] = event;
    ev::RequestReopened out;
    out.set_reason(reason);
    out.set_back_dated(back_dated);
    return out;
}

ev::RequestWithdrawn message_of(const RequestWithdrawn& event) {
    const auto& [reason] = event;
    ev::RequestWithdrawn out;
    out.set_reason(reason);
    return out;
}

ev::RequestsMerged message_of(const RequestsMerged& event) {
    const auto& [into] = event;
    ev::RequestsMerged out;
    out.set_into(request_name(into));
    return out;
}

/// The head has the count.
ev::RequestChased message_of(const RequestChased& event) {
    const auto& [interaction, count] = event;
    ev::RequestChased out;
    out.set_interaction(interaction);
    return out;
}

/// What was heard is its owner's event; the line says of it what people need.
ev::TimelineAppended message_of(const TimelineAppended& event) {
    const auto& [source, source_type, heard] = event;
    ev::TimelineAppended out;
    out.set_source(source);
    out.set_source_type(source_type);
    return out;
}

/// Without personal data: the crew asks for the contact when it goes.
ev::WorkStart work_start(const Fact& fact, const RequestClass& definition) {
    const Request& request = fact.after;
    ev::WorkStart out;
    const pb::ServiceRequest head = to_proto(request);
    out.set_commodity(head.commodity());
    out.set_class_(head.class_());
    out.set_hazard(head.hazard());
    out.set_rank(head.rank());
    out.set_premise(head.premise());
    out.set_service_point(head.service_point());
    out.set_node(head.node());
    if (head.has_location()) *out.mutable_location() = head.location();
    out.set_place_class(head.place_class());
    *out.mutable_reported_time() = head.open_time();
    const RequestClock* arrival = request.clock("arrival");
    if (arrival != nullptr && arrival->due) *out.mutable_arrive_by() = to_proto(*arrival->due);
    out.set_party_class(request.party_class);
    std::istringstream needs{request.needs};
    for (std::string need; std::getline(needs, need, ',');)
        out.add_needs(need);
    for (const EvidenceRule& rule : definition.evidence)
        *out.add_evidence_rules() = to_proto(rule);
    if (const auto danger = proof_after(request, definition))
        *out.mutable_danger_time() = to_proto(*danger);
    out.set_summary_zh(fact.summary_zh);
    out.set_summary_en(fact.summary_en);
    out.set_critical(is_critical(request, definition));
    return out;
}

template <typename Message>
outbox::Event event_of(std::string_view topic, const Uuid& key, std::int64_t version,
                       const Message& message) {
    return {topic, key, version, Message::descriptor()->full_name(), message.SerializeAsString()};
}

/// Each notice event is written as itself, though all five look the same today.
template <typename Message>
bool encode_notice(const Notice& notice, std::string_view type, outbox::Event& out) {
    if (type != Message::descriptor()->name()) return false;
    Message message;
    *message.mutable_notice() = to_proto(notice, false);
    out = event_of(manifest::contact::kNotice, notice.uid, notice.version, message);
    return true;
}

}  // namespace

outbox::Event encode(const Fact& fact, const RequestClass& definition) {
    return std::visit(
        [&](const auto& event) {
            auto message = message_of(event);
            if constexpr (requires { message.mutable_work(); }) {
                if (event.work) *message.mutable_work() = work_start(fact, definition);
            }
            *message.mutable_service_request() = to_proto(fact.after);
            *message.mutable_row() = to_proto(fact.row, false);
            return event_of(manifest::contact::kServiceRequest, fact.after.uid, fact.after.version,
                            message);
        },
        fact.event);
}

outbox::Event encode(const Interaction& interaction, const std::string& event) {
    const bool completes = event == "message" || event == "completed" || event == "hung_up";
    if (completes && !interaction.draft) {
        ev::InteractionCompleted message;
        *message.mutable_interaction() = to_proto(interaction);
        return event_of(manifest::contact::kInteraction, interaction.uid, interaction.version,
                        message);
    }
    ev::InteractionRecorded message;
    *message.mutable_interaction() = to_proto(interaction);
    message.set_event(event);
    return event_of(manifest::contact::kInteraction, interaction.uid, interaction.version, message);
}

outbox::Event encode(const Notice& notice, std::string_view type) {
    outbox::Event out{};
    const bool known = encode_notice<ev::NoticePlanned>(notice, type, out) ||
                       encode_notice<ev::NoticeSuppressed>(notice, type, out) ||
                       encode_notice<ev::NoticeSent>(notice, type, out) ||
                       encode_notice<ev::NoticeDelivered>(notice, type, out) ||
                       encode_notice<ev::NoticeFailed>(notice, type, out);
    if (!known) throw std::invalid_argument{"no event of a notice: " + std::string{type}};
    return out;
}

app::Encode as_events() {
    return {
        [](const Fact& fact, const RequestClass& definition) { return encode(fact, definition); },
        [](const Interaction& interaction, const std::string& event) {
            return encode(interaction, event);
        },
        [](const Notice& notice, const std::string& type) { return encode(notice, type); }};
}

}  // namespace hearth::contact
