#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/api/api.hpp"
#include "services/registry/app/lookups.hpp"

namespace hearth::registry {

/// The methods that find: by words, by number, in the past. Thread-safe.
class Lookups {
public:
    explicit Lookups(const Api& api) : api_(api), lookups_(api.context) {}

    Result<void> search(const rpc::Call& call, const v1::SearchRequest& request,
                        v1::SearchResponse& response);
    Result<void> caller(const rpc::Call& call, const v1::LookupCallerRequest& request,
                        v1::LookupCallerResponse& response);
    Result<void> changes(const rpc::Call& call, const v1::ListChangesRequest& request,
                         v1::ListChangesResponse& response);

private:
    const Api& api_;
    app::Lookups lookups_;
};

}  // namespace hearth::registry
