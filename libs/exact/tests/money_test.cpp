#include "libs/exact/money.hpp"

#include <map>
#include <string>
#include <type_traits>

#include <catch2/catch.hpp>

#include "libs/exact/price.hpp"
#include "libs/exact/tests/given.hpp"

namespace hearth::exact {
namespace {

using namespace given;

Currency currency(std::string_view code) {
    return parse_currency(code).value();
}

Money any_money() {
    return {*rc::gen::arbitrary<std::int64_t>(),
            currency(*rc::gen::element("CNY", "JPY", "KWD", "CLF", "EUR"))};
}

Amount any_amount(Currency of) {
    const Wide digits = Wide{*rc::gen::arbitrary<std::int64_t>()} *
                        *rc::gen::element<std::int64_t>(1, 7, 1'000'000'007, 3'000'000'000'000'000);
    return Amount::make(digits, *rc::gen::inRange(0, 37), of).value();
}

/// Its value in units of 10^-38.
Oracle whole(const Amount& amount) {
    return oracle(amount.digits()) * ten_to(38 - amount.scale());
}

template <typename A, typename B>
concept Addable = requires(const A& a, const B& b) {
    add(a, b);
};
template <typename A, typename B>
concept Multipliable = requires(const A& a, const B& b) {
    multiply(a, b);
};
template <typename A, typename B>
concept Equal = requires(const A& a, const B& b) {
    a == b;
};

}  // namespace

TEST_CASE("what is of another kind does not compile") {
    STATIC_REQUIRE(Addable<Money, Money>);
    STATIC_REQUIRE_FALSE(Addable<Money, Quantity>);
    STATIC_REQUIRE_FALSE(Addable<Money, Decimal>);
    STATIC_REQUIRE_FALSE(Addable<Money, std::int64_t>);
    STATIC_REQUIRE_FALSE(Addable<Quantity, Decimal>);
    STATIC_REQUIRE_FALSE(Addable<Price, Money>);
    STATIC_REQUIRE(Multipliable<Price, Quantity>);
    STATIC_REQUIRE_FALSE(Multipliable<Price, Money>);
    STATIC_REQUIRE_FALSE(Multipliable<Money, Money>);
    STATIC_REQUIRE_FALSE(Multipliable<Money, Quantity>);
    STATIC_REQUIRE_FALSE(Multipliable<Quantity, double>);
    STATIC_REQUIRE_FALSE(Equal<Money, Quantity>);
    STATIC_REQUIRE_FALSE(Equal<Money, std::int64_t>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<double, Decimal>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<int, Decimal>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Money, Amount>);
}

TEST_CASE("a currency has the exponent of ISO 4217") {
    const std::map<std::string, int> wanted{{"JPY", 0}, {"KRW", 0}, {"VND", 0}, {"XPF", 0},
                                            {"CNY", 2}, {"EUR", 2}, {"USD", 2}, {"ZWG", 2},
                                            {"ZAR", 2}, {"AED", 2}, {"MGA", 2}, {"BHD", 3},
                                            {"KWD", 3}, {"TND", 3}, {"CLF", 4}, {"UYW", 4}};
    for (const auto& [code, exponent] : wanted) {
        CAPTURE(code);
        CHECK(currency(code).exponent() == exponent);
        CHECK(currency(code).code() == code);
    }
    for (const char* bad : {"", "C", "CN", "CNYX", "cny", "XAU", "XDR", "XTS", "ABC", "NY ", " CN",
                            "Y C", "F C", "RMB"}) {
        CAPTURE(bad);
        CHECK(reason(parse_currency(bad)) == "UNKNOWN_CURRENCY");
    }
}

TEST_CASE("there are as many currencies of each exponent as ISO 4217 lists") {
    std::map<int, int> count;
    for (char a = 'A'; a <= 'Z'; ++a)
        for (char b = 'A'; b <= 'Z'; ++b)
            for (char c = 'A'; c <= 'Z'; ++c)
                if (const auto found = parse_currency(std::string{a, b, c}))
                    ++count[found->exponent()];
    // 139 of two digits in list one, and two that were withdrawn.
    CHECK(count == std::map<int, int>{{0, 17}, {2, 141}, {3, 7}, {4, 2}});
}

TEST_CASE("money reads back from its text") {
    CHECK(rc::check([] {
        const Money there = any_money();
        RC_ASSERT(parse_money(to_string(there)).value() == there);
    }));
    CHECK(to_string(money("12.3 CNY")) == "12.30 CNY");
    CHECK(to_string(money("-0.05 CNY")) == "-0.05 CNY");
    CHECK(to_string(money("1500 JPY")) == "1500 JPY");
    CHECK(to_string(money("1.5 KWD")) == "1.500 KWD");
    CHECK(message(parse_money("12.345 CNY")) == "money: CNY has 2 digits behind the point");
    CHECK(reason(parse_money("1.0 JPY")) == "BAD_DECIMAL");
    CHECK(reason(parse_money("12.34")) == "BAD_DECIMAL");
    CHECK(reason(parse_money("¥12.34")) == "BAD_DECIMAL");
    CHECK(reason(parse_money("12.34 RMB")) == "UNKNOWN_CURRENCY");
    CHECK(reason(parse_money("92233720368547758.08 CNY")) == "OUT_OF_RANGE");
    CHECK(reason(parse_money("9223372036854775807 CNY")) == "OUT_OF_RANGE");
}

TEST_CASE("two currencies never mix, and the error names both") {
    const auto sum = add(money("1.00 CNY"), money("1.00 USD"));
    CHECK(reason(sum) == "CURRENCY_MISMATCH");
    CHECK(message(sum) == "currency: CNY and USD do not mix");
    CHECK(reason(subtract(money("1.00 CNY"), money("1.00 USD"))) == "CURRENCY_MISMATCH");
    CHECK(reason(compare(money("1.00 CNY"), money("1.00 USD"))) == "CURRENCY_MISMATCH");
    CHECK(reason(add(Amount{money("1.00 CNY")}, Amount{money("1.00 USD")})) == "CURRENCY_MISMATCH");
    CHECK_FALSE(money("1.00 CNY") == money("1.00 USD"));
    CHECK_FALSE(Amount{money("1.00 CNY")} == Amount{money("1.00 USD")});
    CHECK(compare(money("-1.00 CNY"), money("0.99 CNY")) == std::strong_ordering::less);
}

TEST_CASE("sums of money are exact, or an error") {
    CHECK(rc::check([] {
        const auto of = currency("CNY");
        const Money a{*rc::gen::arbitrary<std::int64_t>(), of};
        const Money b{*rc::gen::arbitrary<std::int64_t>(), of};
        const auto check = [&](const Result<Money>& result, const Oracle& wanted) {
            const Oracle bound = Oracle{1} << 63;
            RC_ASSERT(result.has_value() == (wanted >= -bound && wanted < bound));
            if (result) RC_ASSERT(oracle(result->minor) == wanted);
            if (!result) RC_ASSERT(result.error().reason == "OUT_OF_RANGE");
        };
        check(add(a, b), oracle(a.minor) + oracle(b.minor));
        check(subtract(a, b), oracle(a.minor) - oracle(b.minor));
        check(negate(a), -oracle(a.minor));
    }));
}

TEST_CASE("amounts are exact, or an error") {
    CHECK(rc::check([] {
        const auto of = currency("CNY");
        const Amount a = any_amount(of);
        const Amount b = any_amount(of);
        const Decimal by = any_decimal();
        const auto sum = add(a, b);
        const auto difference = subtract(a, b);
        const auto product = multiply(a, by);
        if (sum) RC_ASSERT(whole(*sum) == whole(a) + whole(b));
        if (!sum) RC_ASSERT(sum.error().reason == "OUT_OF_RANGE");
        if (difference) RC_ASSERT(whole(*difference) == whole(a) - whole(b));
        if (product)
            RC_ASSERT(whole(*product) * ten_to(by.scale()) == whole(a) * oracle(by.digits()));
        if (!product) RC_ASSERT(product.error().reason == "OUT_OF_RANGE");
        RC_ASSERT(negate(negate(a).value()).value() == a);
        RC_ASSERT(add(a, negate(a).value()).value().digits() == 0);
    }));
    const Amount big = Amount::make(~(Wide{1} << 127), 0, currency("CNY")).value();
    CHECK(reason(add(big, Amount{money("0.01 CNY")})) == "OUT_OF_RANGE");
    CHECK(reason(multiply(big, number("10"))) == "OUT_OF_RANGE");
    CHECK(reason(Amount::make(1, 37, currency("CNY"))) == "OUT_OF_RANGE");
    CHECK(reason(Amount::make(1, -1, currency("CNY"))) == "OUT_OF_RANGE");
    CHECK(to_string(Amount::make(10, 37, currency("CNY")).value()) ==
          "0.000000000000000000000000000000000001 CNY");
}

TEST_CASE("an amount is rounded once, by its rule, a refund as its charge") {
    CHECK(rc::check([] {
        const auto of = currency(*rc::gen::element("CNY", "JPY", "CLF"));
        const Amount amount = any_amount(of);
        const auto rounding = any_rounding();
        const auto ratio =
            Ratio::make(*rc::gen::inRange(-400, 400), *rc::gen::inRange(1, 400)).value();
        const auto there = round(amount, ratio, rounding);
        if (!there) {
            RC_ASSERT(there.error().reason == "OUT_OF_RANGE");
            return;
        }
        // |there - amount × ratio| < 1 minor unit, all of it × ratio.of() in units of 10^-38.
        const Oracle unit = ten_to(38 - of.exponent()) * ratio.of();
        const Oracle off = oracle(there->minor) * unit - whole(amount) * ratio.part();
        RC_ASSERT(abs(off) < unit);
        if (rounding == Rounding::kHalfUp || rounding == Rounding::kHalfEven)
            RC_ASSERT(2 * abs(off) <= unit);
        RC_ASSERT(round(negate(amount).value(), ratio, rounding).value() == negate(*there).value());
    }));
    const auto rounded = [](std::string_view text, Rounding rounding) {
        return to_string(round(multiply(price(text), quantity("1 kWh")).value(), rounding).value());
    };
    CHECK(rounded("3.685 CNY/kWh", Rounding::kHalfUp) == "3.69 CNY");
    CHECK(rounded("3.685 CNY/kWh", Rounding::kHalfEven) == "3.68 CNY");
    CHECK(rounded("-3.685 CNY/kWh", Rounding::kHalfUp) == "-3.69 CNY");
    CHECK(rounded("-3.681 CNY/kWh", Rounding::kUp) == "-3.69 CNY");
    CHECK(rounded("-3.689 CNY/kWh", Rounding::kTruncate) == "-3.68 CNY");
    CHECK(rounded("3.5 JPY/kWh", Rounding::kHalfUp) == "4 JPY");
    CHECK(rounded("3 CNY/kWh", Rounding::kUp) == "3.00 CNY");
}

TEST_CASE("money is an amount and comes back as it was") {
    CHECK(rc::check([] {
        const Money there = any_money();
        RC_ASSERT(round(Amount{there}, any_rounding()).value() == there);
    }));
}

TEST_CASE("a line may be rounded to less than a minor unit") {
    const Amount amount = Amount::make(368'549, 5, currency("CNY")).value();
    CHECK(to_string(rescale(amount, 4, Rounding::kHalfUp).value()) == "3.6855 CNY");
    CHECK(to_string(rescale(amount, 8, Rounding::kHalfUp).value()) == "3.68549000 CNY");
    CHECK(reason(rescale(amount, 37, Rounding::kHalfUp)) == "OUT_OF_RANGE");
    CHECK(reason(rescale(Amount::make(~(Wide{1} << 127), 0, currency("CNY")).value(), 1,
                         Rounding::kHalfUp)) == "OUT_OF_RANGE");
}

}  // namespace hearth::exact
