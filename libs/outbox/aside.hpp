#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"

namespace hearth::outbox {

/// Items that a job could not do: each is left out of its rounds for a while, longer each time, so
/// that a bad one neither stops its neighbours nor fills a round.
///
/// In memory: after a restart all are tried again. At most ten thousand: what fails beyond is tried
/// in each round. Each is logged as `item_set_aside` with its job and why; how
/// many there are is hearth_job_set_aside. Thread-safe.
class Aside {
public:
    explicit Aside(std::string job) : job_(std::move(job)) {}

    /// For half a minute, twice as long with each further time, at most for an hour.
    void put(const Uuid& item, const Error& why, Instant now);
    /// It went in.
    void done(const Uuid& item);
    [[nodiscard]] std::vector<Uuid> left_out(Instant now) const;

private:
    struct Item {
        int times = 0;
        Instant until;
    };

    void tell() const;

    std::string job_;
    mutable std::mutex mutex_;
    std::map<Uuid, Item> items_;
};

}  // namespace hearth::outbox
