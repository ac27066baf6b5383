#pragma once

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::outbox {

/// Forgets the answers of commands older than 30 days: one batch of 5,000 for each tenant. True
/// when there is more to do. For a job; works with the service's role.
Result<bool> forget_commands(sql::Pool& pool, Instant now, Deadline deadline);

}  // namespace hearth::outbox
