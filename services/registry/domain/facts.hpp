#pragma once

#include <variant>

#include "services/registry/domain/agreement.hpp"
#include "services/registry/domain/installation.hpp"
#include "services/registry/domain/party.hpp"

namespace hearth::registry {

// What happened, as listeners are told it. Each noun is as it is afterwards.

template <typename N>
struct Created {
    N noun;
};

template <typename N>
struct Changed {
    N noun;
};

/// With the party, since the personal topic has its names too.
struct ContactPointsChanged {
    Contacts contacts;
    Party party;
};

struct SupplyCommanded {
    ServicePoint noun;
};

using Fact =
    std::variant<Created<Party>, Changed<Party>, ContactPointsChanged, Created<Account>,
                 Changed<Account>, Created<Agreement>, Changed<Agreement>, Created<Premise>,
                 Changed<Premise>, Created<ServicePoint>, Changed<ServicePoint>, SupplyCommanded,
                 Created<Device>, Changed<Device>, Created<NetworkNode>, Changed<NetworkNode>>;

/// What a stored noun tells: version 1 is its creation.
template <typename N>
Fact fact_of(const N& noun) {
    if (noun.version == 1) return Created<N>{noun};
    return Changed<N>{noun};
}

}  // namespace hearth::registry
