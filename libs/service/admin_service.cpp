#include "libs/service/admin_service.hpp"

#include <algorithm>
#include <map>

#include <sql_gen/service/events.sql.hpp>

#include "libs/log/log.hpp"
#include "libs/outbox/dead_letters.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/service/request.hpp"

namespace hearth::service {
namespace {

namespace proto = common::v1;

constexpr int kMostViolations = 100;
constexpr std::size_t kMostSteps = 10'000;
constexpr int kEventPage = 5'000;

void add(const CheckResult& found, proto::Invariant& to) {
    to.set_checked(to.checked() + found.checked);
    for (const std::string& violation : found.violations) {
        to.set_holds(false);
        if (to.violations_size() < kMostViolations) to.add_violations(violation);
    }
}

void write(const outbox::DeadLetter& letter, proto::DeadLetter& to) {
    to.set_id(to_string(letter.id));
    to.set_consumer(letter.consumer);
    to.set_topic(letter.topic);
    to.set_partition(letter.partition);
    to.set_offset(letter.offset);
    to.set_key(letter.key);
    to.set_type(letter.type);
    to.set_reason(letter.reason);
    to.set_detail(letter.detail);
    to.set_attempts(letter.attempts);
    to.set_state(letter.state);
    to.set_parked(letter.parked);
    *to.mutable_create_time() = to_proto(letter.at);
    to.set_message(letter.message);
}

Result<Uuid> parse_id(const std::string& text) {
    const auto id = parse_uuid(text);
    if (!id) return fail(invalid_argument("id", "BAD_ID", "is not the id of a dead letter"));
    return *id;
}

/// A dead letter and the inbox of the consumer that could not apply it.
struct Found {
    Uuid letter;
    outbox::Inbox* inbox;
};

Result<Found> find(const Operated& operated, const std::string& text, Deadline deadline) {
    const auto id = parse_id(text);
    if (!id) return fail(id.error());
    const auto letter = outbox::get_dead_letter(operated.pool, *id, deadline);
    if (!letter) return fail(letter.error());
    for (outbox::Inbox* inbox : operated.inboxes) {
        if (inbox->consumer() == letter->consumer) return Found{*id, inbox};
    }
    return fail(failed_precondition(
        "NO_CONSUMER", "this program has no consumer " + letter->consumer + " any more"));
}

/// As the dead letter has it: who replays is to mend it, so a rule of the database is named to him.
/// Its own words for the log stay there.
Error told(Error why) {
    log::failure("replay_failed", why);
    why.cause.clear();
    return why;
}

}  // namespace

std::span<const sql::Statement> event_statements() {
    return statements::all_events;
}

AdminService::AdminService(const Operated& operated, const auth::Verifier& verifier)
    : operated_(operated),
      executor_("operator", {.threads = 1, .queue = 16}),
      methods_("hearth.common.v1.AdminService", executor_, verifier) {
    methods_.unary("CheckInvariants", *this, &AdminService::check_invariants)
        .unary("ListOpenSteps", *this, &AdminService::list_open_steps)
        .unary("ListEvents", *this, &AdminService::list_events)
        .unary("ListDeadLetters", *this, &AdminService::list_dead_letters)
        .unary("ReplayDeadLetter", *this, &AdminService::replay)
        .unary("SkipDeadLetter", *this, &AdminService::skip)
        .unary("ArmFailpoint", *this, &AdminService::arm_failpoint)
        .unary("SetClock", *this, &AdminService::set_clock);
}

Result<void> AdminService::check_invariants(const rpc::Call& call,
                                            const proto::CheckInvariantsRequest& request,
                                            proto::CheckInvariantsResponse& response) const {
    std::map<std::string, proto::Invariant*> by_id;
    for (const auto& [id, check] : operated_.checks) {
        const auto& ids = request.ids();
        if (!ids.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) continue;
        auto tx = operated_.checker.begin(0, call.deadline);
        if (!tx) return fail(std::move(tx).error());
        auto found = check(*tx);
        if (!found) return fail(std::move(found).error());
        proto::Invariant*& invariant = by_id[id];
        if (invariant == nullptr) {
            invariant = response.add_invariants();
            invariant->set_id(id);
            invariant->set_service(operated_.service);
            invariant->set_holds(true);
        }
        add(*found, *invariant);
    }
    return {};
}

Result<void> AdminService::list_open_steps(const rpc::Call& call,
                                           const proto::ListOpenStepsRequest& request,
                                           proto::ListOpenStepsResponse& response) const {
    const Instant older_than =
        request.has_older_than() ? from_proto(request.older_than()) : operated_.clock.now();
    std::vector<OpenStep> all;
    for (const auto& list : operated_.open_steps) {
        auto tx = operated_.checker.begin(0, call.deadline);
        if (!tx) return fail(std::move(tx).error());
        auto steps = list(*tx, older_than);
        if (!steps) return fail(std::move(steps).error());
        all.insert(all.end(), std::make_move_iterator(steps->begin()),
                   std::make_move_iterator(steps->end()));
    }
    std::stable_sort(all.begin(), all.end(), [](const OpenStep& left, const OpenStep& right) {
        return left.since < right.since;
    });
    for (std::size_t i = 0; i < std::min(all.size(), kMostSteps); ++i) {
        auto& step = *response.add_steps();
        step.set_kind(all[i].kind);
        step.set_reference(all[i].reference);
        *step.mutable_since() = to_proto(all[i].since);
    }
    return {};
}

Result<void> AdminService::list_events(const rpc::Call& call,
                                       const proto::ListEventsRequest& request,
                                       proto::ListEventsResponse& response) const {
    const auto after = operated_.page_tokens.read("ListEvents", request.page_token());
    if (!after) return fail(after.error());
    const auto from = after->empty() ? Uuid{} : parse_uuid(*after).value();
    auto tx = operated_.checker.begin(0, call.deadline);
    if (!tx) return fail(std::move(tx).error());
    const auto rows = tx->run(statements::event_list, from, kEventPage);
    if (!rows) return fail(rows.error());
    for (const sql::Row row : *rows) {
        auto& event = *response.add_events();
        event.set_id(to_string(row.get<Uuid>("event_id")));
        event.set_topic(row.get<std::string>("topic"));
        event.set_key(to_string(row.get<Uuid>("key")));
        event.set_version(row.get<std::int64_t>("version"));
        event.set_unsent(row.get<bool>("unsent"));
    }
    if (response.events_size() == kEventPage) {
        const std::string& last = response.events(kEventPage - 1).id();
        response.set_next_page_token(operated_.page_tokens.make("ListEvents", last));
    }
    return {};
}

Result<void> AdminService::list_dead_letters(const rpc::Call& call,
                                             const proto::ListDeadLettersRequest& request,
                                             proto::ListDeadLettersResponse& response) const {
    if (!request.id().empty()) {
        const auto id = parse_id(request.id());
        if (!id) return fail(id.error());
        const auto letter = outbox::get_dead_letter(operated_.pool, *id, call.deadline);
        if (!letter) return fail(letter.error());
        write(*letter, *response.add_dead_letters());
        return {};
    }
    const auto letters =
        outbox::list_dead_letters(operated_.pool, request.include_settled(), call.deadline);
    if (!letters) return fail(letters.error());
    for (const outbox::DeadLetter& letter : *letters)
        write(letter, *response.add_dead_letters());
    return {};
}

Result<void> AdminService::replay(const rpc::Call& call,
                                  const proto::ReplayDeadLetterRequest& request,
                                  proto::ReplayDeadLetterResponse& response) const {
    const auto found = find(operated_, request.id(), call.deadline);
    if (!found) return fail(found.error());
    const auto applied = found->inbox->replay(found->letter, call.principal.id, call.deadline);
    if (!applied) return fail(told(applied.error()));
    response.set_applied(*applied);
    return {};
}

Result<void> AdminService::skip(const rpc::Call& call, const proto::SkipDeadLetterRequest& request,
                                proto::SkipDeadLetterResponse& response) const {
    if (request.reason().empty())
        return fail(invalid_argument("reason", "REQUIRED", "is required: it is kept"));
    const auto found = find(operated_, request.id(), call.deadline);
    if (!found) return fail(found.error());
    const auto applied =
        found->inbox->skip(found->letter, request.reason(), call.principal.id, call.deadline);
    if (!applied) return fail(applied.error());
    response.set_applied(*applied);
    return {};
}

Result<void> AdminService::arm_failpoint(const rpc::Call& /*call*/,
                                         const proto::ArmFailpointRequest& request,
                                         proto::ArmFailpointResponse& /*response*/) const {
    return runtime::arm_failpoint(request.name(), request.action());
}

Result<void> AdminService::set_clock(const rpc::Call& /*call*/,
                                     const proto::SetClockRequest& request,
                                     proto::SetClockResponse& response) const {
    if (!operated_.development) {
        return fail(permission_denied("CLOCK_FIXED", "the clock moves in development only"));
    }
    operated_.clock.set_offset(Duration{request.offset_us()});
    log::warn("clock_set", {{"offset_us", request.offset_us()}});
    *response.mutable_now() = to_proto(operated_.clock.now());
    return {};
}

}  // namespace hearth::service
