#include "libs/outbox/low_water.hpp"

#include <catch2/catch.hpp>

namespace hearth::outbox {

TEST_CASE("the place moves up to the highest that was seen, when who wrote then has ended") {
    LowWater water;
    water.look(7, {"a", "b"});
    water.taken(7, false);
    CHECK(water.place() == 0);
    water.look(9, {"b", "c"});
    water.taken(9, false);
    CHECK(water.place() == 0);
    water.look(12, {"c"});
    water.taken(12, false);
    CHECK(water.place() == 7);
    water.look(12, {});
    water.taken({}, false);
    CHECK(water.place() == 12);
}

TEST_CASE("a take that its limit cut short moves the place no further than it came") {
    LowWater water;
    water.look(1000, {});
    water.taken(500, true);
    CHECK(water.place() == 500);
    water.look(1000, {});
    water.taken(1000, true);
    CHECK(water.place() == 1000);
}

TEST_CASE("a take whose end is not known moves nothing, the next one does") {
    LowWater water;
    water.look(3, {});
    water.look(5, {"a"});
    water.taken(5, false);
    CHECK(water.place() == 3);
}

}  // namespace hearth::outbox
