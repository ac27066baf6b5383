#pragma once

#include "libs/rpc/owners.hpp"
#include "services/registry/api/api.hpp"

namespace hearth::registry {

/// Tells of parties at which premises they are served today, by `premises/<uid>`. Nothing else is
/// a party's, but itself. `api` outlives it.
rpc::Owners owners(const Api& api);

}  // namespace hearth::registry
