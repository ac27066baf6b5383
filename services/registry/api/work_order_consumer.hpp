#pragma once

#include "libs/outbox/inbox.hpp"
#include "services/registry/app/repairs.hpp"

namespace hearth::registry {

/// Listens to dispatch's work orders: one that ended at a premise becomes a row of its repair
/// history.
outbox::Apply repair_history(const app::Context& context);

}  // namespace hearth::registry
