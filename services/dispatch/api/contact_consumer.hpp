#pragma once

#include <span>

#include "libs/outbox/inbox.hpp"
#include "services/dispatch/app/requests.hpp"

namespace hearth::dispatch {

inline constexpr const char* kRequestTopic = "hearth.contact.service_request.v1";

/// Reads contact's events of requests.
outbox::Apply apply_requests(const app::Requests& requests);

}  // namespace hearth::dispatch
