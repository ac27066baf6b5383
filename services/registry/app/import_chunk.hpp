#pragma once

#include "services/registry/app/context.hpp"

namespace hearth::registry::app {

/// Takes the next rows of an import, some thousand of one file, and moves `import` on; sets `done`
/// when none are left. In a dry pass only the report changes. All in the caller's transaction.
Result<void> take_chunk(const Context& context, outbox::UnitOfWork& work, Stores& stores,
                        ImportState& import);

}  // namespace hearth::registry::app
