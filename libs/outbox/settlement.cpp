#include "libs/outbox/settlement.hpp"

#include <utility>

#include "libs/runtime/failpoint.hpp"

namespace hearth::outbox {
namespace {

constexpr int kTriesOfParked = 1;

bool is_settled(const StoredLetter& letter) {
    return letter.state != "waiting";
}

}  // namespace

struct Settlement::Key {
    InboxRows& rows;
    const StoredLetter& letter;
    const Incoming& parsed;  ///< the letter
    KeyState state;
};

Settlement::Settlement(Work& work, const Clock& clock, std::string consumer, Order order,
                       ApplyOne apply)
    : work_(work),
      clock_(clock),
      consumer_(std::move(consumer)),
      order_(std::move(order)),
      apply_(std::move(apply)) {}

Result<std::int64_t> Settlement::run() {
    std::int64_t applied = 0;
    while (true) {
        const auto done = step();
        if (!done) return fail(done.error());
        begun_ = true;
        if (*done == Step::kSettled) return applied;
        if (*done == Step::kApplied) ++applied;
    }
}

Result<Settlement::Step> Settlement::step() {
    refused_.reset();
    auto done = transact();
    // The tenant is known only when the message is, so that the first try may be under another one.
    if (!done && done.error().reason == "OTHER_TENANT") done = transact();
    if (done) return done_;
    const Error error = done.error();
    if (trying_ == Trying::kNothing || is_passing(error.code)) return fail(error);
    if (trying_ == Trying::kLetter) {
        if (auto counted = count_try(error); !counted) return fail(counted.error());
        return fail(error);
    }
    refused_ = error;
    if (auto moved = transact(); !moved) return fail(moved.error());
    return done_;
}

Result<void> Settlement::transact() {
    const Cause cause{.tenant = tenant_,
                      .actor = order_.actor,
                      .request_id = "deadLetters/" + to_string(order_.letter),
                      .now = clock_.now(),
                      .deadline = order_.deadline};
    return work_.run(cause, [this](UnitOfWork& work) {
        trying_ = Trying::kNothing;
        done_ = Step::kMoved;
        if (auto looked = look(work); !looked) return looked;
        return runtime::failpoint("inbox.before_commit");
    });
}

Result<void> Settlement::look(UnitOfWork& work) {
    InboxRows rows{work.tx(), consumer_, work.now()};
    auto letter = rows.letter(order_.letter);
    if (!letter) return fail(letter.error());
    if (!*letter) return fail(not_found("dead letter " + to_string(order_.letter)));
    const kafka::Message& message = (*letter)->stored.message;
    if (auto locked = rows.lock_text(message.topic, message.key); !locked) {
        return fail(locked.error());
    }
    KeyState state;
    if (const auto key = parse_uuid(message.key)) {
        auto states = rows.lock(message.topic, {*key});
        if (!states) return fail(states.error());
        state = (*states)[*key];
    }
    const auto current = rows.letter(order_.letter);
    if (!current) return fail(current.error());
    if (is_settled(**current)) {
        done_ = Step::kSettled;
        if (begun_) return {};  // somebody else went on with it
        return fail(failed_precondition("ALREADY_SETTLED",
                                        "the dead letter is " + (*current)->state + " already"));
    }
    const Incoming parsed = read_incoming((*current)->stored.message);
    return start(work, {rows, **current, parsed, state});
}

Result<void> Settlement::start(UnitOfWork& work, const Key& key) {
    const Incoming& letter = key.parsed;
    const bool applied = !letter.fault && letter.delivery.version <= key.state.last;
    if (applied || key.letter.given_up) return go_on(work, key);
    if (!order_.give_up) return try_letter(work, key);
    key.rows.give_up(order_.letter, order_.actor, *order_.give_up);
    if (!letter.fault) {
        if (auto own = need_tenant(work, letter.delivery); !own) return own;
        key.rows.advance(
            letter.delivery.topic,
            {{letter.delivery.key}, {letter.delivery.version}, {letter.delivery.event_id}});
    }
    return {};
}

Result<void> Settlement::try_letter(UnitOfWork& work, const Key& key) {
    const Incoming& letter = key.parsed;
    if (letter.fault) return fail(*letter.fault);
    if (letter.delivery.version > key.state.last + 1) return fill_gap(work, key);
    trying_ = Trying::kLetter;
    return apply(work, key, letter);
}

/// A version that was missing may have come since, and lies among the parked.
Result<void> Settlement::fill_gap(UnitOfWork& work, const Key& key) {
    const auto parked = key.rows.first_parked(key.letter);
    if (!parked) return fail(parked.error());
    if (*parked) {
        const Incoming item = read_incoming((*parked)->message);
        if (!item.fault && item.delivery.version <= key.state.last + 1) {
            key.rows.unpark((*parked)->message);
            if (item.delivery.version <= key.state.last) return {};
            return apply(work, key, item);
        }
    }
    return fail(failed_precondition(
        "VERSION_GAP", "version " + std::to_string(key.state.last + 1) + " has not come yet"));
}

Result<void> Settlement::go_on(UnitOfWork& work, const Key& key) {
    const auto parked = key.rows.first_parked(key.letter);
    if (!parked) return fail(parked.error());
    if (!*parked) {
        key.rows.settle(order_.letter, order_.actor);
        done_ = Step::kSettled;
        return {};
    }
    const StoredMessage& next = **parked;
    if (refused_) return make_next_letter(key, next, *refused_);
    const Incoming item = read_incoming(next.message);
    if (item.fault) return make_next_letter(key, next, *item.fault);
    KeyState state{.last = key.state.last, .blocked = false};
    switch (judge(state, item.delivery.version)) {
        case Verdict::kApply:
            trying_ = Trying::kParked;
            key.rows.unpark(next.message);
            return apply(work, key, item);
        case Verdict::kGap:
            return make_next_letter(
                key, next, failed_precondition("VERSION_GAP", "an earlier version is missing"));
        case Verdict::kDuplicate:
        case Verdict::kBehind:
            key.rows.unpark(next.message);
            break;
    }
    return {};
}

Result<void> Settlement::need_tenant(const UnitOfWork& work, const Delivery& event) {
    if (event.tenant == work.cause().tenant) return {};
    tenant_ = event.tenant;
    return fail(aborted("OTHER_TENANT", "the event is another tenant's"));
}

Result<void> Settlement::apply(UnitOfWork& work, const Key& key, const Incoming& item) {
    const Delivery& event = item.delivery;
    if (auto own = need_tenant(work, event); !own) return own;
    if (auto applied = apply_(work, event); !applied) return applied;
    key.rows.advance(event.topic, {{event.key}, {event.version}, {event.event_id}});
    done_ = Step::kApplied;
    return {};
}

Result<void> Settlement::make_next_letter(const Key& key, const StoredMessage& parked,
                                          const Error& why) {
    key.rows.settle(order_.letter, order_.actor);
    key.rows.add_letter(parked, why, kTriesOfParked);
    key.rows.unpark(parked.message);
    done_ = Step::kSettled;
    return {};
}

Result<void> Settlement::count_try(const Error& why) {
    const Cause cause{.tenant = tenant_,
                      .actor = order_.actor,
                      .request_id = {},
                      .now = clock_.now(),
                      .deadline = order_.deadline};
    return work_.run(cause, [&](UnitOfWork& work) -> Result<void> {
        InboxRows{work.tx(), consumer_, work.now()}.count_try(order_.letter, why);
        return {};
    });
}

}  // namespace hearth::outbox
