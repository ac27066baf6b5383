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

/// True when the party is served at each of them on that day. Two statements.
Result<bool> serves(Stores& stores, const std::vector<Uuid>& premises, const Uuid& party,
                    const std::string& today);

/// Leaves the party its own side of it: its agreements, what it is served by them, the devices
/// there. No repairs: their words are the crews'.
void keep_side_of(const Uuid& party, PremiseWhole& whole);

/// NOT_FOUND with its resource name; five statements.
Result<PremiseWhole> read_premise(Stores& stores, const Uuid& id);

}  // namespace hearth::registry::app
