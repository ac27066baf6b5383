#include "libs/service/health.hpp"

#include <stdexcept>
#include <thread>
#include <utility>

#include <sql_gen/service/health.sql.hpp>

#include "libs/log/log.hpp"
#include "libs/runtime/backoff.hpp"

namespace hearth::service {
namespace {

using namespace std::chrono_literals;

constexpr auto kAnswersWithin = 1s;
constexpr auto kThereWithin = 20s;
constexpr auto kAttemptWithin = 5s;

Result<void> ping(sql::Pool& pool) {
    auto tx = pool.begin(0, Deadline::after(kAnswersWithin));
    if (!tx) return fail(std::move(tx).error());
    if (auto rows = tx->run(statements::ping); !rows) return fail(std::move(rows).error());
    return {};
}

}  // namespace

Health::Health(sql::Pool& pool, std::span<const std::string_view> plan,
               std::function<void()> changed)
    : pool_(pool), plan_(plan), changed_(std::move(changed)) {}

void Health::wait_for_database() {
    const Deadline deadline = Deadline::after(kThereWithin);
    runtime::Backoff backoff{50ms, 1s};
    while (true) {
        const Deadline attempt = deadline.earlier(Deadline::after(kAttemptWithin));
        auto opened = pool_.check(attempt);
        if (opened) opened = sql::check_schema(pool_, plan_, attempt);
        if (opened) break;
        const bool passing = opened.error().code == Code::kUnavailable ||
                             opened.error().code == Code::kDeadlineExceeded;
        log::failure("database_not_ready", opened.error());
        if (!passing || deadline.passed()) {
            throw std::runtime_error{opened.error().reason + ": " + opened.error().message + ' ' +
                                     opened.error().cause};
        }
        std::this_thread::sleep_for(backoff.next());
    }
    answers_ = true;
}

bool Health::ask() {
    const auto asked = ping(pool_);
    const bool answers = asked || asked.error().code == Code::kResourceExhausted;
    if (answers != answers_.exchange(answers)) {
        log::warn(answers ? "database_back" : "database_lost");
        changed_();
    }
    return answers;
}

std::span<const sql::Statement> health_statements() {
    return statements::all_health;
}

}  // namespace hearth::service
