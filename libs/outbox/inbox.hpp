#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "libs/core/clock.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/outbox/unit_of_work.hpp"

namespace hearth::outbox {

/// One event as a listener sees it. Views live as long as the call.
struct Delivery {
    Uuid event_id;
    int tenant = 0;
    std::string_view topic;
    Uuid key;
    std::int64_t version = 0;
    std::string_view type;
    Instant occurred_at;
    std::string_view payload;

    /// "RequestOpened" of "hearth.contact.events.v1.RequestOpened".
    [[nodiscard]] std::string_view short_type() const { return type.substr(type.rfind('.') + 1); }
};

/// INVALID_ARGUMENT, reason BAD_EVENT: the payload is none of its type.
Error bad_event(const Delivery& delivery);

/// The event as the message that a listener wants of it.
template <typename Event>
Result<Event> read(const Delivery& delivery) {
    Event event;
    if (!event.ParseFromArray(delivery.payload.data(), static_cast<int>(delivery.payload.size())))
        return fail(bad_event(delivery));
    return event;
}

/// Is it an event of this very type?
template <typename Event>
bool is(const Delivery& delivery) {
    return delivery.type == Event::descriptor()->full_name();
}

/// Applies events of one tenant, in order per key and sorted by key, in one transaction; may record
/// events of its own (with `Event::cause`). An unknown type is ignored. UNAVAILABLE,
/// DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED and CANCELLED mean that nothing is wrong with the
/// event: it is repeated until it goes in. Any other failure means that the event itself is bad:
/// dead letter; so does an exception. May run several times for one effect; only its last
/// transaction is committed.
using Apply = std::function<Result<void>(UnitOfWork&, std::span<const Delivery>)>;

/// What `Inbox` and `list_dead_letters` need prepared in their pool.
std::span<const sql::Statement> inbox_statements();

/// The receiving half of the outbox: each (consumer, aggregate, version) has its effect exactly
/// once, whatever is redelivered, and in order.
///
/// A duplicate is dropped; a gap parks the key and raises the alarm; an event that cannot be
/// applied is tried three times alone, then becomes a dead letter with its reason, and later events
/// of its key are parked behind it while all other keys flow. So does a message that is no event.
/// Thread-safe.
class Inbox {
public:
    Inbox(Work& work, const Clock& clock, std::string consumer,
          std::map<std::string, Apply> by_topic);

    /// For `kafka::Consumer`: messages of one partition.
    Result<void> handle(std::span<const kafka::Message> messages);

    [[nodiscard]] const std::string& consumer() const { return consumer_; }

    /// Applies a dead letter again and, when it goes in, everything parked behind it, each in a
    /// transaction of its own, by version and else by offset; returns how many. A parked one that
    /// cannot be applied becomes the key's next dead letter. NOT_FOUND when it is not this
    /// consumer's, FAILED_PRECONDITION when it is settled (ALREADY_SETTLED) or a version before it
    /// is still missing (VERSION_GAP), else why it cannot be applied; then all stays as it was.
    Result<std::int64_t> replay(const Uuid& dead_letter, const std::string& actor,
                                Deadline deadline);
    /// Gives a dead letter up, for a reason that is kept, counts its version as applied, and goes
    /// on with the parked ones; returns how many were applied.
    Result<std::int64_t> skip(const Uuid& dead_letter, const std::string& reason,
                              const std::string& actor, Deadline deadline);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
    std::string consumer_;
};

}  // namespace hearth::outbox
