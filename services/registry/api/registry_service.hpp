#pragma once

#include "libs/rpc/methods.hpp"
#include "services/registry/api/api.hpp"
#include "services/registry/api/imports.hpp"
#include "services/registry/api/lookups.hpp"
#include "services/registry/api/parties.hpp"
#include "services/registry/api/premises.hpp"

namespace hearth::registry {

/// The registry's gRPC service: each method runs on the host's executor.
class RegistryService {
public:
    explicit RegistryService(Api api);
    [[nodiscard]] rpc::Methods& methods() { return methods_; }

private:
    Api api_;
    Parties parties_;
    Premises premises_;
    Lookups lookups_;
    ImportMethods imports_;
    rpc::Methods methods_;
};

}  // namespace hearth::registry
