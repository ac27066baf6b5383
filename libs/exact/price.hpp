#pragma once

#include <string>
#include <string_view>

#include "libs/exact/money.hpp"
#include "libs/exact/quantity.hpp"

namespace hearth::exact {

/// So much of a currency for one unit, at a scale of its own: 0.0511269632 EUR/kWh.
struct Price {
    Decimal value;
    Currency currency;
    Unit per;

    bool operator==(const Price&) const = default;
};

/// "0.588 CNY/kWh": a number, one blank, a currency, a slash, a unit.
Result<Price> parse_price(std::string_view text);
std::string to_string(const Price& price);

/// Of one currency and unit only; the error names both. Exact, or OUT_OF_RANGE.
Result<Price> add(const Price& a, const Price& b);
Result<Price> subtract(const Price& a, const Price& b);
Result<Price> multiply(const Price& price, const Decimal& by);  ///< a peak's ratio

/// What the quantity costs, not rounded. Of one unit only: UNIT_MISMATCH names both.
Result<Amount> multiply(const Price& price, const Quantity& quantity);

}  // namespace hearth::exact
