#pragma once

#include "libs/service/host.hpp"
#include "services/dispatch/api/mobile_calls.hpp"

namespace hearth::dispatch {

/// Whom to meet, as contact says it now. Unknown to contact is nobody; anything else is a missing
/// part. `host` outlives it.
AskContact ask_contact(service::Host& host);

}  // namespace hearth::dispatch
