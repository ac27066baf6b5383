#pragma once

#include "libs/service/host.hpp"
#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch {

/// I15: folds the history of every work order. An ended order stays ended, but for work done after
/// it was cancelled; the row is what its last event says; each order with a crew stands once in
/// that crew's plan.
Result<service::CheckResult> check_orders(Stores& stores);

/// What dispatch still works on for contact, under the same text that contact lists.
Result<std::vector<service::OpenStep>> open_steps(Stores& stores, Instant older_than);

}  // namespace hearth::dispatch
