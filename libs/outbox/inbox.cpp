#include "libs/outbox/inbox.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include <sql_gen/outbox/inbox.sql.hpp>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/outbox/inbox_impl.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kTries = 3;
constexpr auto kBetweenTries = 20ms;
constexpr auto kWithin = 20s;
constexpr std::size_t kMostSeries = 500;

const char* name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::kApplied:
            return "applied";
        case Outcome::kDuplicate:
            return "duplicate";
        case Outcome::kParked:
            return "parked";
        case Outcome::kDeadLetter:
            return "dead_letter";
    }
    return "";
}

double seconds_since(Steady::time_point start) {
    return std::chrono::duration<double>(Steady::now() - start).count();
}

StoredMessage stored(const Incoming& item) {
    return {*item.message, item.fault ? std::nullopt : std::optional{item.delivery.tenant}};
}

Error gap_error(const KeyState& state, std::int64_t version) {
    return failed_precondition("VERSION_GAP", "version " + std::to_string(version) +
                                                  " came after " + std::to_string(state.last));
}

std::vector<Uuid> keys_of(const std::vector<const Incoming*>& sorted) {
    std::vector<Uuid> keys;
    for (const Incoming* item : sorted) {
        if (keys.empty() || keys.back() != item->delivery.key) keys.push_back(item->delivery.key);
    }
    return keys;
}

void plan_to_apply(const Delivery& event, Plan& plan) {
    plan.deliveries.push_back(event);
    InboxRows::Moved& moved = plan.moved;
    if (moved.keys.empty() || moved.keys.back() != event.key) {
        moved.keys.push_back(event.key);
        moved.versions.push_back(event.version);
        moved.events.push_back(event.event_id);
    }
    moved.versions.back() = event.version;
    moved.events.back() = event.event_id;
}

Outcome plan_event(const Incoming& item, KeyState& state, InboxRows& rows, Plan& plan) {
    const Delivery& event = item.delivery;
    switch (judge(state, event.version)) {
        case Verdict::kApply:
            plan_to_apply(event, plan);
            return Outcome::kApplied;
        case Verdict::kDuplicate:
            return Outcome::kDuplicate;
        case Verdict::kGap:
            rows.add_letter(stored(item), gap_error(state, event.version), 0);
            return Outcome::kDeadLetter;
        case Verdict::kBehind:
            rows.park(stored(item));
            return Outcome::kParked;
    }
    return Outcome::kDuplicate;
}

}  // namespace

std::span<const sql::Statement> inbox_statements() {
    return statements::all_inbox;
}

Result<void> Inbox::Impl::handle(std::span<const kafka::Message> messages) {
    std::vector<Incoming> all;
    all.reserve(messages.size());
    std::map<int, Items> by_tenant;
    Items faulty;
    for (const kafka::Message& message : messages) {
        all.push_back(read_incoming(message));
        (all.back().fault ? faulty : by_tenant[all.back().delivery.tenant]).push_back(&all.back());
    }
    for (auto& [tenant, items] : by_tenant) {
        // Commands and consumers lock in the same order, and a key's events stay in theirs.
        std::stable_sort(items.begin(), items.end(), [](const auto* left, const auto* right) {
            return left->delivery.key < right->delivery.key;
        });
        if (auto done = take(items); !done) return done;
    }
    for (const Incoming* item : faulty) {
        if (auto done = bury_faulty(*item); !done) return done;
    }
    return {};
}

Result<void> Inbox::Impl::take(const Items& items) {
    auto done = attempt(items);
    if (done || is_passing(done.error().code)) return done;
    for (const Incoming* item : items) {
        if (auto alone = take_alone(*item); !alone) return alone;
    }
    return {};
}

Result<void> Inbox::Impl::take_alone(const Incoming& item) {
    for (int tried = 1;; ++tried) {
        auto done = attempt({&item});
        if (done || is_passing(done.error().code)) return done;
        if (tried == kTries) return bury(item, done.error());
        std::this_thread::sleep_for(kBetweenTries);
    }
}

Cause Inbox::Impl::cause_of(const Incoming& item, int tenant) const {
    const std::string id = item.fault ? std::string{} : to_string(item.delivery.event_id);
    return {.tenant = tenant,
            .actor = "event:" + id,
            .request_id = id,
            .now = clock.now(),
            .deadline = Deadline::after(kWithin)};
}

Result<void> Inbox::Impl::attempt(const Items& items) {
    const auto start = Steady::now();
    const Incoming& first = *items.front();
    std::optional<trace::Span> span;
    if (const auto parent = trace::parse_traceparent(first.message->header("traceparent"))) {
        span.emplace(first.delivery.type, trace::child_of(*parent));
    }
    Plan plan;
    auto done = work.run(cause_of(first, first.delivery.tenant), [&](UnitOfWork& work_unit) {
        plan = {};
        return carry_out(work_unit, items, plan);
    });
    if (!done) {
        if (span) span->failed();
        return done;
    }
    const double each = seconds_since(start) / static_cast<double>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        note(*items[i], plan.outcomes[i], each);
        if (plan.outcomes[i] == Outcome::kDeadLetter) alarm(*items[i]->message, gap_error({}, 0));
    }
    return runtime::failpoint("inbox.after_commit");
}

