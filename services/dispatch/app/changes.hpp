#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "libs/outbox/unit_of_work.hpp"
#include "services/dispatch/app/turns.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch::app {

/// The event that tells of a fact.
using Encode = std::function<outbox::Event(const Fact&, int tenant)>;

/// How dispatch changes anything: under the tenant's plan lock the board is changed, planned and
/// written, and every fact becomes an event, all in the caller's transaction. So the assignment is
/// committed together with what caused it, and no two replicas publish the same version of a plan.
///
/// Each tenant's board stays in memory between changes, compared with what is stored each time the
/// lock is taken. Whether a change was committed is found out by the next one: so nothing hangs on
/// the answer to COMMIT. Thread-safe; lives as long as the service.
class Changes {
public:
    Changes(const Policy& policy, outbox::Open<Stores> open, Encode encode)
        : policy_(policy), open_(std::move(open)), encode_(std::move(encode)) {}

    /// Whom the events name, and how long he can wait.
    struct Who {
        std::string actor;
        Haste haste = Haste::kDesk;
    };
    /// What a change sees. `caused_by` names the event that led to the facts from here on.
    struct Scene {
        Board& board;
        Stores& stores;
        std::function<void(const Uuid&)> caused_by;
    };
    using Body = std::function<Result<void>(const Scene&)>;
    using Look = std::function<void(const Board&)>;

    /// Nothing is written when nothing changed. `look` sees the board as planning left it.
    Result<void> run(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                     const Body& body, const Look& look = {}) const;
    /// The same, and nothing is written whatever happened.
    Result<void> rehearse(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                          const Body& body) const;

    /// For what only reads, or keeps no board.
    [[nodiscard]] const outbox::Open<Stores>& open() const { return open_; }
    [[nodiscard]] const Policy& policy() const { return policy_; }

private:
    /// Of one tenant. The state is his whose turn it is.
    struct Kept {
        Turns turns;
        Board::State state;
    };
    /// What was stored, if anything was.
    using Stored = Result<std::optional<Stamp>>;

    Kept& kept_of(int tenant) const;
    Result<void> under_lock(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                            const std::function<Stored(Stores&, Board&)>& body) const;

    const Policy& policy_;
    outbox::Open<Stores> open_;
    Encode encode_;
    mutable std::mutex mutex_;
    mutable std::map<int, Kept> kept_;  ///< by tenant; none ever goes
};

}  // namespace hearth::dispatch::app
