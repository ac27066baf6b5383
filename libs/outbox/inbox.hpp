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
};

/// Applies events of one tenant, in order per key, in one transaction; may record events of its own. An unknown type is
/// ignored. INVALID_ARGUMENT or FAILED_PRECONDITION means the event itself is bad: dead letter. Anything else is repeated.
using Apply = std::function<Result<void>(UnitOfWork&, std::span<const Delivery>)>;

/// The receiving half of the outbox: each (consumer, aggregate, version) has its effect exactly once, whatever is
/// redelivered, and in order.
///
/// A duplicate is dropped; a gap parks the key and raises the alarm; an event that cannot be applied is tried three times alone, then
/// becomes a dead letter with its reason, and later events of its key are parked behind it while all other keys flow. Thread-safe.
class Inbox {
public:
    Inbox(Work& work, sql::Pool& pool, const Clock& clock, std::string consumer,
          std::map<std::string, Apply> by_topic);

    /// For `kafka::Consumer`: messages of one partition.
    Result<void> handle(std::span<const kafka::Message> messages);

    [[nodiscard]] const std::string& consumer() const { return consumer_; }
    /// Applies a dead letter again and, when it goes in, everything parked behind it, in order.
    Result<void> replay(const Uuid& dead_letter, Deadline deadline);
    /// Gives a dead letter up, for a reason that is kept, counts its version as applied, and goes on with the parked ones.
    Result<void> skip(const Uuid& dead_letter, const std::string& reason, const std::string& actor,
                      Deadline deadline);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
    std::string consumer_;
};

}  // namespace hearth::outbox
