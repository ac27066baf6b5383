#pragma once

#include "libs/sql/tx.hpp"
#include "services/dispatch/domain/ports.hpp"

namespace hearth::dispatch {

class PgDeviceStore : public DeviceStore {
public:
    explicit PgDeviceStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::map<std::int64_t, Known>> known(const std::string& device,
                                                const std::vector<Sent>& sent) override;
    Result<std::int64_t> last_sequence(const std::string& device) override;
    Result<void> log(const std::string& device, const std::string& crew,
                     const std::vector<Sent>& sent, Instant now) override;
    Result<std::vector<CrewJob>> jobs(const std::string& crew, Instant since) override;
    Result<std::set<Uuid>> given(const std::string& crew, const std::vector<Uuid>& orders) override;

private:
    sql::Tx& tx_;
};

class PgNetworkStore : public NetworkStore {
public:
    explicit PgNetworkStore(sql::Tx& tx) : tx_(tx) {}
    Result<void> apply(const std::vector<NodeCopy>& nodes) override;
    Result<void> apply(const std::vector<PointCopy>& points) override;
    Result<std::map<Uuid, Uuid>> nodes_of(const std::vector<Uuid>& service_points) override;

private:
    sql::Tx& tx_;
};

class PgCheckStore : public CheckStore {
public:
    explicit PgCheckStore(sql::Tx& tx) : tx_(tx) {}
    Result<std::vector<OrderEvent>> events(const Uuid& order, std::int64_t version,
                                           int limit) override;
    Result<std::map<Uuid, StoredState>> states(const std::vector<Uuid>& orders) override;
    Result<std::vector<std::string>> assignments() override;
    Result<std::vector<LiveStep>> live_steps(Instant older_than) override;

private:
    sql::Tx& tx_;
};

}  // namespace hearth::dispatch
