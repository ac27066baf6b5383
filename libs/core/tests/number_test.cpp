#include "libs/core/number.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

namespace hearth {

TEST_CASE("a spoken number ends in Damm's check digit") {
    CHECK(spoken_number("R-", 572) == "R-5724");
    CHECK(parse_spoken_number("R-", "R-5724") == 572);
}

TEST_CASE("any sequence comes back, one wrong digit or swap of neighbours never does") {
    CHECK(rc::check([] {
        const auto sequence = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
        const std::string number = spoken_number("W-", sequence);
        RC_ASSERT(parse_spoken_number("W-", number) == sequence);

        const auto at = *rc::gen::inRange<std::size_t>(2, number.size());
        std::string wrong = number;
        wrong[at] = *rc::gen::distinctFrom(rc::gen::inRange('0', ':'), number[at]);
        RC_ASSERT_FALSE(parse_spoken_number("W-", wrong));

        std::string swapped = number;
        if (at + 1 < number.size() && number[at] != number[at + 1]) {
            std::swap(swapped[at], swapped[at + 1]);
            RC_ASSERT_FALSE(parse_spoken_number("W-", swapped));
        }
    }));
}

TEST_CASE("what is no number is refused") {
    for (const char* bad :
         {"", "R-", "R-0", "5724", "W-5724", "R-57a4", "R-5725", "R-99999999999999999999999"}) {
        CAPTURE(bad);
        const auto parsed = parse_spoken_number("R-", bad);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().reason == "BAD_NUMBER");
    }
}

}  // namespace hearth