Result<void> Inbox::Impl::carry_out(UnitOfWork& work_unit, const Items& items, Plan& plan) const {
    const std::string& topic = items.front()->message->topic;
    InboxRows rows{work_unit.tx(), consumer, work_unit.now()};
    auto states = rows.lock(topic, keys_of(items));
    if (!states) return fail(std::move(states).error());
    for (const Incoming* item : items)
        plan.outcomes.push_back(plan_event(*item, (*states)[item->delivery.key], rows, plan));
    if (auto done = apply(work_unit, topic, plan.deliveries); !done) return done;
    rows.advance(topic, plan.moved);
    return runtime::failpoint("inbox.before_commit");
}

Result<void> Inbox::Impl::apply(UnitOfWork& work_unit, const std::string& topic,
                                std::span<const Delivery> deliveries) const {
    if (deliveries.empty()) return {};
    const auto found = by_topic.find(topic);
    if (found == by_topic.end()) return fail(internal("nobody applies events of " + topic));
    return guarded([&] { return found->second(work_unit, deliveries); });
}

Result<void> Inbox::Impl::bury(const Incoming& item, const Error& why) {
    const Delivery& event = item.delivery;
    Outcome outcome = Outcome::kDeadLetter;
    auto done = work.run(cause_of(item, event.tenant), [&](UnitOfWork& work_unit) -> Result<void> {
        InboxRows rows{work_unit.tx(), consumer, work_unit.now()};
        auto states = rows.lock(event.topic, {event.key});
        if (!states) return fail(std::move(states).error());
        switch (judge((*states)[event.key], event.version)) {
            case Verdict::kDuplicate:
                outcome = Outcome::kDuplicate;
                break;
            case Verdict::kBehind:
                outcome = Outcome::kParked;
                rows.park(stored(item));
                break;
            case Verdict::kApply:
            case Verdict::kGap:
                outcome = Outcome::kDeadLetter;
                rows.add_letter(stored(item), why, kTries);
                break;
        }
        return runtime::failpoint("inbox.before_commit");
    });
    if (!done) return done;
    if (outcome == Outcome::kDeadLetter) alarm(*item.message, why);
    note(item, outcome, 0);
    return {};
}

Result<void> Inbox::Impl::bury_faulty(const Incoming& item) {
    bool parked = false;
    auto done = work.run(cause_of(item, 0), [&](UnitOfWork& work_unit) -> Result<void> {
        InboxRows rows{work_unit.tx(), consumer, work_unit.now()};
        const auto state = rows.lock_text(item.message->topic, stored_key(item.message->key));
        if (!state) return fail(state.error());
        parked = state->blocked;
        if (parked) {
            rows.park(stored(item));
        } else {
            rows.add_letter(stored(item), *item.fault, 0);
        }
        return {};
    });
    if (!done) return done;
    if (!parked) alarm(*item.message, *item.fault);
    note(item, parked ? Outcome::kParked : Outcome::kDeadLetter, 0);
    return {};
}

void Inbox::Impl::alarm(const kafka::Message& message, const Error& why) const {
    log::error("dead_letter", {{"consumer", consumer},
                               {"topic", message.topic},
                               {"partition", message.partition},
                               {"offset", message.offset},
                               {"reason", why.reason},
                               {"cause", why.cause}});
}

void Inbox::Impl::note(const Incoming& item, Outcome outcome, double seconds_spent) {
    metrics::Histogram* histogram = nullptr;
    {
        const std::lock_guard lock{mutex};
        std::string type{item.fault ? std::string_view{} : item.delivery.type};
        // Types come from outside, so their number is not ours to bound.
        if (seconds.size() >= kMostSeries) type = "other";
        auto& series = seconds[{item.message->topic, type, outcome}];
        if (series == nullptr) {
            series = &metrics::histogram(
                "hearth_event_handle_seconds", "Time spent on an event, its share of the batch.",
                {{"topic", item.message->topic}, {"type", type}, {"outcome", name_of(outcome)}});
        }
        histogram = series;
    }
    histogram->observe(seconds_spent);
    if (outcome == Outcome::kDeadLetter) {
        metrics::counter("hearth_deadletter_total", "Messages that could not be applied.",
                         {{"topic", item.message->topic}})
            .add();
    }
}

Result<std::int64_t> Inbox::Impl::settle(Settlement::Order order) {
    Settlement settlement{work, clock, consumer, std::move(order),
                          [this](UnitOfWork& work_unit, const Delivery& event) {
                              return apply(work_unit, std::string{event.topic}, {&event, 1});
                          }};
    return settlement.run();
}

Inbox::Inbox(Work& work, const Clock& clock, std::string consumer,
             std::map<std::string, Apply> by_topic)
    : impl_(new Impl{.work = work,
                     .clock = clock,
                     .consumer = consumer,
                     .by_topic = std::move(by_topic),
                     .mutex = {},
                     .seconds = {}}),
      consumer_(std::move(consumer)) {}

Result<void> Inbox::handle(std::span<const kafka::Message> messages) {
    return impl_->handle(messages);
}

Result<std::int64_t> Inbox::replay(const Uuid& dead_letter, const std::string& actor,
                                   Deadline deadline) {
    return impl_->settle({dead_letter, actor, {}, deadline});
}

Result<std::int64_t> Inbox::skip(const Uuid& dead_letter, const std::string& reason,
                                 const std::string& actor, Deadline deadline) {
    return impl_->settle({dead_letter, actor, reason, deadline});
}

}  // namespace hearth::outbox
