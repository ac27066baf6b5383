#pragma once

#include "tests/suite/doors.hpp"
#include "tests/suite/story.hpp"
#include "tests/suite/suite.hpp"

namespace hearth::e2e {

/// The suite that all cases of the program share, on a Tuesday at ten o'clock when it starts. Each
/// case tells of a household of its own and ends its story.
struct World {
    World();
    suite::Suite& suite;
    suite::Doors doors;
    suite::Story story;
};
World& world();

/// What `hearthctl dead-letters list` says of events of an aggregate.
suite::Json letters(const std::string& key);

}  // namespace hearth::e2e
