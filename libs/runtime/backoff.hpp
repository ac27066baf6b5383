#pragma once

#include <chrono>

namespace hearth::runtime {

/// Full-jitter exponential waits: min(first * 2^n, most) * U(0.5, 1). One thread.
class Backoff {
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most)
        : first_(first), most_(most) {}
    std::chrono::milliseconds next();
    void reset() { failures_ = 0; }

private:
    std::chrono::milliseconds first_;
    std::chrono::milliseconds most_;
    int failures_ = 0;
};

}  // namespace hearth::runtime
