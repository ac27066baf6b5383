#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/api/api.hpp"
#include "services/registry/app/parties.hpp"

namespace hearth::registry {

/// The methods about parties. Thread-safe.
class Parties {
public:
    explicit Parties(const Api& api) : api_(api), parties_(api.context) {}

    Result<void> create(const rpc::Call& call, const v1::CreatePartyRequest& request,
                        v1::CreatePartyResponse& response);
    Result<void> get(const rpc::Call& call, const v1::GetPartyRequest& request,
                     v1::GetPartyResponse& response);
    Result<void> update(const rpc::Call& call, const v1::UpdatePartyRequest& request,
                        v1::UpdatePartyResponse& response);
    Result<void> set_contact_points(const rpc::Call& call,
                                    const v1::SetContactPointsRequest& request,
                                    v1::SetContactPointsResponse& response);
    Result<void> list(const rpc::Call& call, const v1::ListPartiesRequest& request,
                      v1::ListPartiesResponse& response);

private:
    const Api& api_;
    app::Parties parties_;
};

}  // namespace hearth::registry
