#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "libs/core/deadline.hpp"

namespace hearth::runtime {

/// A fixed number of threads and a bounded queue, for work that blocks (SQL, Redis, another
/// service).
///
/// Threads about equal database connections, so overload is refused here and not inside the
/// database. `try_submit` is thread-safe and never blocks. A task whose deadline has passed when
/// its turn comes is told so (`late` = true) and must only answer. One that throws is logged as
/// `task_failed`; its thread goes on.
class Executor {
public:
    struct Config {
        std::size_t threads = 8;
        std::size_t queue = 256;
    };
    using Task = std::function<void(bool late)>;

    Executor(const std::string& name, Config config);
    ~Executor();  ///< stops within ten seconds

    /// False when the queue is full or the executor is stopping: answer RESOURCE_EXHAUSTED.
    bool try_submit(Deadline deadline, Task task);
    /// Refuses new work, runs what is queued until `deadline`, tells the rest that it is late.
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::runtime
