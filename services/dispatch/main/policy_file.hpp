#pragma once

#include "libs/config/config.hpp"
#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

/// The numbers dispatch works by, from the service's own section. Wrong values are noted there.
Policy read_policy(const config::Section& section);

}  // namespace hearth::dispatch
