#pragma once

#include <set>
#include <vector>

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

/// Brings what a process has of a tenant's board to what is stored. Lives for one `lock`.
class BoardReader {
public:
    BoardReader(sql::Tx& tx, Board::State& kept, const Policy& policy, Instant now)
        : tx_(tx), kept_(kept), since_(now - policy.nested_within), now_(now) {}

    Result<void> lock(const Wanted& wanted);

private:
    struct PlanRow {
        std::int64_t version = 0;
        std::int64_t order_sequence = 0;
        std::int64_t incident_sequence = 0;
        Stamp stamp;
        std::int64_t network_version = 0;
    };

    Result<PlanRow> lock_plan();
    /// What the last change of this process left is kept or taken back.
    void settle(const Stamp& stored);
    Result<void> read(const PlanRow& row, const Wanted& wanted);
    void empty();
    Result<void> read_all();
    /// False: too much was written since, or it is not known what.
    Result<bool> catch_up(const Stamp& stored);
    /// What is neither live nor wanted goes.
    void forget(const Wanted& wanted);
    Result<void> read_wanted(const Wanted& wanted);
    Result<void> read_network(const Wanted& wanted, std::int64_t version);

    Result<void> read_live_orders();
    Result<void> read_orders(const std::vector<Uuid>& ids, const std::vector<Uuid>& requests);
    Result<void> read_crews();
    Result<void> read_routes();
    Result<void> read_live_incidents();
    Result<void> read_incidents(const std::vector<Uuid>& ids);
    Result<void> read_members(const std::vector<Uuid>& incidents);
    Result<void> read_chain(const std::vector<Uuid>& nodes);
    void load(WorkOrder order);
    void load(Incident incident);
    void load(const Uuid& incident, Member member);

    sql::Tx& tx_;
    Board::State& kept_;
    Instant since_;  ///< restored lately: after it
    Instant now_;
    std::set<Uuid> nodes_;  ///< of what was read
};

}  // namespace hearth::dispatch
