#pragma once

#include <map>
#include <string>
#include <vector>

#include "deploy/manifest/manifest.hpp"

namespace hearth::manifest {

/// The headers manifest_gen/<file> by file: `<name>.hpp` with a service's own topics, those it
/// listens to and its Manifest (libs/core/manifest.hpp), and manifest_gen/all.hpp with all of them.
/// A service sees its own alone, so that the compiler knows no topic its manifest does not name.
std::map<std::string, std::string> headers(const std::vector<Service>& services);

}  // namespace hearth::manifest
