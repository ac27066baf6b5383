#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "libs/exact/decimal.hpp"
#include "libs/exact/unit.hpp"

namespace hearth::exact {

/// So much of a unit, exactly. Negative where it was given back. 1.50 kWh equals 1.5 kWh; 1000 Wh
/// is another quantity until it is converted.
struct Quantity {
    Decimal value;
    Unit unit;

    bool operator==(const Quantity&) const = default;
};

/// "12.50 kWh": a number, one blank, a unit.
Result<Quantity> parse_quantity(std::string_view text);
std::string to_string(const Quantity& quantity);

/// Of one unit only, however alike the two are: UNIT_MISMATCH names both. Exact, or OUT_OF_RANGE.
Result<Quantity> add(const Quantity& a, const Quantity& b);
Result<Quantity> subtract(const Quantity& a, const Quantity& b);
Result<std::strong_ordering> compare(const Quantity& a, const Quantity& b);

Result<Quantity> negate(const Quantity& quantity);
Result<Quantity> multiply(const Quantity& quantity, const Decimal& by);  ///< a meter's multiplier
Result<Quantity> rescale(const Quantity& quantity, int scale, Rounding rounding);

/// The same amount in another unit of its kind, exactly, with no zero at the end of its fraction.
/// UNIT_MISMATCH when the two are not alike, NOT_EXACT when no decimal says it: 1 MJ in kWh.
Result<Quantity> convert(const Quantity& quantity, Unit to);
/// With so many digits behind the point, rounded once.
Result<Quantity> convert(const Quantity& quantity, Unit to, int scale, Rounding rounding);

}  // namespace hearth::exact
