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

}  // namespace hearth::dispatch
