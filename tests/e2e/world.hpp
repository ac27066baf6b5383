#pragma once

#include "tests/suite/world.hpp"

namespace hearth::e2e {

/// The world of all cases of the program. Each ends its story.
suite::World& world();

/// What `hearthctl dead-letters list` says of events of an aggregate.
suite::Json letters(const std::string& key);

}  // namespace hearth::e2e
