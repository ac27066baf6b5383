#pragma once

#include <atomic>

#include "libs/core/time.hpp"

namespace hearth {

/// The one source of `now` in a process: system time plus an offset that only the development
/// profile may set. Domain code never reads it; it is told the time. Thread-safe.
class Clock {
public:
    [[nodiscard]] Instant now() const;
    void set_offset(Duration offset) { offset_us_.store(offset.count()); }
    [[nodiscard]] Duration offset() const { return Duration{offset_us_.load()}; }

private:
    std::atomic<Duration::rep> offset_us_{0};
};

}  // namespace hearth
