#include "services/contact/domain/commands.hpp"

#include <algorithm>
#include <utility>

#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/parts.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact {
namespace {

constexpr int kChasesThatAlarm = 2;
const std::string kOffWords = "off";
const std::string kPlannedWords = "planned";

Error wrong_state(const Request& request) {
    return failed_precondition("WRONG_STATE",
                               "the request is " + std::string{name_of(request.state)});
}

/// A contact may tell of several matters, and of one several times: each is answered once.
std::string cause_of(const Request& request, const Report& report) {
    return report.interaction.empty()
               ? request_name(request.uid) + "/" + std::to_string(request.version)
               : report.interaction + "/" + to_string(request.uid);
}

/// That it was taken in, and what is promised.
Reply accepted(const Change& change) {
    const Request& request = change.request;
    Reply reply;
    for (const char* kind : {"arrival", "restoration", "answer"}) {
        const Promise* promise = request.promise(kind);
        if (promise == nullptr || promise->state == PromiseState::kWithdrawn) continue;
        reply.fields.emplace_back("promise",
                                  local_time(promise->due, change.now(), change.profile.zone));
        break;
    }
    reply.template_name = request.held_by == "supply_off"     ? kOffWords
                          : request.held_by == "planned_work" ? kPlannedWords
                                                              : change.definition.accepted_template;
    if (!request.held_by.empty()) reply.fields.emplace_back("cause", request.triage.supply_cause);
    return reply;
}

/// What is reported belongs to an incident that is known; dispatch says so in its own time.
void promise_restoration(Change& change, const Report& report, Reply& reply) {
    const auto& forecast = report.restoration_forecast;
    if (!forecast || *forecast <= change.now() || change.definition.has_parts()) return;
    const Instant due = *forecast + change.definition.promise_slack;
    make_promise(change, "restoration", due);
    reply.template_name = "incident";
    reply.fields.emplace_back("eta", local_time(due, change.now(), change.profile.zone));
}

/// Who reports is answered, also where the request stands for somebody else. The answer to a report
/// is a reply: no quiet hours hold it back.
Reply tell_reporter(Change& change, const Report& report, Reply reply) {
    if (reply.template_name.empty()) return reply;
    change.tell(reply.template_name, std::move(reply.fields), true,
                cause_of(change.request, report));
    NoticeIntent& notice = change.notices.back();
    if (!report.reporter.address.empty()) {
        notice.address = report.reporter.address;
        if (!report.reporter.party) notice.recipient = recipient_of(notice.address);
    }
    if (!report.reporter.language.empty()) notice.language = report.reporter.language;
    reply.language = notice.language;
    reply.fields = notice.fields;
    return reply;
}

void cancel_steps(Change& change) {
    for (Step& step : change.request.steps) {
        if (step.state != StepState::kStarted) continue;
        step.state = StepState::kCancelled;
        step.ended = change.now();
        step.next.reset();
    }
}

void promise_what_clocks_allow(Change& change) {
    for (const PromiseDefinition& definition : change.definition.promises) {
        const RequestClock* clock = change.request.clock(definition.clock);
        if (clock == nullptr || !clock->due || change.request.promise(definition.kind) != nullptr)
            continue;
        // A report that reached us late gets a promise that can still be kept; the clock stays as
        // it is.
        const Duration whole = *clock->due - *clock->started;
        const Instant due = *clock->due > change.now() ? *clock->due : change.now() + whole;
        make_promise(change, definition.kind, due);
    }
}

/// Repair was under way in the class or at the place before: dispatch must be told anew.
bool work_under_way(const Request& request) {
    return std::any_of(request.steps.begin(), request.steps.end(), [](const Step& step) {
        return step.owner == "dispatch" && step.state == StepState::kStarted;
    });
}

void place_request(Request& request, const Place& place) {
    request.premise = place.premise;
    request.service_point = place.service_point;
    request.node = place.node;
    request.location = place.location;
    request.place_class = place.place_class;
    request.triage.supply_state = place.supply_state;
    request.triage.supply_cause = place.supply_cause;
    request.held_by = held_by(place);
}

/// At another place or as another matter it belongs to no incident until dispatch says so again,
/// and is promised nothing by the one it left.
void leave_incident(Change& change, const std::string& why) {
    Request& request = change.request;
    if (!request.incident) return;
    request.incident.reset();
    Promise* promise = request.promise("restoration");
    if (promise == nullptr || promise->state != PromiseState::kMade) return;
    promise->state = PromiseState::kWithdrawn;
    promise->settled = change.now();
    change.record(PromiseWithdrawn{*promise, why});
}

void start_round(Change& change, Instant opened) {
    Request& request = change.request;
    request.opened = opened;
    request.endangers = !change.definition.cleared_by.empty();
    request.moments.clear();
    request.clocks.clear();
    change.moment("report", opened);
}

/// Clocks run from the earliest report. Later ones stand in the timeline alone: what is read and
/// saved with each change stays as small however many report.
void hear_of(Change& change, Instant observed) {
    auto& moments = change.request.moments;
    const auto known = std::find_if(moments.begin(), moments.end(),
                                    [](const Moment& one) { return one.type == "report"; });
    if (known != moments.end() && known->at <= observed) return;
    if (known != moments.end()) moments.erase(known);
    change.moment("report", observed);
}

void count_report(Change& change, const Report& report) {
    Request& request = change.request;
    ++request.report_count;
    if (!request.party) {
        request.party = report.reporter.party;
        request.party_class = report.reporter.party_class;
        request.needs = report.reporter.needs;
    }
    request.triage.safety = either(request.triage.safety, report.triage.safety);
    if (report.triage.extent != "unknown") request.triage.extent = report.triage.extent;
    see_hazard(change, hazard_of(change.definition, report.triage.safety), report.observed);
    request.rank = rank_of(request, change.definition.weights);
    const Step* verify = request.step("verify");
    const bool verifying = verify != nullptr && verify->state == StepState::kStarted;
    if (!verifying) {
        hear_of(change, report.observed);
        request.opened = std::min(request.opened, report.observed);
    }
    change.record_at(report.observed, InteractionJoined{report.interaction});
    if (verifying) {
        (void)say_still_out(change, report.triage.came_back, report.observed, report.interaction);
    } else if (request.hazard != Hazard::kNone && is_known(request, change.definition)) {
        apply_event(change, {StepEvent::Kind::kKnown, {}, {}, true}, change.now());
        promise_what_clocks_allow(change);
    }
    send_to_hazard(change);
}

}  // namespace

