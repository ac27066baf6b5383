#pragma once

#include "libs/outbox/inbox.hpp"
#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch {

// Keep dispatch's copies of the network as built and of what each service point hangs on.
outbox::Apply apply_nodes(const app::Changes& changes);
outbox::Apply apply_points(const app::Changes& changes);

}  // namespace hearth::dispatch
