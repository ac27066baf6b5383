#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>
#include <utility>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"

namespace hearth::dispatch::app {

/// Who wants to change a board, the most urgent first.
enum class Haste {
    kCrew,    ///< a crew at its work
    kDesk,    ///< a person who waits for the answer
    kReport,  ///< what other services tell
    kTime,    ///< what is done meanwhile
};

/// One at a time: of those who wait in this process the most urgent is next, and among equals who
/// came first. Thread-safe.
class Turns {
public:
    /// Whose turn it is, until it goes.
    class Turn {
    public:
        explicit Turn(Turns& turns) : turns_(&turns) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_ != nullptr) turns_->pass_on();
        }

    private:
        Turns* turns_;
    };

    /// DEADLINE_EXCEEDED when it does not come in time.
    Result<Turn> wait(Haste haste, Deadline deadline);

private:
    using Ticket = std::pair<Haste, std::int64_t>;
    void pass_on();

    std::mutex mutex_;
    std::condition_variable moved_;
    std::set<Ticket> waiting_;
    std::int64_t last_ = 0;
    bool taken_ = false;
};

}  // namespace hearth::dispatch::app