Reply open_request(Change& change, const Report& report) {
    Request& request = change.request;
    const RequestClass& definition = change.definition;
    request.request_class = definition.name;
    request.class_edition = definition.edition;
    request.commodity = definition.commodity;
    request.triage = report.triage;
    place_request(request, report.place);
    request.key = natural_key(definition, request.premise);
    request.party = report.reporter.party;
    request.party_class = report.reporter.party_class;
    request.needs = report.reporter.needs;
    request.language = report.reporter.language;
    request.reply_to = report.reporter.address;
    request.hazard = hazard_of(definition, report.triage.safety);
    request.report_count = 1;
    request.rank = rank_of(request, definition.weights);
    request.created = change.now();
    start_round(change, report.observed);
    change.record_at(report.observed, RequestOpened{report.interaction});
    if (request.held_back) say_hazard_first(change);
    apply_event(change, {StepEvent::Kind::kOpened, {}, {}, is_known(request, definition)},
                change.now());
    if (request.held_by.empty() || request.hazard != Hazard::kNone)
        promise_what_clocks_allow(change);
    Reply reply = accepted(change);
    promise_restoration(change, report, reply);
    return tell_reporter(change, report, std::move(reply));
}

bool tells_of_danger(const Change& change, const Report& report) {
    return hazard_of(change.definition, report.triage.safety) == Hazard::kLife &&
           !is_cleared_since(change.request, change.definition, report.observed);
}

