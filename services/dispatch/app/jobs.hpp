#pragma once

#include <vector>

#include "libs/core/clock.hpp"
#include "libs/outbox/unit_of_work.hpp"
#include "libs/runtime/job.hpp"
#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch::app {

/// What time brings about, of one tenant: all of the service's jobs. A round takes at most 10 s;
/// one that fails is logged, and the next tries again. What they are given outlives them.
std::vector<runtime::Job> jobs(outbox::Work& work, const Clock& clock, const Changes& changes,
                               int tenant, std::chrono::milliseconds replan_every);

}  // namespace hearth::dispatch::app
