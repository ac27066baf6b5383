#pragma once

#include "libs/service/host.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/app/courier.hpp"
#include "services/contact/app/intake.hpp"

namespace hearth::contact::app {

/// Registers what time brings about: timers of requests, call backs, sending of notices. Every
/// replica runs them; rows are taken with SKIP LOCKED, so each is done once.
void add_jobs(service::Host& host, Casebook& casebook, Intake& intake, Courier& courier,
              int tenant);

/// One round of the timers, for tests too: true when there may be more.
Result<bool> run_timers(outbox::Work& work, Instant now, Casebook& casebook, int tenant);

/// One round of what parts let go on: work that a hazard held back, parents whose parts are over.
Result<bool> go_on_with_parts(outbox::Work& work, Instant now, Casebook& casebook, int tenant);

}  // namespace hearth::contact::app
