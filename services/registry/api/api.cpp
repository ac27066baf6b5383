#include "services/registry/api/api.hpp"

namespace hearth::registry {

Result<void> Api::read(const rpc::Call& call,
                       const std::function<Result<void>(Stores&)>& body) const {
    return host.work().read(call.principal.tenant, call.deadline,
                            [&](sql::Tx& tx) { return body(*context.open(tx)); });
}

}  // namespace hearth::registry
