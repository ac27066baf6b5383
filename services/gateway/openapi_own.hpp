#pragma once

#include <nlohmann/json.hpp>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {

/// What the document says of the routes that neither a proto nor a channel describes.
nlohmann::ordered_json own_operation(Own own);
nlohmann::ordered_json own_schemas();
nlohmann::ordered_json own_responses();

}  // namespace hearth::gateway
