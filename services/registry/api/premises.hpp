#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/api/doors.hpp"

namespace hearth::registry {

/// The methods about premises and their supply. Thread-safe.
class Premises {
public:
    explicit Premises(const Doors& doors) : doors_(doors) {}

    Result<void> get(const rpc::Call& call, const v1::GetPremiseRequest& request,
                     v1::GetPremiseResponse& response);
    Result<void> command_supply(const rpc::Call& call, const v1::CommandSupplyRequest& request,
                                v1::CommandSupplyResponse& response);

private:
    const Doors& doors_;
};

}  // namespace hearth::registry
