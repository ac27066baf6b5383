#pragma once

#include "services/registry/api/doors.hpp"

namespace hearth::registry {

/// Takes the next rows of an import, some thousand of one file, and moves `import` on; sets `done`
/// when none are left. In a dry pass only the report changes. All in the caller's transaction.
Result<void> take_chunk(const Doors& doors, outbox::UnitOfWork& work, Stores& stores,
                        ImportState& import);

}  // namespace hearth::registry
