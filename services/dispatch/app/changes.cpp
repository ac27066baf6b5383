#include "services/dispatch/app/changes.hpp"

#include <map>

namespace hearth::dispatch::app {

Result<void> Changes::run(outbox::UnitOfWork& work, const Wanted& wanted, const std::string& actor,
                          const Body& body, const Look& look) const {
    const auto stores = open_(work.tx());
    auto state = stores->boards().lock(wanted, policy_, work.now());
    if (!state) return fail(std::move(state).error());
    state->put_off_turn = put_off_turn(work.tx().tenant());
    const auto old_version = state->plan_version;
    const auto old_sequences = std::pair{state->order_sequence, state->incident_sequence};
    Board board{policy_, *std::move(state), {work.now(), actor, [&work] { return work.new_id(); }}};
    std::map<std::size_t, Uuid> causes;  // by the first fact they led to
    const Scene scene{board, *stores,
                      [&](const Uuid& event) { causes[board.facts().size()] = event; }};
    if (auto done = body(scene); !done) return fail(std::move(done).error());
    board.replan();
    keep_turn(work.tx().tenant(), board.state().put_off_turn);
    if (look) look(board);
    const bool unchanged =
        board.facts().empty() && board.changed_orders().empty() && board.changed_crews().empty() &&
        board.changed_routes().empty() && board.changed_incidents().empty() &&
        old_sequences == std::pair{board.state().order_sequence, board.state().incident_sequence};
    if (unchanged) return {};
    if (auto saved = stores->boards().save(board, old_version, work.now()); !saved) {
        return fail(std::move(saved).error());
    }
    const auto& facts = board.facts();
    for (std::size_t i = 0; i < facts.size(); ++i) {
        auto event = encode_(facts[i], work.tx().tenant());
        if (const auto next = causes.upper_bound(i); next != causes.begin()) {
            event.cause = std::prev(next)->second;
        }
        work.record(std::move(event));
    }
    return {};
}

Result<void> Changes::rehearse(outbox::UnitOfWork& work, const Wanted& wanted,
                               const std::string& actor, const Body& body) const {
    const auto stores = open_(work.tx());
    auto state = stores->boards().lock(wanted, policy_, work.now());
    if (!state) return fail(std::move(state).error());
    Board board{policy_, *std::move(state), {work.now(), actor, [&work] { return work.new_id(); }}};
    return body({board, *stores, [](const Uuid&) {}});
}

std::size_t Changes::put_off_turn(int tenant) const {
    const std::lock_guard lock{mutex_};
    return put_off_turns_[tenant];
}

void Changes::keep_turn(int tenant, std::size_t turn) const {
    const std::lock_guard lock{mutex_};
    put_off_turns_[tenant] = turn;
}

}  // namespace hearth::dispatch::app
