#include <catch2/catch.hpp>

#include "libs/exact/tests/given.hpp"
#include "libs/testkit/damage.hpp"

namespace hearth::exact {
namespace {

constexpr int kRounds = 20'000;

/// Whatever the bytes: a value that its own text says again, or an error with a reason.
template <typename Parse>
void harm(std::string_view good, const Parse& parse) {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    REQUIRE(parse(good));
    int read = 0;
    for (int i = 0; i < kRounds; ++i) {
        const std::string text = damage(good);
        CAPTURE(text);
        const auto value = parse(text);
        if (!value) {
            if (value.error().reason.empty()) FAIL("an error without a reason");
            continue;
        }
        ++read;
        const std::string plain = to_string(*value);
        const auto again = parse(plain);
        if (!again || !(*again == *value) || to_string(*again) != plain) FAIL(plain);
    }
    CHECK(read < kRounds);
}

}  // namespace

TEST_CASE("no bytes harm a parser, and what it takes it prints and takes again") {
    harm("-1234567.890123", parse_decimal);
    harm("12.50 kWh", parse_quantity);
    harm("0.0511269632 EUR/kWh", parse_price);
    harm("-12.34 CNY", parse_money);
    harm("2026-03-29", parse_day);
    harm("2026-03-01/2026-04-01", parse_period);
}

TEST_CASE("no bytes are a unit, currency or rule that is not in its table") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < kRounds; ++i) {
        const auto text = damage("kvarh");
        if (const auto unit = parse_unit(text)) CHECK((unit->symbol() == text || text == "m³"));
        const auto code = damage("CNY");
        if (const auto currency = parse_currency(code)) CHECK(currency->code() == code);
        const auto rule = damage("half-up");
        if (const auto rounding = parse_rounding(rule)) CHECK(name_of(*rounding) == rule);
        const auto days = damage("actual/30");
        if (const auto proration = parse_proration(days)) CHECK(name_of(*proration) == days);
    }
}

}  // namespace hearth::exact
