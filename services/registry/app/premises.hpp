#pragma once

#include <vector>

#include "services/registry/domain/ports.hpp"

namespace hearth::registry::app {

/// A premise and all that is known of it.
struct PremiseWhole {
    Premise premise;
    std::vector<ServicePoint> service_points;
    std::vector<Device> devices;
    std::vector<Agreement> agreements;
    std::vector<Repair> repairs;
};

/// NOT_FOUND with its resource name; five statements.
Result<PremiseWhole> read_premise(Stores& stores, const Uuid& id);

}  // namespace hearth::registry::app
