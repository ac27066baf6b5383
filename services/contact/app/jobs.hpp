#pragma once

#include <vector>

#include "libs/core/clock.hpp"
#include "libs/outbox/aside.hpp"
#include "libs/runtime/job.hpp"
#include "services/contact/app/courier.hpp"
#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

/// What time brings about, of one tenant: all of the service's jobs. Every replica runs them; rows
/// are taken with SKIP LOCKED, so each is done once. A round takes at most 10 s; one that fails is
/// logged, and the next tries again. An item for which it fails is done alone, and set aside when
/// that fails too. What they are given outlives them.
std::vector<runtime::Job> jobs(outbox::Work& work, const Clock& clock, Casebook& casebook,
                               Intake& intake, Courier& courier, int tenant);

// Rounds for whoever has a time of his own; `aside` leaves out what failed before. True when there
// may be more.

/// One round of the requests' timers.
Result<bool> run_timers(outbox::Work& work, Instant now, Casebook& casebook, int tenant,
                        outbox::Aside& aside);
/// One round of callers who hung up on a hazard.
Result<bool> call_back(outbox::Work& work, Instant now, Casebook& casebook, Intake& intake,
                       int tenant, outbox::Aside& aside);
/// One round of what parts let go on: work that a hazard held back, parents whose parts are over.
Result<bool> go_on_with_parts(outbox::Work& work, Instant now, Casebook& casebook, int tenant,
                              outbox::Aside& aside);

}  // namespace hearth::contact::app
