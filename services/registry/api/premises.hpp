#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/api/api.hpp"
#include "services/registry/app/supply.hpp"

namespace hearth::registry {

/// The methods about premises and their supply. Thread-safe.
class Premises {
public:
    explicit Premises(const Api& api) : api_(api), supply_(api.context) {}

    Result<void> get(const rpc::Call& call, const v1::GetPremiseRequest& request,
                     v1::GetPremiseResponse& response);
    Result<void> command_supply(const rpc::Call& call, const v1::CommandSupplyRequest& request,
                                v1::CommandSupplyResponse& response);

private:
    const Api& api_;
    app::Supply supply_;
};

}  // namespace hearth::registry
