#include "libs/exact/quantity.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;

const std::vector<std::vector<std::string>> kKinds{
    {"1"},
    {"J", "kJ", "MJ", "GJ", "Wh", "kWh", "MWh", "GWh"},
    {"varh", "kvarh", "Mvarh"},
    {"VAh", "kVAh", "MVAh"},
    {"W", "kW", "MW"},
    {"var", "kvar", "Mvar"},
    {"VA", "kVA", "MVA"},
    {"L", "m3", "ft3", "Ccf", "gal", "kgal"},
    {"kg", "t"},
    {"day"},
    {"month", "year"},
};

Unit unit(const std::string& symbol) {
    return parse_unit(symbol).value();
}

std::string converted(std::string_view from, const std::string& to) {
    const auto result = convert(quantity(from), unit(to));
    return result ? to_string(*result) : result.error().reason;
}

Quantity any_quantity() {
    const auto kind = *rc::gen::elementOf(kKinds);
    return {small_decimal(), unit(*rc::gen::elementOf(kind))};
}

}  // namespace

TEST_CASE("a quantity reads back from its text") {
    CHECK(rc::check([] {
        const auto kind = *rc::gen::elementOf(kKinds);
        const Quantity there{any_decimal(), unit(*rc::gen::elementOf(kind))};
        const auto back = parse_quantity(to_string(there)).value();
        RC_ASSERT(back == there);
        RC_ASSERT(to_string(back) == to_string(there));
    }));
    CHECK(to_string(quantity("18 m³")) == "18 m3");
    CHECK(reason(parse_quantity("12.50")) == "BAD_DECIMAL");
    CHECK(reason(parse_quantity("12.50kWh")) == "BAD_DECIMAL");
    CHECK(reason(parse_quantity("x kWh")) == "BAD_DECIMAL");
    CHECK(reason(parse_quantity("12.50  kWh")) == "UNKNOWN_UNIT");
    CHECK(reason(parse_quantity("12.50 KWH")) == "UNKNOWN_UNIT");
    CHECK(reason(parse_quantity("12.50 ")) == "UNKNOWN_UNIT");
}

TEST_CASE("units of two kinds never mix, and the error names both") {
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        for (std::size_t j = 0; j < kKinds.size(); ++j) {
            for (const auto& from : kKinds[i]) {
                for (const auto& to : kKinds[j]) {
                    CAPTURE(from, to);
                    CHECK(unit(from).is_like(unit(to)) == (i == j));
                    if (i == j) continue;
                    CHECK(reason(convert({Decimal{1}, unit(from)}, unit(to))) == "UNIT_MISMATCH");
                }
            }
        }
    }
    const auto sum = add(quantity("1 kWh"), quantity("1 kvarh"));
    CHECK(reason(sum) == "UNIT_MISMATCH");
    CHECK(message(sum) == "unit: kWh and kvarh do not mix");
}

TEST_CASE("units of one kind mix only by conversion") {
    CHECK(reason(add(quantity("1 kWh"), quantity("1 Wh"))) == "UNIT_MISMATCH");
    CHECK(reason(subtract(quantity("1 kWh"), quantity("1 Wh"))) == "UNIT_MISMATCH");
    CHECK(reason(compare(quantity("1 kWh"), quantity("1 Wh"))) == "UNIT_MISMATCH");
    CHECK_FALSE(quantity("1 kWh") == quantity("1000 Wh"));
    CHECK(compare(quantity("1.50 kWh"), quantity("1.5 kWh")) == std::strong_ordering::equal);
    CHECK(compare(quantity("-2 kWh"), quantity("1.5 kWh")) == std::strong_ordering::less);
    CHECK(to_string(subtract(quantity("2305 kWh"), quantity("2155.5 kWh")).value()) == "149.5 kWh");
}

