#include "tests/suite/world.hpp"

namespace hearth::suite {

World::World(const Options& options, Manner manner)
    : suite(options), doors(suite), story(doors, manner) {
    doors.set_clock(story_start());
    quiesce(suite);
}

}  // namespace hearth::suite
