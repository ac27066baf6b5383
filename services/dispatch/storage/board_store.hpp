#pragma once

#include <set>
#include <vector>

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgBoardStore : public BoardStore {
public:
    explicit PgBoardStore(sql::Tx& tx) : tx_(tx) {}
    Result<void> lock(Board::State& kept, const Wanted& wanted, const Policy& policy,
                      Instant now) override;
    Result<Stamp> save(const Board& board, std::int64_t old_version, const Uuid& change_id,
                       Instant now) override;

private:
    Result<void> save_orders(const Board& board, Instant now);
    Result<void> save_crews(const Board& board);
    Result<void> save_incidents(const Board& board);
    Result<void> save_plan(const Board& board, std::int64_t old_version, const Stamp& stamp,
                           Instant now);

    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
