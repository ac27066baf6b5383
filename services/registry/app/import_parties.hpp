#pragma once

#include "services/registry/app/context.hpp"
#include "services/registry/app/import_known.hpp"

namespace hearth::registry::app {

/// Stores new and changed parties. A party comes with an empty list of contact points, and a change
/// of name is a change of the list too: the personal topic has the names.
Result<void> apply_parties(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                           Plan<Party>& plan);

/// Takes whole lists of contact points.
Result<void> take_contacts(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                           const ChunkPlace& place, const Sheet& sheet);

}  // namespace hearth::registry::app
