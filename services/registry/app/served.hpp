#pragma once

#include "services/registry/domain/ports.hpp"

namespace hearth::registry::app {

/// A party and all that it has with the utility.
struct Served {
    Party party;
    Contacts contacts;
    std::vector<Account> accounts;
    std::vector<Agreement> agreements;         ///< running ones first
    std::vector<Premise> premises;             ///< of agreements that run on the day
    std::vector<ServicePoint> service_points;  ///< likewise
};

/// Those of the parties that exist, in the order asked for; seven statements, whatever their
/// number.
Result<std::vector<Served>> read_served(Stores& stores, const std::vector<Uuid>& parties,
                                        const std::string& today);

}  // namespace hearth::registry::app