Reply join_report(Change& change, const Report& report) {
    if (change.request.state == RequestState::kResolved && tells_of_danger(change, report))
        (void)reopen_request(change, "reported_again", false, report.observed);
    count_report(change, report);
    return tell_reporter(change, report, accepted(change));
}

Result<Reply> reopen_by_report(Change& change, const Report& report, bool never_back) {
    if (auto again = reopen_request(change, "reported_again", never_back, report.observed); !again)
        return fail(std::move(again).error());
    count_report(change, report);
    Reply reply = accepted(change);
    if (!reply.template_name.empty()) reply.template_name = "again";
    return tell_reporter(change, report, std::move(reply));
}

bool may_reopen(const Request& request, const RequestClass& definition, Instant now) {
    const bool ended =
        request.state == RequestState::kResolved || request.state == RequestState::kClosed;
    return ended && request.resolved && now <= *request.resolved + definition.reopen_within;
}

Result<void> reopen_request(Change& change, const std::string& reason, bool never_back,
                            Instant observed) {
    Request& request = change.request;
    if (!may_reopen(request, change.definition, change.now())) return fail(wrong_state(request));
    cancel_steps(change);
    withdraw_promises(change, "reopened");
    const Instant opened = never_back ? request.opened : observed;
    ++request.round;
    request.state = RequestState::kInProgress;
    request.resolved.reset();
    request.closed.reset();
    start_round(change, opened);
    change.moment("reopened", observed);
    see_hazard(change, request.hazard, observed);
    change.record_at(observed, RequestReopened{reason, never_back});
    request.held_by.clear();
    apply_event(change, {StepEvent::Kind::kOpened, {}, {}, is_known(request, change.definition)},
                change.now());
    promise_what_clocks_allow(change);
    return {};
}

void chase_request(Change& change, const std::string& interaction) {
    Request& request = change.request;
    ++request.chase_count;
    request.rank = rank_of(request, change.definition.weights);
    change.record(RequestChased{interaction, request.chase_count});
    if (request.chase_count == kChasesThatAlarm) change.record(RequestEscalated{"lead", "chase"});
    send_to_hazard(change);
}

void add_note(Change& change, const std::string& text) {
    change.record(NoteAdded{});
    // The words stand in the line alone; the event of the same number is encoded without them.
    change.facts.back().row.text_zh = text;
    change.facts.back().row.text_en = text;
}

Result<void> start_waiting(Change& change, const std::string& waiting_for,
                           const std::string& reason) {
    Request& request = change.request;
    if (waiting_for != "customer" && waiting_for != "third_party" && waiting_for != "field")
        return fail(
            invalid_argument("waiting_for", "UNKNOWN_VALUE", "is customer, third_party or field"));
    if (request.state != RequestState::kInProgress && request.state != RequestState::kTriaged)
        return fail(wrong_state(request));
    request.state = RequestState::kWaiting;
    request.waiting_for = waiting_for;
    change.moment("waiting." + waiting_for, change.now(), std::to_string(request.version + 1));
    change.record(WaitingStarted{waiting_for, reason});
    return {};
}

Result<void> end_waiting(Change& change, Instant observed) {
    Request& request = change.request;
    if (request.state != RequestState::kWaiting) return fail(wrong_state(request));
    const std::string waited_for = std::exchange(request.waiting_for, {});
    request.state = RequestState::kInProgress;
    change.moment("waiting_ended", observed, std::to_string(request.version + 1));
    change.record_at(observed, WaitingEnded{waited_for});
    return {};
}

