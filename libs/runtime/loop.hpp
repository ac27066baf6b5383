#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "libs/core/deadline.hpp"

namespace hearth::runtime {

/// A background job: one thread that runs `body` whenever it is woken, and at least every
/// `interval`.
///
/// `body` returns true when there is more to do at once. It must return soon after `stopping()` is
/// true. A failure inside is the body's to handle; an exception is logged as `loop_failed`, counted
/// in hearth_loop_failures_total, and the body runs again after `interval`. `wake` is thread-safe,
/// cheap and never lost.
class Loop {
public:
    using Body = std::function<bool(const Loop&)>;

    Loop(std::string name, std::chrono::milliseconds interval, Body body);
    ~Loop();

    void start();
    void wake();
    /// Waits for the body's last run.
    void stop(Deadline deadline);
    [[nodiscard]] bool stopping() const;
    /// Sleeps at most `span`, less when the loop is being stopped.
    void pause(std::chrono::milliseconds span) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::runtime
