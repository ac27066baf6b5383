#include <catch2/catch.hpp>

#include "libs/exact/allocation.hpp"
#include "libs/exact/tests/given.hpp"

// Bills that utilities published, by the steps that they print.

namespace hearth::exact {
namespace {

using namespace given;

Amount cost(std::string_view each, std::string_view used) {
    return multiply(price(each), quantity(used)).value();
}

std::string rounded(const Result<Amount>& amount, Rounding rounding = Rounding::kHalfUp) {
    return to_string(round(amount.value(), rounding).value());
}

/// Each line rounded, then summed.
std::string sum_of_lines(const std::vector<Amount>& lines) {
    Money total = round(lines.front(), Rounding::kHalfUp).value();
    for (std::size_t i = 1; i < lines.size(); ++i)
        total = add(total, round(lines[i], Rounding::kHalfUp).value()).value();
    return to_string(total);
}

/// Summed, then rounded once.
std::string sum_then_round(const std::vector<Amount>& lines) {
    Amount total = lines.front();
    for (std::size_t i = 1; i < lines.size(); ++i)
        total = add(total, lines[i]).value();
    return rounded(total);
}

}  // namespace

TEST_CASE("capacity by days of 30: a month of 31 counts 31/30") {
    const auto may = period("2026-05-01/2026-06-01");
    const auto charge = [&](std::string_view capacity, std::string_view part) {
        const auto share = prorate(period(part), may, Proration::kActual30).value();
        return round(cost("10 CNY/kVA", capacity), share, Rounding::kHalfUp).value();
    };
    CHECK(to_string(add(charge("315 kVA", "2026-05-01/2026-05-18"),
                        charge("400 kVA", "2026-05-18/2026-06-01"))
                        .value()) == "3651.67 CNY");
    CHECK(to_string(add(charge("315 kVA", "2026-05-01/2026-05-15"),
                        charge("400 kVA", "2026-05-15/2026-06-01"))
                        .value()) == "3736.67 CNY");
}

TEST_CASE("tiers of a month") {
    CHECK(sum_of_lines({cost("0.64 CNY/kWh", "260 kWh"), cost("0.69 CNY/kWh", "340 kWh"),
                        cost("0.94 CNY/kWh", "50 kWh")}) == "448.00 CNY");
    CHECK(sum_of_lines({cost("0.49 CNY/kWh", "240 kWh"), cost("0.53 CNY/kWh", "160 kWh"),
                        cost("0.79 CNY/kWh", "50 kWh")}) == "241.90 CNY");
    CHECK(sum_of_lines({cost("0.088958 USD/kWh", "800 kWh"),
                        cost("0.098073 USD/kWh", "250 kWh")}) == "95.69 USD");
    CHECK(sum_of_lines({cost("0.088958 USD/kWh", "800 kWh"), cost("0.098073 USD/kWh", "1200 kWh"),
                        cost("0.108615 USD/kWh", "225 kWh")}) == "213.30 USD");
}

TEST_CASE("a late fee is rounded by item, which differs from once") {
    const auto fee = [](std::string_view due, std::string_view rate) {
        return multiply(Amount{money(due)}, number(rate)).value();
    };
    const Amount first = add(fee("2063.00 CNY", "0.032"), fee("2063.00 CNY", "0.054")).value();
    const Amount second = fee("2241.00 CNY", "0.006");
    CHECK(rounded(first) == "177.42 CNY");
    CHECK(rounded(second) == "13.45 CNY");
    CHECK(sum_of_lines({first, second}) == "190.87 CNY");
    CHECK(sum_then_round({first, second}) == "190.86 CNY");
}

TEST_CASE("a tax by line and by document") {
    const auto tax = [](std::string_view net) {
        return multiply(Amount{money(net)}, number("0.23")).value();
    };
    CHECK(sum_of_lines({tax("55.55 EUR"), tax("11.11 EUR")}) == "15.34 EUR");
    CHECK(sum_then_round({tax("55.55 EUR"), tax("11.11 EUR")}) == "15.33 EUR");
}

TEST_CASE("a rate with more digits than money has") {
    CHECK(rounded(cost("0.0951 USD/kWh", "1110 kWh")) == "105.56 USD");
    CHECK(rounded(cost("0.067 USD/1", "55 1")) == "3.69 USD");
    CHECK(rounded(cost("0.067 USD/1", "55 1"), Rounding::kHalfEven) == "3.68 USD");
    CHECK(rounded(cost("0.09444 USD/kWh", "17588 kWh")) == "1661.01 USD");
    CHECK(rounded(cost("-0.017192 USD/kWh", "17588 kWh")) == "-302.37 USD");
    CHECK(rounded(multiply(Amount{money("19707.25 USD")}, number("0.058"))) == "1143.02 USD");
    CHECK(rounded(multiply(Amount{money("62.10 GBP")}, number("0.05"))) == "3.11 GBP");
}

TEST_CASE("a corrected power factor takes the old percentage out and the new one in") {
    const auto share = divide(number("1.095"), number("1.05")).value();
    const auto right = round(Amount{money("12600.00 CNY")}, share, Rounding::kHalfUp).value();
    CHECK(to_string(right) == "13140.00 CNY");
    CHECK(to_string(subtract(right, money("12600.00 CNY")).value()) == "540.00 CNY");
}

TEST_CASE("use and a standing charge across a change of price, by days") {
    const auto whole = period("2025-12-12/2026-01-10");
    const auto share = prorate(whole, whole, Proration::kActual365By12).value();
    CHECK(to_string(round(Amount{money("9.75 USD")}, share, Rounding::kHalfUp).value()) ==
          "9.30 USD");
    const std::vector<std::int64_t> by_days{20, 9};
    const auto parts = allocate(quantity("600.000000 kWh"), by_days).value();
    CHECK(to_string(parts[0]) == "413.793103 kWh");
    CHECK(to_string(parts[1]) == "186.206897 kWh");
}

TEST_CASE("a bill of many steps, each line rounded, two bases of tax") {
    const auto power = [](std::string_view each) {
        return round(multiply(multiply(price(each), quantity("4.6 kW")).value(), number("30"))
                         .value(),
                     Rounding::kHalfUp)
            .value();
    };
    const Money fixed = add(power("0.103944 EUR/kW"), power("0.008505 EUR/kW")).value();
    const Money energy = money("32.84 EUR");
    const Amount base{add(fixed, energy).value()};
    CHECK(rounded(multiply(base, number("0.0511269632"))) == "2.47 EUR");
    const Money taxed = add(money("2.47 EUR"), add(fixed, energy).value()).value();
    const Money rent = money("0.80 EUR");
    const auto vat = [](const Money& of) {
        return round(multiply(Amount{of}, number("0.21")).value(), Rounding::kHalfUp).value();
    };
    const Money tax = add(vat(taxed), vat(rent)).value();
    CHECK(to_string(tax) == "10.84 EUR");
    CHECK(to_string(add(add(taxed, rent).value(), tax).value()) == "62.46 EUR");
}

TEST_CASE("net and tax of a price that includes it") {
    const Money gross = money("113.00 CNY");
    const auto share = divide(number("1"), number("1.13")).value();
    const auto net = round(Amount{gross}, share, Rounding::kHalfUp).value();
    CHECK(to_string(net) == "100.00 CNY");
    CHECK(to_string(subtract(gross, net).value()) == "13.00 CNY");
}

}  // namespace hearth::exact