TEST_CASE("conversions are the defined ones, exact or refused") {
    CHECK(converted("1500 Wh", "kWh") == "1.5 kWh");
    CHECK(converted("1.5 MWh", "Wh") == "1500000 Wh");
    CHECK(converted("1 kWh", "MJ") == "3.6 MJ");
    CHECK(converted("9 MJ", "kWh") == "2.5 kWh");
    CHECK(converted("1 MJ", "kWh") == "NOT_EXACT");
    CHECK(converted("0 MJ", "kWh") == "0 kWh");
    CHECK(converted("2 m3", "L") == "2000 L");
    CHECK(converted("1 ft3", "L") == "28.316846592 L");
    CHECK(converted("1 Ccf", "m3") == "2.8316846592 m3");
    CHECK(converted("1 Ccf", "ft3") == "100 ft3");
    CHECK(converted("1000 gal", "m3") == "3.785411784 m3");
    CHECK(converted("1 m3", "gal") == "NOT_EXACT");
    CHECK(converted("5 year", "month") == "60 month");
    CHECK(converted("7 month", "year") == "NOT_EXACT");
    CHECK(converted("1.500 kWh", "kWh") == "1.500 kWh");
    CHECK(converted("9223372036854775807 GWh", "Wh") == "OUT_OF_RANGE");
    CHECK(converted("0.000000000000000001 Wh", "GWh") == "NOT_EXACT");
}

TEST_CASE("there and back again is where it began") {
    int done = 0;
    CHECK(rc::check([&done] {
        const auto kind = *rc::gen::elementOf(kKinds);
        const Quantity here{small_decimal(), unit(*rc::gen::elementOf(kind))};
        const Unit other = unit(*rc::gen::elementOf(kind));
        const auto there = convert(here, other);
        if (!there) return;
        ++done;
        RC_ASSERT(there->unit == other);
        RC_ASSERT(convert(*there, here.unit).value() == here);
        // By the factors, with no limit: from × a = to × b.
        const auto worth = [](const Quantity& of) {
            const auto factor = of.unit.factor();
            return Oracle{oracle(of.value.digits()) * factor.significand *
                          ten_to(18 - of.value.scale()) * ten_to(20 + factor.exponent)};
        };
        RC_ASSERT(worth(*there) == worth(here));
    }));
    CHECK(done > 50);
}

TEST_CASE("a rounded conversion is less than one digit off") {
    CHECK(to_string(convert(quantity("100 MJ"), unit("kWh"), 6, Rounding::kHalfUp).value()) ==
          "27.777778 kWh");
    CHECK(to_string(convert(quantity("-100 MJ"), unit("kWh"), 6, Rounding::kDown).value()) ==
          "-27.777777 kWh");
    CHECK(to_string(convert(quantity("1 kWh"), unit("kWh"), 2, Rounding::kDown).value()) ==
          "1.00 kWh");
    CHECK(reason(convert(quantity("1 kWh"), unit("m3"), 2, Rounding::kDown)) == "UNIT_MISMATCH");
    CHECK(reason(convert(quantity("1 kWh"), unit("Wh"), 19, Rounding::kDown)) == "OUT_OF_RANGE");
    CHECK(rc::check([] {
        const Quantity here = any_quantity();
        const auto rounding = any_rounding();
        const auto exact = convert(here, here.unit.is_like(unit("MJ")) ? unit("Wh") : here.unit);
        RC_PRE(exact.has_value());
        const auto direct = convert(here, exact->unit, 1, rounding);
        const auto later = rescale(*exact, 1, rounding);
        RC_ASSERT(direct.has_value() == later.has_value());
        if (direct) RC_ASSERT(*direct == *later);
    }));
}

TEST_CASE("a multiplier multiplies, and what does not fit is an error") {
    CHECK(to_string(multiply(quantity("150 kWh"), number("1000")).value()) == "150000 kWh");
    CHECK(reason(multiply(quantity("9223372036854775807 kWh"), number("2"))) == "OUT_OF_RANGE");
    CHECK(reason(add(quantity("9223372036854775807 kWh"), quantity("1 kWh"))) == "OUT_OF_RANGE");
    CHECK(to_string(negate(quantity("1.50 kWh")).value()) == "-1.50 kWh");
}

}  // namespace hearth::exact
