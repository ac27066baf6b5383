#include "services/contact/domain/facts.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

// One for each event, so that the compiler names the one that is missing.

std::string flag(bool value) {
    return value ? "true" : "false";
}

/// An optional detail is left out: its blank in a line stays empty.
void add(Details& details, const char* key, const std::string& value) {
    if (!value.empty()) details.emplace_back(key, value);
}

void add(Details& details, const char* key, const std::optional<Instant>& at) {
    if (at) details.emplace_back(key, to_rfc3339(*at));
}

Details attempt_details(const std::string& step, int round, int attempt) {
    return {{"step", step}, {"round", std::to_string(round)}, {"attempt", std::to_string(attempt)}};
}

Details promise_details(const Promise& promise) {
    return {{"promise", to_string(promise.uid)},
            {"kind", promise.kind},
            {"round", std::to_string(promise.round)},
            {"due_time", to_rfc3339(promise.due)}};
}

// The interaction is the row's reference.
Details details(const RequestOpened&) {
    return {};
}
Details details(const InteractionJoined&) {
    return {};
}
Details details(const RequestTriaged&) {
    return {};
}
Details details(const RequestResolved&) {
    return {};
}
Details details(const RequestClosed&) {
    return {};
}
Details details(const NoteAdded&) {
    return {};
}

Details details(const RequestReclassified& event) {
    return {{"old_class", event.old_class}, {"work", flag(event.work)}};
}

Details details(const RequestRelocated& event) {
    return {{"old_premise", event.old_premise ? "premises/" + to_string(*event.old_premise) : ""},
            {"work", flag(event.work)}};
}

Details details(const OwnerChanged& event) {
    Details all{{"role", event.role},
                {"agent", agent_name(event.agent)},
                {"old_role", event.old_role},
                {"old_agent", agent_name(event.old_agent)},
                {"why", std::string{name_of(event.why)}}};
    if (event.offer) {
        all.emplace_back("to", agent_name(event.offer->agent));
        all.emplace_back("due_time", to_rfc3339(event.offer->due));
    }
    return all;
}

Details details(const StepStarted& event) {
    return attempt_details(event.step, event.round, event.attempt);
}

Details details(const StepDone& event) {
    Details all = attempt_details(event.step, event.round, event.attempt);
    add(all, "outcome", event.outcome);
    return all;
}

Details details(const StepFailed& event) {
    Details all = attempt_details(event.step, event.round, event.attempt);
    add(all, "outcome", event.outcome);
    return all;
}

Details details(const StepWaived& event) {
    Details all = attempt_details(event.step, event.round, event.attempt);
    add(all, "reason", event.reason);
    return all;
}

Details details(const StepStuck& event) {
    return attempt_details(event.step, event.round, event.attempt);
}

Details details(const WaitingStarted& event) {
    return {{"waiting_for", event.waiting_for}, {"reason", event.reason}};
}

Details details(const WaitingEnded& event) {
    return {{"waiting_for", event.waiting_for}};
}

Details details(const PromiseMade& event) {
    return promise_details(event.promise);
}

Details details(const PromiseRenewed& event) {
    Details all = promise_details(event.promise);
    all.emplace_back("old_due_time", to_rfc3339(event.old_due));
    all.emplace_back("informed", flag(event.informed));
    all.emplace_back("reason", event.reason);
    return all;
}

Details details(const PromiseKept& event) {
    Details all = promise_details(event.promise);
    all.emplace_back("first_kept", flag(event.first_kept));
    return all;
}

Details details(const PromiseBroken& event) {
    return promise_details(event.promise);
}

Details details(const PromiseWithdrawn& event) {
    Details all = promise_details(event.promise);
    all.emplace_back("reason", event.reason);
    return all;
}

Details details(const RequestEscalated& event) {
    Details all{{"to_role", event.to_role}, {"reason", event.reason}};
    add(all, "clock", event.clock);
    if (event.percent > 0) all.emplace_back("percent", std::to_string(event.percent));
    return all;
}

Details details(const RequestReopened& event) {
    return {{"reason", event.reason}, {"back_dated", flag(event.back_dated)}};
}

Details details(const RequestWithdrawn& event) {
    return {{"reason", event.reason}};
}

Details details(const RequestsMerged& event) {
    return {{"into", request_name(event.into)}};
}

Details details(const RequestChased& event) {
    return {{"count", std::to_string(event.count)}};
}

Details details(const std::monostate&) {
    return {};
}

Details details(const WorkHeard& heard) {
    Details all = attempt_details(heard.step, heard.round, heard.attempt);
    all.emplace_back("number", heard.number);
    add(all, "crew", heard.crew);
    add(all, "reason", heard.reason);
    add(all, "evidence", heard.evidence);
    add(all, "arrival_time", heard.arrival);
    add(all, "restoration_time", heard.restoration);
    return all;
}

Details details(const IncidentHeard& heard) {
    Details all{{"number", heard.number}};
    add(all, "restoration_time", heard.restoration);
    return all;
}

Details details(const ContactTried& heard) {
    return {{"step", heard.step}, {"tries", std::to_string(heard.tries)}};
}

Details details(const TimelineAppended& event) {
    Details all = std::visit([](const auto& heard) { return details(heard); }, event.heard);
    add(all, "source", event.source);
    all.emplace_back("source_type", event.source_type);
    return all;
}

}  // namespace

std::string_view name_of(OwnerWhy why) {
    switch (why) {
        case OwnerWhy::kAssigned:
            return "assigned";
        case OwnerWhy::kOffered:
            return "offered";
        case OwnerWhy::kAccepted:
            return "accepted";
        case OwnerWhy::kNotAccepted:
            return "not_accepted";
        case OwnerWhy::kOffDuty:
            return "off_duty";
    }
    return {};
}

std::string_view type_of(const RequestEvent& event) {
    return std::visit([](const auto& told) { return told.kType; }, event);
}

Details details_of(const RequestEvent& event) {
    Details all = std::visit([](const auto& told) { return details(told); }, event);
    std::sort(all.begin(), all.end());
    return all;
}

std::string reference_of(const RequestEvent& event) {
    return std::visit(
        [](const auto& told) -> std::string {
            if constexpr (requires { told.promise; }) {
                return "promises/" + to_string(told.promise.uid);
            } else if constexpr (requires { told.interaction; }) {
                return told.interaction;
            } else if constexpr (requires { told.source; }) {
                return told.source;
            } else if constexpr (requires { told.into; }) {
                return request_name(told.into);
            } else {
                return {};
            }
        },
        event);
}

bool starts_work(const RequestEvent& event) {
    return std::visit(
        [](const auto& told) {
            if constexpr (requires { told.work; }) {
                return told.work;
            } else {
                return false;
            }
        },
        event);
}

std::string_view TimelineRow::detail(std::string_view key) const {
    for (const auto& [name, value] : details) {
        if (name == key) return value;
    }
    return {};
}

}  // namespace hearth::contact
