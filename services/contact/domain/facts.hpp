#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "services/contact/domain/request.hpp"

namespace hearth::contact {

// What details are made of.
std::string flag(bool value);                             ///< "true"
std::string time_text(const std::optional<Instant>& at);  ///< empty when there is none
Details attempt_details(const std::string& step, int round, int attempt);
Details promise_details(const Promise& promise);
Details joined(Details some, Details more);
/// Those that say something: the blank of one that is left out stays empty in a line.
Details unless_empty(Details optional);

// What can happen to a request. Each is an event of the name in `kType`, with what only it tells;
// `details` names it for rows and lines, in any order: one with members and without does not
// compile. `work`: repair is under way, and dispatch is told anew what it needs.

struct RequestOpened {
    static constexpr std::string_view kType = "RequestOpened";
    std::string interaction;  ///< `interactions/<uid>` that brought it; empty when none did
    [[nodiscard]] Details details() const { return {}; }  // it is the reference
};
struct InteractionJoined {
    static constexpr std::string_view kType = "InteractionJoined";
    std::string interaction;
    [[nodiscard]] Details details() const { return {}; }  // it is the reference
};
struct RequestTriaged {
    static constexpr std::string_view kType = "RequestTriaged";
};
struct RequestReclassified {
    static constexpr std::string_view kType = "RequestReclassified";
    std::string old_class;
    bool work = false;
    [[nodiscard]] Details details() const {
        return {{"old_class", old_class}, {"work", flag(work)}};
    }
};
struct RequestRelocated {
    static constexpr std::string_view kType = "RequestRelocated";
    std::optional<Uuid> old_premise;
    bool work = false;
    [[nodiscard]] Details details() const {
        return {{"old_premise", old_premise ? "premises/" + to_string(*old_premise) : ""},
                {"work", flag(work)}};
    }
};

enum class OwnerWhy { kAssigned = 1, kOffered, kAccepted, kNotAccepted, kOffDuty };
std::string_view name_of(OwnerWhy why);  ///< "not_accepted"
/// To whom a hand-over is offered, and until when it may be accepted.
struct Offer {
    std::string agent;
    Instant due;
};
/// Agents by code; empty where nobody owns it.
struct OwnerChanged {
    static constexpr std::string_view kType = "OwnerChanged";
    std::string role;
    std::string agent;
    std::string old_role;
    std::string old_agent;
    OwnerWhy why = OwnerWhy::kAssigned;
    std::optional<Offer> offer;
    [[nodiscard]] Details details() const;
};

struct StepStarted {
    static constexpr std::string_view kType = "StepStarted";
    std::string step;
    int round = 1;
    int attempt = 1;
    bool work = false;  ///< dispatch owns the step
    [[nodiscard]] Details details() const { return attempt_details(step, round, attempt); }
};
struct StepDone {
    static constexpr std::string_view kType = "StepDone";
    std::string step;
    int round = 1;
    int attempt = 1;
    std::string outcome;
    [[nodiscard]] Details details() const {
        return joined(attempt_details(step, round, attempt), unless_empty({{"outcome", outcome}}));
    }
};
struct StepFailed {
    static constexpr std::string_view kType = "StepFailed";
    std::string step;
    int round = 1;
    int attempt = 1;
    std::string outcome;
    [[nodiscard]] Details details() const {
        return joined(attempt_details(step, round, attempt), unless_empty({{"outcome", outcome}}));
    }
};
struct StepWaived {
    static constexpr std::string_view kType = "StepWaived";
    std::string step;
    int round = 1;
    int attempt = 0;  ///< 0: it never began
    std::string reason;
    [[nodiscard]] Details details() const {
        return joined(attempt_details(step, round, attempt), unless_empty({{"reason", reason}}));
    }
};
struct StepStuck {
    static constexpr std::string_view kType = "StepStuck";
    std::string step;
    int round = 1;
    int attempt = 1;
    [[nodiscard]] Details details() const { return attempt_details(step, round, attempt); }
};

struct WaitingStarted {
    static constexpr std::string_view kType = "WaitingStarted";
    std::string waiting_for;
    std::string reason;
    [[nodiscard]] Details details() const {
        return {{"waiting_for", waiting_for}, {"reason", reason}};
    }
};
struct WaitingEnded {
    static constexpr std::string_view kType = "WaitingEnded";
    std::string waiting_for;
    [[nodiscard]] Details details() const { return {{"waiting_for", waiting_for}}; }
};

// Promises as they are after it.

struct PromiseMade {
    static constexpr std::string_view kType = "PromiseMade";
    Promise promise;
    [[nodiscard]] Details details() const { return promise_details(promise); }
};
struct PromiseRenewed {
    static constexpr std::string_view kType = "PromiseRenewed";
    Promise promise;
    Instant old_due;
    bool informed = false;
    std::string reason;
    [[nodiscard]] Details details() const {
        return joined(promise_details(promise), {{"old_due_time", to_rfc3339(old_due)},
                                                 {"informed", flag(informed)},
                                                 {"reason", reason}});
    }
};
struct PromiseKept {
    static constexpr std::string_view kType = "PromiseKept";
    Promise promise;
    bool first_kept = false;
    [[nodiscard]] Details details() const {
        return joined(promise_details(promise), {{"first_kept", flag(first_kept)}});
    }
};
struct PromiseBroken {
    static constexpr std::string_view kType = "PromiseBroken";
    Promise promise;
    [[nodiscard]] Details details() const { return promise_details(promise); }
};
struct PromiseWithdrawn {
    static constexpr std::string_view kType = "PromiseWithdrawn";
    Promise promise;
    std::string reason;
    [[nodiscard]] Details details() const {
        return joined(promise_details(promise), {{"reason", reason}});
    }
};

struct RequestEscalated {
    static constexpr std::string_view kType = "RequestEscalated";
    std::string to_role;
    std::string reason;      ///< a word of the rule, or a person's words
    std::string clock = {};  ///< empty when no clock is the reason
    int percent = 0;         ///< of the clock
    [[nodiscard]] Details details() const {
        return joined({{"to_role", to_role}, {"reason", reason}},
                      unless_empty({{"clock", clock},
                                    {"percent", percent > 0 ? std::to_string(percent) : ""}}));
    }
};
struct RequestResolved {
    static constexpr std::string_view kType = "RequestResolved";
};
struct RequestReopened {
    static constexpr std::string_view kType = "RequestReopened";
    std::string reason;
    bool back_dated = false;
    [[nodiscard]] Details details() const {
        return {{"reason", reason}, {"back_dated", flag(back_dated)}};
    }
};
struct RequestWithdrawn {
    static constexpr std::string_view kType = "RequestWithdrawn";
    std::string reason;
    [[nodiscard]] Details details() const { return {{"reason", reason}}; }
};
struct RequestClosed {
    static constexpr std::string_view kType = "RequestClosed";
};
struct RequestsMerged {
    static constexpr std::string_view kType = "RequestsMerged";
    Uuid into;
    [[nodiscard]] Details details() const { return {{"into", request_name(into)}}; }
};
struct RequestChased {
    static constexpr std::string_view kType = "RequestChased";
    std::string interaction;
    int count = 0;
    [[nodiscard]] Details details() const { return {{"count", std::to_string(count)}}; }
};
/// Its words stand in the line alone: personal for all we know, they never leave with the event.
struct NoteAdded {
    static constexpr std::string_view kType = "NoteAdded";
};

/// What was heard of a work order, as its line shows it.
struct WorkHeard {
    std::string number;
    std::string step;
    int round = 1;
    int attempt = 1;
    std::string crew;
    std::string reason;
    std::string evidence;
    std::optional<Instant> arrival;
    std::optional<Instant> restoration;
    std::string hazard = {};  ///< `hazard_stands` where the evidence left it standing
    [[nodiscard]] Details details() const {
        return joined(joined(attempt_details(step, round, attempt), {{"number", number}}),
                      unless_empty({{"crew", crew},
                                    {"reason", reason},
                                    {"evidence", evidence},
                                    {"hazard", hazard},
                                    {"arrival_time", time_text(arrival)},
                                    {"restoration_time", time_text(restoration)}}));
    }
};
struct IncidentHeard {
    std::string number;
    std::optional<Instant> restoration;
    [[nodiscard]] Details details() const {
        return joined({{"number", number}},
                      unless_empty({{"restoration_time", time_text(restoration)}}));
    }
};
/// A contact that nobody answered, or that was sent.
struct ContactTried {
    std::string step;
    int tries = 0;
    [[nodiscard]] Details details() const {
        return {{"step", step}, {"tries", std::to_string(tries)}};
    }
};
/// What somebody else did or said became a line.
struct TimelineAppended {
    static constexpr std::string_view kType = "TimelineAppended";
    std::string source;       ///< `workOrders/<uid>` and the like; empty: our own trying
    std::string source_type;  ///< the owner's event, or a word of ours: "CrewOnSite", "NoAnswer"
    std::variant<std::monostate, WorkHeard, IncidentHeard, ContactTried> heard;
    [[nodiscard]] Details details() const;
};

using RequestEvent =
    std::variant<RequestOpened, InteractionJoined, RequestTriaged, RequestReclassified,
                 RequestRelocated, OwnerChanged, StepStarted, StepDone, StepFailed, StepWaived,
                 StepStuck, WaitingStarted, WaitingEnded, PromiseMade, PromiseRenewed, PromiseKept,
                 PromiseBroken, PromiseWithdrawn, RequestEscalated, RequestResolved,
                 RequestReopened, RequestWithdrawn, RequestClosed, RequestsMerged, RequestChased,
                 NoteAdded, TimelineAppended>;

std::string_view type_of(const RequestEvent& event);  ///< "StepStarted"; lives as long as we do
/// What the event tells as named text, sorted by name: what rows keep and lines are filled with.
Details details_of(const RequestEvent& event);
/// Name of what the event is about: a promise, an interaction, a work order; else empty.
std::string reference_of(const RequestEvent& event);
/// True when dispatch is told with it what it needs to plan.
bool starts_work(const RequestEvent& event);

/// A line of a request's timeline, as it is stored and shown.
struct TimelineRow {
    Uuid request;
    std::int64_t version = 0;  ///< of the request after it; counts the lines
    std::string type;
    std::string channel;
    std::string actor;
    Instant observed;
    Instant recorded;
    std::string reference;
    Details details;
    std::string text_zh;
    std::string text_en;

    bool operator==(const TimelineRow&) const = default;

    [[nodiscard]] std::string_view detail(std::string_view key) const;
};

/// One change of a request: one event, one line.
struct Fact {
    TimelineRow row;
    RequestEvent event;
    Request after;
    std::string summary_zh;  ///< what a crew is told of it in one line, where work is started
    std::string summary_en;
};

}  // namespace hearth::contact
