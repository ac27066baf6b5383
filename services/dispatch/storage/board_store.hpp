#pragma once

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgBoardStore : public BoardStore {
public:
    explicit PgBoardStore(sql::Tx& tx) : tx_(tx) {}
    Result<Board::State> lock(const Wanted& wanted, const Policy& policy, Instant now) override;
    Result<void> save(const Board& board, std::int64_t old_version, Instant now) override;

private:
    Result<void> lock_plan(Board::State& state, Instant now);
    Result<void> load_orders(Board::State& state, const Wanted& wanted);
    Result<void> load_crews(Board::State& state);
    Result<void> load_routes(Board::State& state);
    Result<void> load_incidents(Board::State& state, const Wanted& wanted, const Policy& policy,
                                Instant now);
    Result<void> load_network(Board::State& state, const Wanted& wanted);
    Result<void> save_orders(const Board& board, Instant now);
    Result<void> save_crews(const Board& board);
    Result<void> save_incidents(const Board& board);
    Result<void> save_plan(const Board& board, std::int64_t old_version, Instant now);

    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
