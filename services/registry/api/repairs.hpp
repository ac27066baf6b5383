#pragma once

#include <functional>
#include <memory>

#include "libs/outbox/inbox.hpp"
#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

inline constexpr const char* kWorkOrderTopic = "hearth.dispatch.work_order.v1";

/// Listens to dispatch's work orders: one that ended at a premise becomes a row of its repair
/// history.
outbox::Apply repair_history(std::function<std::unique_ptr<Stores>(sql::Tx&)> open);

}  // namespace hearth::registry
