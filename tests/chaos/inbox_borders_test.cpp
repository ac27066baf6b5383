#include <catch2/catch.hpp>

#include "tests/chaos/borders.hpp"

TEST_CASE("killed at any border of the inbox, the story ends the same") {
    hearth::chaos::check_borders({"inbox.before_commit", "inbox.after_commit"});
}
