#include "libs/exact/decimal.hpp"

#include <limits>
#include <locale>

#include <catch2/catch.hpp>

#include "libs/exact/ratio.hpp"
#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;

/// As some of the world writes: 1.234,5
struct Commas : std::numpunct<char> {
    [[nodiscard]] char do_decimal_point() const override { return ','; }
    [[nodiscard]] char do_thousands_sep() const override { return '.'; }
    [[nodiscard]] std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("a number reads back from its text, with its zeros") {
    CHECK(rc::check([] {
        const Decimal value = any_decimal();
        const Decimal back = parse_decimal(to_string(value)).value();
        RC_ASSERT(back.digits() == value.digits());
        RC_ASSERT(back.scale() == value.scale());
    }));
    CHECK(to_string(number("0.50")) == "0.50");
    CHECK(to_string(number("-0.0000")) == "0.0000");
    CHECK(to_string(number("00123")) == "123");
    CHECK(to_string(number("-9223372036854775808")) == "-9223372036854775808");
}

TEST_CASE("what is no plain number is refused") {
    for (const char* bad : {"",
                            "-",
                            "+1",
                            "--1",
                            ".5",
                            "5.",
                            ".",
                            "1e3",
                            "1E-3",
                            " 1",
                            "1 ",
                            "1,5",
                            "1.234,5",
                            "0x1",
                            "1.2.3",
                            "nan",
                            "inf",
                            "１",
                            "1\xC2\xA0"
                            "000",
                            "−1"}) {
        CAPTURE(bad);
        CHECK(reason(parse_decimal(bad)) == "BAD_DECIMAL");
    }
    CHECK(reason(parse_decimal({"1\0", 2})) == "BAD_DECIMAL");
}

TEST_CASE("what an int64 of digits cannot hold is refused, not rounded") {
    for (const char* bad : {"9223372036854775808", "-9223372036854775809", "0.0000000000000000001",
                            "12.000000000000000000001", "10000000000000000000000000000000000000000",
                            "0.99999999999999999999999999999999999999999999"}) {
        CAPTURE(bad);
        CHECK(reason(parse_decimal(bad)) == "OUT_OF_RANGE");
        CHECK(parse_decimal(bad).error().code == Code::kOutOfRange);
    }
    // Zeros behind the point are no digits that count.
    CHECK(to_string(number("12.0000000000000000000000")) == "12.00000000000000000");
    CHECK(number("0.50000000000000000000000000000000000000") == number("0.5"));
    CHECK(reason(Decimal::of(1, 19)) == "OUT_OF_RANGE");
    CHECK(reason(Decimal::of(1, -1)) == "OUT_OF_RANGE");
}

TEST_CASE("no locale has a say in it") {
    const std::locale before = std::locale::global(std::locale{std::locale::classic(), new Commas});
    const auto text = to_string(number("1234567.89"));
    const auto comma = parse_decimal("1234567,89");
    std::locale::global(before);
    CHECK(text == "1234567.89");
    CHECK_FALSE(comma);
}

TEST_CASE("numbers compare by what they are, not by how they are written") {
    CHECK(number("0.50") == number("0.5"));
    CHECK(number("-0") == number("0.000"));
    CHECK(number("-0.1") < number("0.01"));
    CHECK(rc::check([] {
        const Decimal a = any_decimal();
        const Decimal b = any_decimal();
        const Oracle left = oracle(a.digits()) * ten_to(18 - a.scale());
        const Oracle right = oracle(b.digits()) * ten_to(18 - b.scale());
        RC_ASSERT((a < b) == (left < right));
        RC_ASSERT((a == b) == (left == right));
    }));
}

TEST_CASE("sums and products are exact, or an error") {
    CHECK(rc::check([] {
        const Decimal a = any_decimal();
        const Decimal b = any_decimal();
        // All of it as whole numbers of 10^-36.
        const auto whole = [](const Decimal& value) {
            return Oracle{oracle(value.digits()) * ten_to(36 - value.scale())};
        };
        const auto check = [&](const Result<Decimal>& result, const Oracle& wanted) {
            if (result) {
                RC_ASSERT(whole(*result) == wanted);
                return;
            }
            RC_ASSERT(result.error().reason == "OUT_OF_RANGE");
            // No scale would have held it.
            for (int scale = 0; scale <= 18; ++scale) {
                const Oracle unit = ten_to(36 - scale);
                const Oracle bound = Oracle{1} << 63;
                const Oracle digits = wanted / unit;
                RC_ASSERT(wanted % unit != 0 || digits >= bound || digits < -bound);
            }
        };
        check(add(a, b), whole(a) + whole(b));
        check(subtract(a, b), whole(a) - whole(b));
        check(multiply(a, b),
              oracle(a.digits()) * oracle(b.digits()) * ten_to(36 - a.scale() - b.scale()));
        check(negate(a), -whole(a));
    }));
    CHECK(to_string(multiply(number("0.5"), number("0.30")).value()) == "0.150");
    CHECK(reason(negate(number("-9223372036854775808"))) == "OUT_OF_RANGE");
}

TEST_CASE("the laws of arithmetic hold where everything fits") {
    CHECK(rc::check([] {
        const Decimal a = small_decimal();
        const Decimal b = small_decimal();
        const Decimal c = Decimal{*rc::gen::inRange<std::int64_t>(-1000, 1000)};
        const auto sum = [](const Decimal& x, const Decimal& y) { return add(x, y).value(); };
        const auto product = [](const Decimal& x, const Decimal& y) {
            return multiply(x, y).value();
        };
        RC_ASSERT(sum(a, b) == sum(b, a));
        RC_ASSERT(sum(sum(a, b), c) == sum(a, sum(b, c)));
        RC_ASSERT(product(a, c) == product(c, a));
        RC_ASSERT(product(sum(a, b), c) == sum(product(a, c), product(b, c)));
        RC_ASSERT(subtract(sum(a, b), b).value() == a);
        RC_ASSERT(negate(negate(a).value()).value() == a);
    }));
}

TEST_CASE("another scale keeps the number or rounds it by the rule, mirrored below zero") {
    CHECK(to_string(rescale(number("0.5"), 3, Rounding::kDown).value()) == "0.500");
    CHECK(to_string(rescale(number("-0.855"), 2, Rounding::kHalfUp).value()) == "-0.86");
    CHECK(reason(rescale(number("9223372036854775807"), 1, Rounding::kDown)) == "OUT_OF_RANGE");
    CHECK(reason(rescale(number("1"), 19, Rounding::kDown)) == "OUT_OF_RANGE");
    CHECK(rc::check([] {
        const Decimal value = small_decimal();
        const int scale = *rc::gen::inRange(0, 8);
        const auto rounding = any_rounding();
        const Decimal there = rescale(value, scale, rounding).value();
        RC_ASSERT(there.scale() == scale);
        RC_ASSERT(rescale(negate(value).value(), scale, rounding).value() == negate(there).value());
        const Decimal off = subtract(there, value).value();
        const Decimal unit = Decimal::of(1, scale).value();
        RC_ASSERT(off < unit);
        RC_ASSERT(negate(off).value() < unit);
        if (scale >= value.scale()) RC_ASSERT(there == value);
    }));
}

TEST_CASE("a ratio is in lowest terms, and no ratio of nothing") {
    const auto third = divide(number("0.50"), number("1.5")).value();
    CHECK(third == Ratio::make(1, 3).value());
    CHECK(divide(number("-1"), number("1.13")).value() == Ratio::make(-100, 113).value());
    CHECK(divide(number("1"), number("-2")).value() == Ratio::make(-1, 2).value());
    CHECK(Ratio::make(0, 7).value() == Ratio::make(0, 1).value());
    CHECK(reason(divide(number("1"), number("0.00"))) == "OUT_OF_RANGE");
    CHECK(reason(Ratio::make(1, 0)) == "OUT_OF_RANGE");
    CHECK(reason(Ratio::make(1, -2)) == "OUT_OF_RANGE");
    CHECK(reason(divide(number("9223372036854775807"), number("0.000000000000000002"))) ==
          "OUT_OF_RANGE");
    CHECK(rc::check([] {
        const Decimal a = small_decimal();
        const Decimal b = small_decimal();
        RC_PRE(b.digits() != 0);
        const Ratio ratio = divide(a, b).value();
        RC_ASSERT(ratio.of() > 0);
        RC_ASSERT(oracle(a.digits()) * ten_to(18 - a.scale()) * ratio.of() ==
                  oracle(b.digits()) * ten_to(18 - b.scale()) * ratio.part());
    }));
}

}  // namespace hearth::exact
