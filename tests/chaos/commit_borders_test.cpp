#include <catch2/catch.hpp>

#include "tests/chaos/borders.hpp"

TEST_CASE("killed at any border of the commit of a change, the story ends the same") {
    hearth::chaos::check_borders({"uow.before_commit", "uow.after_commit"});
}
