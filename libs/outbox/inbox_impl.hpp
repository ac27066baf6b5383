#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "libs/metrics/metrics.hpp"
#include "libs/outbox/inbox.hpp"
#include "libs/outbox/inbox_rows.hpp"
#include "libs/outbox/incoming.hpp"
#include "libs/outbox/settlement.hpp"

namespace hearth::outbox {

enum class Outcome { kApplied, kDuplicate, kParked, kDeadLetter };

/// What is to be done with the events of one transaction.
struct Plan {
    std::vector<Delivery> deliveries;
    InboxRows::Moved moved;
    std::vector<Outcome> outcomes;  ///< one for each event
};

struct Inbox::Impl {
    using Items = std::vector<const Incoming*>;

    Work& work;
    const Clock& clock;
    const std::string consumer;
    const std::map<std::string, Apply> by_topic;
    std::mutex mutex;
    std::map<std::tuple<std::string, std::string, Outcome>, metrics::Histogram*> seconds;

    Result<void> handle(std::span<const kafka::Message> messages);

    /// Events of one tenant in one transaction; each alone when one of them is bad.
    Result<void> take(const Items& items);
    Result<void> take_alone(const Incoming& item);
    Result<void> attempt(const Items& items);
    Result<void> carry_out(UnitOfWork& work_unit, const Items& items, Plan& plan) const;
    [[nodiscard]] Result<void> apply(UnitOfWork& work_unit, const std::string& topic,
                                     std::span<const Delivery> deliveries) const;
    /// The event was tried alone and is bad: a dead letter, or parked when its key has one by now.
    Result<void> bury(const Incoming& item, const Error& why);
    /// The message is no event.
    Result<void> bury_faulty(const Incoming& item);

    [[nodiscard]] Cause cause_of(const Incoming& item, int tenant) const;
    void note(const Incoming& item, Outcome outcome, double seconds_spent);
    void alarm(const kafka::Message& message, const Error& why) const;

    Result<std::int64_t> settle(Settlement::Order order);
};

}  // namespace hearth::outbox
