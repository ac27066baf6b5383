#pragma once

#include "tests/suite/doors.hpp"
#include "tests/suite/story.hpp"
#include "tests/suite/suite.hpp"

namespace hearth::suite {

/// A private suite, the ways into it and its people, on a Tuesday at ten o'clock when it starts.
/// The cases of a program share one, so each tells of a household of its own.
struct World {
    explicit World(const Options& options = {}, Manner manner = {});
    Suite suite;
    Doors doors;
    Story story;
};

}  // namespace hearth::suite