Result<void> relocate_request(Change& change, const Place& place) {
    Request& request = change.request;
    if (!request.is_open()) return fail(wrong_state(request));
    const std::optional<Uuid> old = request.premise;
    const bool work = work_under_way(request);
    place_request(request, place);
    see_hazard_anew(change);
    request.key = natural_key(change.definition, request.premise);
    change.read_clocks();
    leave_incident(change, "relocated");
    change.record(RequestRelocated{old, work});
    // The work that was done, was done elsewhere.
    if (hazard_stands(request, change.definition))
        apply_event(change, {StepEvent::Kind::kFailed, "verify", "still_out"}, change.now());
    if (is_known(request, change.definition)) {
        apply_event(change, {StepEvent::Kind::kKnown, {}, {}, true}, change.now());
        promise_what_clocks_allow(change);
    }
    send_to_hazard(change);
    return {};
}

Result<void> reclassify_request(Change& change, const RequestClass& old) {
    Request& request = change.request;
    if (old.has_parts())
        return fail(failed_precondition("HAS_PARTS", "each of its parts has a class of its own"));
    if (!request.is_open()) return fail(wrong_state(request));
    const bool work = work_under_way(request);
    const bool goes_on =
        work && std::any_of(request.steps.begin(), request.steps.end(), [&](const Step& step) {
            return step.state == StepState::kStarted &&
                   change.definition.find_step(step.id) != nullptr;
        });
    request.request_class = change.definition.name;
    request.class_edition = change.definition.edition;
    request.commodity = change.definition.commodity;
    request.hazard = hazard_of(change.definition, request.triage.safety);
    request.key = natural_key(change.definition, request.premise);
    request.rank = rank_of(request, change.definition.weights);
    request.endangers = !change.definition.cleared_by.empty();
    request.held_back = request.held_back && !request.endangers;
    // Whatever a crew made safe before was another matter.
    if (request.endangers) see_hazard_anew(change);
    if (!goes_on) cancel_steps(change);
    change.read_clocks();
    leave_incident(change, "reclassified");
    change.record(RequestReclassified{old.name, goes_on});
    if (!goes_on) {
        request.steps.erase(std::remove_if(request.steps.begin(), request.steps.end(),
                                           [&](const Step& step) {
                                               return step.round == request.round &&
                                                      step.state == StepState::kCancelled &&
                                                      step.owner != "dispatch";
                                           }),
                            request.steps.end());
        apply_event(change,
                    {StepEvent::Kind::kOpened, {}, {}, is_known(request, change.definition)},
                    change.now());
    }
    send_to_hazard(change);
    promise_what_clocks_allow(change);
    return {};
}

Result<void> escalate_request(Change& change, const std::string& reason) {
    Request& request = change.request;
    if (request.is_over()) return fail(wrong_state(request));
    const std::string& role = request.owner_role;
    const std::string next = role == "lead"                        ? "manager"
                             : role == "manager" || role == "duty" ? "duty"
                                                                   : "lead";
    request.owner_role = next;
    request.owner_agent.clear();
    request.owner_until.reset();
    request.hand_over_to.clear();
    request.hand_over_due.reset();
    change.record(RequestEscalated{next, reason});
    return {};
}

Result<void> withdraw_request(Change& change, const std::string& reason) {
    Request& request = change.request;
    if (!request.is_open() && request.state != RequestState::kResolved)
        return fail(wrong_state(request));
    cancel_steps(change);
    withdraw_promises(change, "withdrawn");
    request.state = RequestState::kWithdrawn;
    request.held_back = false;
    request.closed = change.now();
    request.waiting_for.clear();
    change.moment("withdrawn", change.now());
    change.record(RequestWithdrawn{reason});
    return {};
}

void merge_request(Change& change, const Uuid& holder) {
    Request& request = change.request;
    cancel_steps(change);
    withdraw_promises(change, "merged");
    request.state = RequestState::kMerged;
    request.merged_into = holder;
    request.held_back = false;
    request.closed = change.now();
    request.waiting_for.clear();
    change.moment("withdrawn", change.now());
    change.record(RequestsMerged{holder});
}

}  // namespace hearth::contact
