#include <utility>

#include "services/contact/domain/change.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact {
namespace {

constexpr int kMostRenewals = 3;
constexpr std::chrono::minutes kRounding{5};

Instant round_up(Instant at) {
    const auto since = at.time_since_epoch();
    const auto rest = since % Duration{kRounding};
    return rest == Duration{0} ? at : at + (Duration{kRounding} - rest);
}

int renewals(const Request& request, const Promise& last) {
    int count = 0;
    for (const Promise& promise : request.promises) {
        if (promise.first == last.first && promise.renews) ++count;
    }
    return count;
}

void settle(Change& change, Promise& promise, PromiseState state, Instant at) {
    promise.state = state;
    promise.settled = at;
    if (state != PromiseState::kKept) return change.record_at(at, PromiseBroken{promise});
    // A promise that was moved and then kept is still judged by what was said first.
    const Promise* first = change.request.promise(promise.first);
    change.record_at(at, PromiseKept{promise, at <= first->due});
}

void renew_promise(Change& change, Promise& old, Instant due, const std::string& why) {
    Request& request = change.request;
    const bool informed = old.state == PromiseState::kMade && change.now() <= old.due;
    if (old.state == PromiseState::kMade && !informed)
        settle(change, old, PromiseState::kBroken, old.due);
    Promise next;
    next.uid = new_uuid(change.now());
    next.kind = old.kind;
    next.round = old.round;
    next.due = due;
    next.made = change.now();
    next.renews = old.uid;
    next.first = old.first;
    next.channel = change.actor.channel;
    const Instant old_due = old.due;
    old.renewed_by = next.uid;
    if (informed) {
        old.state = PromiseState::kRenewed;
        old.settled = change.now();
        old.informed = true;
    }
    request.promises.push_back(next);
    change.record(PromiseRenewed{next, old_due, informed, why});
    const std::string& zone = change.profile.zone;
    change.tell("changed_" + next.kind,
                {{"new", local_time(due, change.now(), zone)},
                 {"old", local_time(old_due, change.now(), zone)},
                 {"reason", why}},
                true, to_string(next.uid));
}

}  // namespace

void make_promise(Change& change, const std::string& kind, Instant due) {
    Promise promise;
    promise.uid = new_uuid(change.now());
    promise.kind = kind;
    promise.round = change.request.round;
    promise.due = due;
    promise.made = change.now();
    promise.first = promise.uid;
    promise.channel = change.actor.channel;
    change.request.promises.push_back(promise);
    change.record(PromiseMade{promise});
}

void apply_forecast(Change& change, const std::string& kind, Instant forecast,
                    const std::string& why) {
    Request& request = change.request;
    Promise* promise = request.promise(kind);
    const bool standing = promise != nullptr && (promise->state == PromiseState::kMade ||
                                                 promise->state == PromiseState::kBroken);
    if (!standing || forecast <= promise->due) return;
    const Instant due = round_up(forecast + change.definition.promise_slack);
    const bool too_often = renewals(request, *promise) >= kMostRenewals;
    const RequestClock* clock = request.clock(kind);
    const bool beyond_limit = clock != nullptr && clock->due && due > *clock->due;
    renew_promise(change, *promise, due, why);
    if (too_often || beyond_limit) {
        change.record(RequestEscalated{"lead", "forecast", kind});
    }
}

void settle_promise(Change& change, const std::string& kind, Instant at) {
    Promise* promise = change.request.promise(kind);
    if (promise == nullptr) return;
    const bool in_time = at <= promise->due;
    // What was observed in time but learnt late turns a broken promise into a kept one.
    const bool late_news = promise->state == PromiseState::kBroken && in_time;
    if (promise->state == PromiseState::kMade || late_news)
        settle(change, *promise, in_time ? PromiseState::kKept : PromiseState::kBroken, at);
}

void break_promises(Change& change) {
    for (std::size_t i = 0; i < change.request.promises.size(); ++i) {
        Promise& promise = change.request.promises[i];
        if (promise.state == PromiseState::kMade && change.now() > promise.due)
            settle(change, promise, PromiseState::kBroken, promise.due);
    }
}

void withdraw_promises(Change& change, const std::string& reason) {
    for (std::size_t i = 0; i < change.request.promises.size(); ++i) {
        Promise& promise = change.request.promises[i];
        if (promise.state != PromiseState::kMade) continue;
        promise.state = PromiseState::kWithdrawn;
        promise.settled = change.now();
        change.record(PromiseWithdrawn{promise, reason});
    }
}

}  // namespace hearth::contact
