#include "services/contact/api/event_codec.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <sstream>

#include <manifest_gen/contact.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "services/contact/domain/triage.hpp"

namespace hearth::contact {
namespace {

namespace ev = hearth::contact::events::v1;

using Encode = std::function<std::string(const Fact&, const RequestClass&)>;

std::string text(const Fact& fact, std::string_view key) {
    return std::string{fact.detail(key)};
}

int number(const Fact& fact, std::string_view key) {
    const auto value = fact.detail(key);
    int result = 0;
    std::from_chars(value.data(), value.data() + value.size(), result);
    return result;
}

const Promise* promise_of(const Fact& fact) {
    const auto uid = parse_uuid(text(fact, "promise"));
    return uid ? fact.after.promise(*uid) : nullptr;
}

void put_evidence_rule(const EvidenceRule& rule, common::v1::EvidenceRule& out) {
    out.set_name(rule.name);
    out.set_kind(rule.is_choice() ? "choice" : "number");
    out.set_unit(rule.unit);
    out.set_least(rule.least);
    out.set_most(rule.most);
    for (const std::string& word : rule.one_of)
        out.add_one_of(word);
    for (const std::string& word : rule.asked_by)
        out.add_asked_by(word);
}

/// Without personal data: the crew asks for the contact when it goes.
void put_work_start(const Request& request, const RequestClass& definition, ev::WorkStart& out) {
    pb::ServiceRequest head;
    put_request(request, head);
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
    if (arrival != nullptr && arrival->due) put_time(*arrival->due, *out.mutable_arrive_by());
    out.set_party_class(request.party_class);
    std::istringstream needs{request.needs};
    for (std::string need; std::getline(needs, need, ',');)
        out.add_needs(need);
    for (const EvidenceRule& rule : definition.evidence)
        put_evidence_rule(rule, *out.add_evidence_rules());
    const bool neighbours = request.triage.extent == "neighbours_too";
    out.set_summary_zh(definition.title_zh + (neighbours ? ",邻居也有" : ""));
    out.set_summary_en(definition.title_en + (neighbours ? ", neighbours too" : ""));
    out.set_critical(is_critical(request, definition));
}

template <typename Event>
std::string finish(Event& event, const Fact& fact) {
    put_request(fact.after, *event.mutable_service_request());
    put_row(fact, false, *event.mutable_row());
    return event.SerializeAsString();
}

template <typename Event>
Encode plain() {
    return [](const Fact& fact, const RequestClass&) {
        Event event;
        return finish(event, fact);
    };
}

template <typename Event>
Encode with(void (*fill)(const Fact&, Event&)) {
    return [fill](const Fact& fact, const RequestClass&) {
        Event event;
        fill(fact, event);
        return finish(event, fact);
    };
}

template <typename Event>
void put_step_of(const Fact& fact, Event& event) {
    event.set_step(text(fact, "step"));
    event.set_round(number(fact, "round"));
    event.set_attempt(number(fact, "attempt"));
}

template <typename Event>
void put_promise_of(const Fact& fact, Event& event) {
    if (const Promise* promise = promise_of(fact)) put_promise(*promise, *event.mutable_promise());
}

std::string encode_step_started(const Fact& fact, const RequestClass& definition) {
    ev::StepStarted event;
    put_step_of(fact, event);
    const Step* step = fact.after.step(event.step());
    if (step != nullptr && step->owner == "dispatch")
        put_work_start(fact.after, definition, *event.mutable_work());
    return finish(event, fact);
}

std::string encode_relocated(const Fact& fact, const RequestClass& definition) {
    ev::RequestRelocated event;
    event.set_old_premise(text(fact, "old_premise"));
    if (fact.detail("work") == "true")
        put_work_start(fact.after, definition, *event.mutable_work());
    return finish(event, fact);
}

std::string encode_reclassified(const Fact& fact, const RequestClass& definition) {
    ev::RequestReclassified event;
    event.set_old_class(text(fact, "old_class"));
    if (fact.detail("work") == "true")
        put_work_start(fact.after, definition, *event.mutable_work());
    return finish(event, fact);
}

void add_steps(std::map<std::string, Encode, std::less<>>& all) {
    all["StepStarted"] = encode_step_started;
    all["StepDone"] = with<ev::StepDone>([](const Fact& fact, ev::StepDone& event) {
        put_step_of(fact, event);
        event.set_outcome(text(fact, "outcome"));
    });
    all["StepFailed"] = with<ev::StepFailed>([](const Fact& fact, ev::StepFailed& event) {
        put_step_of(fact, event);
        event.set_outcome(text(fact, "outcome"));
    });
    all["StepWaived"] = with<ev::StepWaived>([](const Fact& fact, ev::StepWaived& event) {
        put_step_of(fact, event);
        event.set_reason(text(fact, "reason"));
    });
    all["StepStuck"] = with<ev::StepStuck>(
        [](const Fact& fact, ev::StepStuck& event) { put_step_of(fact, event); });
}

void add_promises(std::map<std::string, Encode, std::less<>>& all) {
    all["PromiseMade"] = with<ev::PromiseMade>(
        [](const Fact& fact, ev::PromiseMade& event) { put_promise_of(fact, event); });
    all["PromiseRenewed"] =
        with<ev::PromiseRenewed>([](const Fact& fact, ev::PromiseRenewed& event) {
            put_promise_of(fact, event);
            if (const auto old = parse_rfc3339(text(fact, "old_due_time")))
                put_time(*old, *event.mutable_old_due_time());
            event.set_informed(fact.detail("informed") == "true");
        });
    all["PromiseKept"] = with<ev::PromiseKept>([](const Fact& fact, ev::PromiseKept& event) {
        put_promise_of(fact, event);
        event.set_first_kept(fact.detail("first_kept") == "true");
    });
    all["PromiseBroken"] = with<ev::PromiseBroken>(
        [](const Fact& fact, ev::PromiseBroken& event) { put_promise_of(fact, event); });
    all["PromiseWithdrawn"] =
        with<ev::PromiseWithdrawn>([](const Fact& fact, ev::PromiseWithdrawn& event) {
            put_promise_of(fact, event);
            event.set_reason(text(fact, "reason"));
        });
}

void add_owner(std::map<std::string, Encode, std::less<>>& all) {
    all["OwnerChanged"] = with<ev::OwnerChanged>([](const Fact& fact, ev::OwnerChanged& event) {
        event.set_old_role(text(fact, "old_role"));
        event.set_old_agent(text(fact, "old_agent"));
        event.set_why(text(fact, "why"));
    });
    all["RequestEscalated"] =
        with<ev::RequestEscalated>([](const Fact& fact, ev::RequestEscalated& event) {
            event.set_to_role(text(fact, "to_role"));
            event.set_reason(text(fact, "reason"));
            event.set_clock(text(fact, "clock"));
            event.set_percent(number(fact, "percent"));
        });
    all["WaitingStarted"] =
        with<ev::WaitingStarted>([](const Fact& fact, ev::WaitingStarted& event) {
            event.set_waiting_for(text(fact, "waiting_for"));
        });
    all["WaitingEnded"] = with<ev::WaitingEnded>([](const Fact& fact, ev::WaitingEnded& event) {
        event.set_waiting_for(text(fact, "waiting_for"));
    });
}

void add_life(std::map<std::string, Encode, std::less<>>& all) {
    all["RequestOpened"] = with<ev::RequestOpened>(
        [](const Fact& fact, ev::RequestOpened& event) { event.set_interaction(fact.reference); });
    all["InteractionJoined"] =
        with<ev::InteractionJoined>([](const Fact& fact, ev::InteractionJoined& event) {
            event.set_interaction(fact.reference);
        });
    all["RequestChased"] = with<ev::RequestChased>(
        [](const Fact& fact, ev::RequestChased& event) { event.set_interaction(fact.reference); });
    all["RequestReopened"] =
        with<ev::RequestReopened>([](const Fact& fact, ev::RequestReopened& event) {
            event.set_reason(text(fact, "reason"));
            event.set_back_dated(fact.detail("back_dated") == "true");
        });
    all["RequestWithdrawn"] =
        with<ev::RequestWithdrawn>([](const Fact& fact, ev::RequestWithdrawn& event) {
            event.set_reason(text(fact, "reason"));
        });
    all["RequestsMerged"] = with<ev::RequestsMerged>(
        [](const Fact& fact, ev::RequestsMerged& event) { event.set_into(text(fact, "into")); });
    all["TimelineAppended"] =
        with<ev::TimelineAppended>([](const Fact& fact, ev::TimelineAppended& event) {
            event.set_source(text(fact, "source"));
            event.set_source_type(text(fact, "source_type"));
        });
    all["RequestTriaged"] = plain<ev::RequestTriaged>();
    all["RequestResolved"] = plain<ev::RequestResolved>();
    all["RequestClosed"] = plain<ev::RequestClosed>();
    all["NoteAdded"] = plain<ev::NoteAdded>();
    all["RequestRelocated"] = encode_relocated;
    all["RequestReclassified"] = encode_reclassified;
}

const std::map<std::string, Encode, std::less<>>& encoders() {
    static const auto all = [] {
        std::map<std::string, Encode, std::less<>> made;
        add_steps(made);
        add_promises(made);
        add_owner(made);
        add_life(made);
        return made;
    }();
    return all;
}

/// Views of type names live as long as the process.
std::string_view full_type(const std::string& type) {
    static const auto names = [] {
        std::map<std::string, std::string, std::less<>> made;
        for (const auto& [name, encode] : encoders())
            made[name] = "hearth.contact.events.v1." + name;
        for (const char* name :
             {"InteractionRecorded", "InteractionCompleted", "NoticePlanned", "NoticeSuppressed",
              "NoticeSent", "NoticeDelivered", "NoticeFailed"})
            made[name] = std::string{"hearth.contact.events.v1."} + name;
        return made;
    }();
    return names.at(type);
}

}  // namespace

void record_facts(outbox::UnitOfWork& work, const std::vector<Fact>& facts,
                  const RequestClass& definition, std::optional<Uuid> cause) {
    for (const Fact& fact : facts) {
        work.record({manifest::contact::kServiceRequest, fact.after.uid, fact.after.version,
                     full_type(fact.type), encoders().at(fact.type)(fact, definition), cause});
    }
}

void record_interaction(outbox::UnitOfWork& work, const Interaction& interaction,
                        const std::string& event) {
    const bool completes = event == "message" || event == "completed" || event == "hung_up";
    const bool recorded_only = interaction.draft || !completes;
    std::string payload;
    if (recorded_only) {
        ev::InteractionRecorded recorded;
        put_interaction(interaction, *recorded.mutable_interaction());
        recorded.set_event(event);
        payload = recorded.SerializeAsString();
    } else {
        ev::InteractionCompleted completed;
        put_interaction(interaction, *completed.mutable_interaction());
        payload = completed.SerializeAsString();
    }
    work.record({manifest::contact::kInteraction,
                 interaction.uid,
                 interaction.version,
                 full_type(recorded_only ? "InteractionRecorded" : "InteractionCompleted"),
                 std::move(payload),
                 {}});
}

void record_notice(outbox::UnitOfWork& work, const Notice& notice, const std::string& type,
                   std::optional<Uuid> cause) {
    // The five events carry the same head under the same number: their bytes are alike.
    ev::NoticePlanned event;
    put_notice(notice, false, *event.mutable_notice());
    work.record({manifest::contact::kNotice, notice.uid, notice.version, full_type(type),
                 event.SerializeAsString(), cause});
}

}  // namespace hearth::contact
