#pragma once

#include <optional>

#include "services/contact/domain/change.hpp"
#include "services/contact/domain/roster.hpp"

namespace hearth::contact {

/// Does everything that time alone brings about by now: warnings of clocks, broken promises, stuck
/// steps, quiet waits that ended, tries of a callback, hand-overs nobody accepted, owners off duty.
/// Being late only makes several things happen at once.
void tick(Change& change, const Roster& roster);

/// When `tick` has something to do next, if nothing else happens; empty when the request is over.
std::optional<Instant> next_tick(const Request& request, const RequestClass& definition);

void break_promises(Change& change);

}  // namespace hearth::contact
