#pragma once

#include "libs/outbox/unit_of_work.hpp"
#include "services/registry/api/import_facts.hpp"

namespace hearth::registry {

/// Stores new and changed parties. A party comes with an empty list of contact points, and a change
/// of name is a change of the list too: the personal topic has the names.
Result<void> apply_parties(outbox::UnitOfWork& work, Stores& stores, Plan<Party>& plan);

/// Takes whole lists of contact points.
Result<void> take_contacts(outbox::UnitOfWork& work, Stores& stores, const ChunkPlace& place,
                           const Sheet& sheet);

}  // namespace hearth::registry
