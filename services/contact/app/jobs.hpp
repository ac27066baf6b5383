#pragma once

#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

// What time brings about, of one tenant. Every replica runs it; rows are taken with SKIP LOCKED, so
// each is done once. True when there may be more. At most 10 s.

/// One round of the requests' timers.
Result<bool> run_timers(outbox::Work& work, Instant now, Casebook& casebook, int tenant);
/// One round of what parts let go on: work that a hazard held back, parents whose parts are over.
Result<bool> go_on_with_parts(outbox::Work& work, Instant now, Casebook& casebook, int tenant);
/// One round of callers who hung up on a hazard.
Result<bool> call_back(outbox::Work& work, Instant now, Intake& intake, int tenant);

}  // namespace hearth::contact::app
