#include "services/dispatch/app/changes.hpp"

#include <map>
#include <utility>

namespace hearth::dispatch::app {

Changes::Kept& Changes::kept_of(int tenant) const {
    const std::lock_guard lock{mutex_};
    return kept_[tenant];
}

/// The turn is passed on before COMMIT: who is next waits for the lock meanwhile.
Result<void> Changes::under_lock(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                                 const std::function<Stored(Stores&, Board&)>& body) const {
    auto& kept = kept_of(work.tx().tenant());
    const auto turn = kept.turns.wait(who.haste, work.cause().deadline);
    if (!turn) return fail(turn.error());
    // What throws leaves nothing behind, and all is read anew.
    auto state = std::exchange(kept.state, {});
    const auto stores = open_(work.tx());
    auto locked = stores->boards().lock(state, wanted, policy_, work.now());
    if (!locked) {
        kept.state = std::move(state);
        return locked;
    }
    Board board{
        policy_, std::move(state), {work.now(), who.actor, [&work] { return work.new_id(); }}};
    auto stored = body(*stores, board);
    kept.state = std::move(board).release();
    if (!stored) return fail(std::move(stored).error());
    kept.state.pending = *stored;
    return {};
}

Result<void> Changes::run(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                          const Body& body, const Look& look) const {
    return under_lock(work, wanted, who, [&](Stores& stores, Board& board) -> Stored {
        const auto old_version = board.state().plan_version;
        std::map<std::size_t, Uuid> causes;  // by the first fact they led to
        const Scene scene{board, stores,
                          [&](const Uuid& event) { causes[board.facts().size()] = event; }};
        if (auto done = body(scene); !done) return fail(std::move(done).error());
        board.replan();
        if (look) look(board);
        if (board.unchanged()) return std::optional<Stamp>{};
        auto saved = stores.boards().save(board, old_version, work.new_id(), work.now());
        if (!saved) return fail(std::move(saved).error());
        const auto& facts = board.facts();
        for (std::size_t i = 0; i < facts.size(); ++i) {
            auto event = encode_(facts[i], work.tx().tenant());
            if (const auto next = causes.upper_bound(i); next != causes.begin())
                event.cause = std::prev(next)->second;
            work.record(std::move(event));
        }
        return std::optional{*saved};
    });
}

Result<void> Changes::rehearse(outbox::UnitOfWork& work, const Wanted& wanted, const Who& who,
                               const Body& body) const {
    return under_lock(work, wanted, who, [&](Stores& stores, Board& board) -> Stored {
        if (auto done = body({board, stores, [](const Uuid&) {}}); !done)
            return fail(std::move(done).error());
        return std::optional<Stamp>{};
    });
}

}  // namespace hearth::dispatch::app
