#include "tests/e2e/world.hpp"

namespace hearth::e2e {

World::World() : suite(suite::shared()), doors(suite), story(doors) {
    doors.set_clock(suite::story_start());
    suite::quiesce(suite);
}

World& world() {
    static World world;
    return world;
}

}  // namespace hearth::e2e
