#include <catch2/catch.hpp>

#include "tests/chaos/borders.hpp"

TEST_CASE("killed at any border of the relay, the story ends the same") {
    hearth::chaos::check_borders({"relay.before_send", "relay.after_send", "relay.before_commit"});
}
