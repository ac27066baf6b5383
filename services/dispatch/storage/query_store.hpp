#pragma once

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgQueryStore : public QueryStore {
public:
    explicit PgQueryStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::optional<WorkOrder>> order(std::optional<Uuid> id,
                                           std::optional<std::int64_t> sequence) override;
    Result<std::vector<WorkOrder>> orders(const OrderFilter& filter) override;
    Result<std::map<Uuid, WorkOrder>> live_orders() override;
    Result<std::vector<Crew>> crews(const std::string& after, int limit) override;
    Result<StoredPlan> plan() override;
    Result<std::optional<StoredIncident>> incident(std::optional<Uuid> id,
                                                   std::optional<std::int64_t> sequence,
                                                   int most_members) override;
    Result<std::vector<Incident>> incidents(const IncidentFilter& filter) override;
    Result<std::vector<Uuid>> above(const Uuid& node) override;

private:
    /// How many of each have not left.
    Result<std::map<Uuid, int>> present(const std::vector<Uuid>& incidents);

    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
