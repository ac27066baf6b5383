#pragma once

#include <string_view>

#include "libs/core/time.hpp"

namespace hearth::contact {

/// The first moment from `at` on at which customers may be called or written to: 08:00 to 21:00 of
/// the zone.
Instant next_allowed(Instant at, std::string_view zone);

}  // namespace hearth::contact
