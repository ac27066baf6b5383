#pragma once

#include <functional>
#include <optional>
#include <string>

#include "libs/outbox/inbox.hpp"
#include "libs/outbox/inbox_rows.hpp"
#include "libs/outbox/incoming.hpp"

namespace hearth::outbox {

/// The way of one dead letter, and of what is parked behind it, to being settled: one transaction
/// for each message, under the lock of the key, the letter itself staying in the way until nothing
/// is behind it. So a process that dies in between leaves a letter that can be settled again from
/// where it stands.
class Settlement {
public:
    struct Order {
        Uuid letter;
        std::string actor;
        std::optional<std::string> give_up;  ///< the reason; empty: apply it
        Deadline deadline;
    };
    using ApplyOne = std::function<Result<void>(UnitOfWork&, const Delivery&)>;

    Settlement(Work& work, const Clock& clock, std::string consumer, Order order, ApplyOne apply);

    /// How many messages were applied.
    Result<std::int64_t> run();

private:
    enum class Step { kApplied, kMoved, kSettled };
    struct Key;

    Result<Step> step();
    Result<void> transact();
    Result<void> look(UnitOfWork& work);
    Result<void> start(UnitOfWork& work, const Key& key);
    Result<void> try_letter(UnitOfWork& work, const Key& key);
    Result<void> fill_gap(UnitOfWork& work, const Key& key);
    Result<void> go_on(UnitOfWork& work, const Key& key);
    Result<void> need_tenant(const UnitOfWork& work, const Delivery& event);
    Result<void> apply(UnitOfWork& work, const Key& key, const Incoming& item);
    Result<void> make_next_letter(const Key& key, const StoredMessage& parked, const Error& why);
    Result<void> count_try(const Error& why);

    Work& work_;
    const Clock& clock_;
    const std::string consumer_;
    const Order order_;
    const ApplyOne apply_;
    int tenant_ = 0;
    bool begun_ = false;

    // Of one transaction.
    Step done_ = Step::kMoved;
    enum class Trying { kNothing, kLetter, kParked } trying_ = Trying::kNothing;
    std::optional<Error> refused_;  ///< why the parked message tried before cannot be applied
};

}  // namespace hearth::outbox
