#pragma once

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgCheckStore : public CheckStore {
public:
    explicit PgCheckStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<StoredEvent>> events(const Uuid& order, std::int64_t version,
                                            int limit) override;
    Result<std::map<Uuid, StoredState>> states(const std::vector<Uuid>& orders) override;
    Result<std::vector<std::string>> assignments() override;
    Result<std::vector<LiveStep>> live_steps(Instant older_than) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
