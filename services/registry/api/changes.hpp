#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/domain/ports.hpp"

namespace hearth::registry {

/// What one event changed: the heads of it and of the event before, compared field by field.
/// INTERNAL when a stored event cannot be read.
Result<v1::Change> change_of(const HistoryRow& row, const Uuid& id);

}  // namespace hearth::registry
