#include "libs/exact/price.hpp"

#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"

namespace hearth::exact {

using namespace given;

TEST_CASE("a price reads back from its text") {
    CHECK(rc::check([] {
        const Price there{any_decimal(),
                          parse_currency(*rc::gen::element("CNY", "JPY", "KWD")).value(),
                          parse_unit(*rc::gen::element("kWh", "m3", "kVA", "day", "1")).value()};
        const auto back = parse_price(to_string(there)).value();
        RC_ASSERT(back == there);
        RC_ASSERT(to_string(back) == to_string(there));
    }));
    CHECK(to_string(price("0.0511269632 EUR/kWh")) == "0.0511269632 EUR/kWh");
    CHECK(reason(parse_price("0.588")) == "BAD_DECIMAL");
    CHECK(reason(parse_price("0.588 CNY")) == "BAD_DECIMAL");
    CHECK(reason(parse_price("CNY/kWh 0.588")) == "BAD_DECIMAL");
    CHECK(reason(parse_price("0.588 CNY/")) == "UNKNOWN_UNIT");
    CHECK(reason(parse_price("0.588 /kWh")) == "UNKNOWN_CURRENCY");
    CHECK(reason(parse_price("0.588 CNY/kWh/day")) == "UNKNOWN_UNIT");
}

TEST_CASE("a price times a quantity is the product of all their digits") {
    CHECK(rc::check([] {
        const Price by{any_decimal(), parse_currency("CNY").value(), parse_unit("kWh").value()};
        const Quantity of{any_decimal(), by.per};
        const auto amount = multiply(by, of).value();
        RC_ASSERT(oracle(amount.digits()) * ten_to(36 - amount.scale()) ==
                  oracle(by.value.digits()) * oracle(of.value.digits()) *
                      ten_to(36 - by.value.scale() - of.value.scale()));
    }));
}

TEST_CASE("a price is of its unit and currency only, and the error names both") {
    const auto wrong = multiply(price("0.588 CNY/kWh"), quantity("1 MWh"));
    CHECK(message(wrong) == "unit: kWh and MWh do not mix");
    CHECK(message(add(price("1 CNY/kWh"), price("1 USD/kWh"))) ==
          "currency: CNY and USD do not mix");
    CHECK(reason(add(price("1 CNY/kWh"), price("1 CNY/m3"))) == "UNIT_MISMATCH");
    CHECK(reason(subtract(price("1 CNY/kWh"), price("1 CNY/m3"))) == "UNIT_MISMATCH");
}

TEST_CASE("rate and adder add, a ratio multiplies") {
    CHECK(to_string(add(price("0.538 CNY/kWh"), price("0.05 CNY/kWh")).value()) == "0.588 CNY/kWh");
    CHECK(to_string(subtract(price("0.09444 USD/kWh"), price("0.017192 USD/kWh")).value()) ==
          "0.077248 USD/kWh");
    CHECK(to_string(multiply(price("0.5 CNY/kWh"), number("1.6")).value()) == "0.80 CNY/kWh");
    CHECK(reason(multiply(price("9223372036854775807 CNY/kWh"), number("2"))) == "OUT_OF_RANGE");
}

}  // namespace hearth::exact
