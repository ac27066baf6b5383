#pragma once

#include <span>

#include "libs/outbox/inbox.hpp"
#include "services/dispatch/api/change.hpp"

namespace hearth::dispatch {

inline constexpr const char* kRequestTopic = "hearth.contact.service_request.v1";

/// Applies contact's events: a started step becomes a work order, a withdrawn request cancels it,
/// another place moves it, haste raises its rank. A batch is one change of the board, so a storm
/// costs one plan and not hundreds.
outbox::Apply apply_requests(const Changes& changes);

}  // namespace hearth::dispatch
