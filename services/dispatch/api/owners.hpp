#pragma once

#include "libs/rpc/owners.hpp"
#include "services/dispatch/api/api.hpp"

namespace hearth::dispatch {

/// Tells of crews which work orders are theirs, `workOrders/<uid>` or the number people say: those
/// that were ever put to them, lost since or not. Nothing else is a crew's. `api` outlives it.
rpc::Owners owners(const Api& api);

}  // namespace hearth::dispatch
