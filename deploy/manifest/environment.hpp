#pragma once

#include <map>
#include <string>
#include <vector>

#include "deploy/manifest/manifest.hpp"

namespace hearth::manifest {

using Environment = std::map<std::string, std::string>;

/// "HEARTH_CONTACT__KANNEL__URL" of "contact.kannel.url".
std::string variable_of(const std::string& setting);

/// What one process of a local stack is told: NAME=value lines, passwords by file. `stack` holds
/// the variables of the stack and HEARTH_REPLICAS, HEARTH_PORTS_<NAME> of its services
/// (deploy/local/services); `replica` counts from 1. INVALID_ARGUMENT names a variable that is
/// missing there.
Result<std::vector<std::string>> environment_of(const Service& service, int replica,
                                                const std::string& clock_offset,
                                                const Environment& stack);

}  // namespace hearth::manifest
