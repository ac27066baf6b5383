#pragma once

#include "libs/outbox/unit_of_work.hpp"
#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch::app {

/// Brings a tenant's plan up to date with the time alone, which moves forecasts: crews that have
/// not set off, jobs that overrun. A failure is logged; the next run tries again. At most 10 s.
void replan(outbox::Work& work, const Changes& changes, int tenant, Instant now);

}  // namespace hearth::dispatch::app
