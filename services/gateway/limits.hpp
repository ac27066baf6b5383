#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/kv/redis.hpp"

namespace hearth::gateway {

struct Rate {
    double per_second = 50;
    double burst = 200;
};

/// A token bucket in this process. One thread.
class Bucket {
public:
    using Time = std::chrono::steady_clock::time_point;
    explicit Bucket(Rate rate, Time now) : rate_(rate), tokens_(rate.burst), at_(now) {}
    /// Zero when one was taken, else how long until there is one.
    std::chrono::milliseconds take(Time now);
    /// Full again: forgetting it changes nothing.
    [[nodiscard]] bool full(Time now) const;
    /// What `take` would say, without taking.
    [[nodiscard]] std::chrono::milliseconds wait(Time now) const;

private:
    [[nodiscard]] double filled(Time now) const;
    Rate rate_;
    double tokens_;
    Time at_;
};

/// How often one caller may ask, counted in Redis for all replicas together. When Redis is down
/// each replica counts for itself. Blocks for at most the Redis timeout. Thread-safe.
class Limits {
public:
    Limits(kv::Redis& redis, bool enabled);
    /// RESOURCE_EXHAUSTED, reason RATE_LIMITED, with when to come again.
    Result<void> take(const std::string& who, Rate rate);

private:
    std::chrono::milliseconds take_here(const std::string& who, Rate rate);

    kv::Redis& redis_;
    const bool enabled_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> local_;
};

/// How often a token or secret was shown that is none, of one client, at one door. Over it he is
/// told when to come again, and nothing else. Who shows a right one is never asked: others behind
/// his address guess as they like. Counted in each process. Thread-safe.
class Guesses {
public:
    explicit Guesses(Rate rate) : rate_(rate) {}
    /// One more. RESOURCE_EXHAUSTED, reason RATE_LIMITED, where there were too many.
    Result<void> count(const std::string& client);

private:
    const Rate rate_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> wrong_;
};

}  // namespace hearth::gateway
