#pragma once

#include <string>

namespace hearth::gateway {

/// The OpenAPI 3.1 document of all routes, made from the route table and the protos that this
/// program was built from, comments included. Cost: some milliseconds; call it once.
std::string open_api();

}  // namespace hearth::gateway
