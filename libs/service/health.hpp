#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string_view>

#include "libs/sql/pool.hpp"

namespace hearth::service {

/// Whether a service's database answers. Thread-safe.
class Health {
public:
    /// `plan` has the names of the sqitch changes that the program is built for. `changed` hears of
    /// each turn, from whoever asks. The pool outlives it, and knows `health_statements()`.
    Health(sql::Pool& pool, std::span<const std::string_view> plan, std::function<void()> changed);

    /// A database that is not there yet is waited for, twenty seconds, since all start together;
    /// one that refuses us or has a schema of another plan is not. Throws std::runtime_error.
    void wait_for_database();
    /// Asks it now, a second at most. A pool whose connections are all at work is busy, not broken.
    bool ask();
    /// What was found last; false before the first time.
    [[nodiscard]] bool answers() const { return answers_; }

private:
    sql::Pool& pool_;
    const std::span<const std::string_view> plan_;
    const std::function<void()> changed_;
    std::atomic<bool> answers_{false};
};

std::span<const sql::Statement> health_statements();

}  // namespace hearth::service
