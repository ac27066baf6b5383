#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/auth/auth.hpp"
#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/kv/redis.hpp"
#include "libs/runtime/loop.hpp"

namespace hearth::gateway {

/// How far up somebody may send people away: those at desks and on crews; also leads and
/// dispatchers; everybody.
enum class Reach { kDesks, kStaff, kAll };

/// Sessions that ended before their tokens do: by log-out, or all of a principal, whoever may end
/// them.
///
/// Kept in Redis for all replicas; each keeps a copy in memory, which every second learns what is
/// new and every minute all, so that a look costs nothing and goes on while Redis is down. What
/// Redis forgot, the replicas tell it again. Ending costs the same however many have ended.
/// Thread-safe.
class Endings {
public:
    /// A token is good for no longer than `longest` after it was signed, whatever it says: an
    /// ending needs to be remembered for so long.
    Endings(kv::Redis& redis, std::chrono::seconds longest);
    ~Endings();
    void start();
    void stop(Deadline deadline);

    /// UNAVAILABLE, reason SESSIONS_UNREACHABLE, when it holds in this replica alone so far; the
    /// others are told when Redis is back.
    Result<void> end_session(const auth::Proof& proof);
    /// All sessions of a principal that began before now, by any clock of a signer: so also those
    /// of the next five seconds. One with a role beyond the reach goes on.
    Result<void> end_all(int tenant, std::string_view principal, Reach reach);
    /// Whether what has ended is known: since the first look that Redis answered.
    [[nodiscard]] bool known() const { return known_; }

    /// UNAUTHENTICATED, reason SESSION_ENDED or TOKEN_EXPIRED.
    [[nodiscard]] Result<void> check(const auth::Proof& proof) const;

private:
    struct Ending {
        std::int64_t before = 0;  ///< second up to which tokens were signed that are ended
        std::int64_t until = 0;   ///< when the last of them has run out
        bool told = false;        ///< Redis has it
    };
    Result<void> add(const std::string& what);
    bool tell(const std::string& what, const Ending& ending);
    void learn();
    /// Of one page that Redis gave.
    void take(const std::vector<std::string>& page);
    /// Forgets what is over, and what of the others Redis has not.
    void compare(const std::set<std::string, std::less<>>& stored);
    bool renew(const runtime::Loop& loop);

    kv::Redis& redis_;
    const std::chrono::seconds longest_;
    mutable std::mutex mutex_;
    std::map<std::string, Ending, std::less<>> endings_;
    std::atomic<bool> known_{false};
    // Of the loop's thread.
    std::string last_;  ///< place in Redis' order of the newest that was learnt
    std::chrono::steady_clock::time_point all_at_;
    runtime::Loop loop_;
};

}  // namespace hearth::gateway
