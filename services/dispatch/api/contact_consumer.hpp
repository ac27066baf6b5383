#pragma once

#include <span>

#include "libs/outbox/inbox.hpp"
#include "services/dispatch/app/requests.hpp"

namespace hearth::dispatch {

/// Reads contact's events of requests.
outbox::Apply apply_requests(const app::Requests& requests);

}  // namespace hearth::dispatch
