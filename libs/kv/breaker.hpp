#pragma once

#include <chrono>
#include <mutex>

namespace hearth::kv {

/// Keeps callers away from what does not answer: after `limit` failures in a row nobody passes for
/// `rest`, then one probes while all others still stay away. Thread-safe; is told the time.
class Breaker {
public:
    using Time = std::chrono::steady_clock::time_point;

    Breaker(int limit, std::chrono::milliseconds rest) : limit_(limit), rest_(rest) {}

    /// Whoever passes must report `succeeded` or `failed`.
    bool pass(Time now);
    void succeeded();
    void failed(Time now);
    [[nodiscard]] bool open() const;

private:
    const int limit_;
    const std::chrono::milliseconds rest_;
    mutable std::mutex mutex_;
    int failures_ = 0;
    Time probe_at_{};
};

}  // namespace hearth::kv
