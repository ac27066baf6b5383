#include "libs/exact/wide.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;

constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

/// Of the size of a product, or of an int64, or of a digit.
Wide any_wide() {
    const Wide a = *rc::gen::arbitrary<std::int64_t>();
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            return a * *rc::gen::arbitrary<std::int64_t>();
        case 1:
            return a;
        default:
            return a % 100;
    }
}

/// By the definition, with no limit: what lies between two whole numbers is one of them.
Oracle rounded(const Oracle& value, const Oracle& by, Rounding rounding) {
    const Oracle size = abs(value);
    const Oracle below = size / by;
    const Oracle twice = 2 * (size % by);
    bool up = false;
    if (rounding == Rounding::kHalfUp) up = twice >= by;
    if (rounding == Rounding::kHalfEven) up = twice > by || (twice == by && below % 2 == 1);
    if (rounding == Rounding::kUp) up = twice > 0;
    const Oracle result = below + (up ? 1 : 0);
    return value < 0 ? Oracle{-result} : result;
}

}  // namespace

TEST_CASE("five roundings, alike on both sides of zero") {
    const auto tenths = [](Wide value, Rounding rounding) {
        return static_cast<int>(divide(value, 10, rounding));
    };
    struct Row {
        int value, half_up, half_even, down, up;
    };
    for (const Row& row : {Row{0, 0, 0, 0, 0}, Row{1, 0, 0, 0, 1}, Row{5, 1, 0, 0, 1},
                           Row{6, 1, 1, 0, 1}, Row{14, 1, 1, 1, 2}, Row{15, 2, 2, 1, 2},
                           Row{25, 3, 2, 2, 3}, Row{26, 3, 3, 2, 3}, Row{30, 3, 3, 3, 3}}) {
        CAPTURE(row.value);
        for (const int sign : {1, -1}) {
            CHECK(tenths(sign * row.value, Rounding::kHalfUp) == sign * row.half_up);
            CHECK(tenths(sign * row.value, Rounding::kHalfEven) == sign * row.half_even);
            CHECK(tenths(sign * row.value, Rounding::kTruncate) == sign * row.down);
            CHECK(tenths(sign * row.value, Rounding::kDown) == sign * row.down);
            CHECK(tenths(sign * row.value, Rounding::kUp) == sign * row.up);
        }
    }
}

TEST_CASE("a quotient is what unlimited numbers say, whatever the sizes") {
    CHECK(rc::check([] {
        const Wide value = any_wide();
        const Wide any = any_wide();
        const Wide by = any == 0 ? 1 : (any < 0 ? -any : any);
        const auto rounding = any_rounding();
        const Wide quotient = divide(value, by, rounding);
        RC_ASSERT(oracle(quotient) == rounded(oracle(value), oracle(by), rounding));
        RC_ASSERT(divide(-value, by, rounding) == -quotient);
    }));
}

TEST_CASE("a tie at the edge of 128 bits is a tie") {
    const Wide most = ~(Wide{1} << 127);
    CHECK(divide(most, 2, Rounding::kHalfUp) == most / 2 + 1);
    CHECK(divide(most, most, Rounding::kUp) == 1);
    CHECK(divide(most - 1, most, Rounding::kHalfEven) == 1);
    CHECK(divide(-most - 1, 2, Rounding::kHalfUp) == -(most / 2) - 1);
}

TEST_CASE("what does not fit is nothing, and never wraps") {
    const Wide most = ~(Wide{1} << 127);
    CHECK(plus(most, 0) == most);
    CHECK_FALSE(plus(most, 1));
    CHECK_FALSE(plus(-most, -2));
    CHECK_FALSE(times(most, 2));
    CHECK(times(Wide{kLeast}, kLeast) == Wide{kLeast} * kLeast);
    CHECK(narrow(kMost) == kMost);
    CHECK(narrow(kLeast) == kLeast);
    CHECK_FALSE(narrow(Wide{kMost} + 1));
    CHECK_FALSE(narrow(Wide{kLeast} - 1));
    CHECK_FALSE(scaled(kMost, kMost, 2, 1, Rounding::kDown));
    CHECK_FALSE(scaled(1, 1, 39, 1, Rounding::kDown));
    CHECK_FALSE(scaled(1, 1, -39, 1, Rounding::kDown));
    CHECK_FALSE(scaled(1, 1, -38, 2, Rounding::kDown));
    CHECK(rc::check([] {
        const Wide a = any_wide();
        const Wide b = any_wide();
        const Oracle bound = Oracle{1} << 127;
        const auto holds = [&](const Oracle& value) { return value >= -bound && value < bound; };
        const Oracle sum = oracle(a) + oracle(b);
        const Oracle product = oracle(a) * oracle(b);
        RC_ASSERT(plus(a, b).has_value() == holds(sum));
        RC_ASSERT(times(a, b).has_value() == holds(product));
        if (const auto kept = plus(a, b)) RC_ASSERT(oracle(*kept) == sum);
        if (const auto kept = times(a, b)) RC_ASSERT(oracle(*kept) == product);
    }));
}

TEST_CASE("digits are printed with their point where it is") {
    CHECK(print(0, 0) == "0");
    CHECK(print(0, 2) == "0.00");
    CHECK(print(-5, 2) == "-0.05");
    CHECK(print(1234, 2) == "12.34");
    CHECK(print(kLeast, 18) == "-9.223372036854775808");
    CHECK(print(Wide{1} << 127, 0) == "-170141183460469231731687303715884105728");
}

TEST_CASE("a rounding has the name that a tariff gives it") {
    for (const auto* name : {"half-up", "half-even", "truncate", "up", "down"})
        CHECK(name_of(parse_rounding(name).value()) == name);
    CHECK(reason(parse_rounding("HALF_UP")) == "UNKNOWN_VALUE");
}

}  // namespace hearth::exact
