#pragma once

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgNetworkStore : public NetworkStore {
public:
    explicit PgNetworkStore(sql::Tx& tx) : tx_(tx) {}
    Result<void> apply(const std::vector<NodeCopy>& nodes) override;
    Result<void> apply(const std::vector<PointCopy>& points) override;
    Result<std::map<Uuid, Uuid>> nodes_of(const std::vector<Uuid>& service_points) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
