#pragma once

#include <memory>
#include <vector>

#include "libs/core/clock.hpp"
#include "libs/outbox/aside.hpp"
#include "libs/outbox/unit_of_work.hpp"
#include "services/contact/app/casebook.hpp"

namespace hearth::contact::app {

/// Sends what is planned: one notice at a time, an attempt written before the channel is asked and
/// its end after, so that a process that dies between leaves an attempt in doubt, never a second
/// message at once. Any number of replicas share the work. Thread-safe.
class Courier {
public:
    /// Channels in the order they are tried; the last may be a file that takes everything.
    Courier(outbox::Work& work, const Clock& clock, Casebook& casebook,
            std::vector<std::unique_ptr<Sender>> senders);

    /// One notice; true when there may be more.
    bool send_next(int tenant);
    /// What a channel says of an attempt.
    Result<Notice> report(outbox::UnitOfWork& work, const Uuid& attempt, const std::string& status,
                          const std::string& detail, Instant observed);

private:
    struct Job;
    Result<bool> begin(outbox::UnitOfWork& work, Job& job);
    Result<void> end(outbox::UnitOfWork& work, const Job& job, const Result<std::string>& said);
    [[nodiscard]] std::vector<Target> reachable(const std::vector<std::string>& addresses) const;
    Sender* sender_of(const std::string& channel) const;

    outbox::Work& work_;
    const Clock& clock_;
    Casebook& casebook_;
    std::vector<std::unique_ptr<Sender>> senders_;
    outbox::Aside aside_{"courier"};
};

}  // namespace hearth::contact::app
