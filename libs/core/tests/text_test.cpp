#include "libs/core/text.hpp"

#include <catch2/catch.hpp>

namespace hearth {

TEST_CASE("lower case is of A to Z alone") {
    CHECK(lower_case("Amy.O'Brien@Example.COM [Z]") == "amy.o'brien@example.com [z]");
    CHECK(lower_case("É 王 K\xC3") == "É 王 k\xC3");
    CHECK(lower_case("").empty());
}

}  // namespace hearth
