#include <stdexcept>

#include <catch2/catch.hpp>

#include "libs/testkit/clue.hpp"

using hearth::testkit::Clue;

TEST_CASE("passes") {
    const Clue clue{[] { return "never said"; }};
    SUCCEED();
}

TEST_CASE("fails twice") {
    const Clue clue{[] { return "of two failures"; }};
    CHECK(false);
    REQUIRE(false);
}

TEST_CASE("throws") {
    const Clue clue{[] { return "of an exception"; }};
    throw std::runtime_error("nobody catches it");
}
