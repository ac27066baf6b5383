#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"
#include "libs/exact/wide.hpp"

namespace hearth::exact {

/// An exact decimal number: digits × 10^-scale, digits an int64. For what has no unit: a
/// multiplier, a rate of tax, a power factor.
///
/// The scale is kept, so that what was written is printed again ("0.50"), and makes no difference
/// to a comparison: 0.50 == 0.5.
class Decimal {
public:
    static constexpr int kMaxScale = 18;

    constexpr Decimal() = default;
    constexpr explicit Decimal(std::int64_t whole) : digits_(whole) {}
    /// OUT_OF_RANGE unless 0 ≤ scale ≤ 18.
    static Result<Decimal> of(std::int64_t digits, int scale);

    [[nodiscard]] std::int64_t digits() const { return digits_; }
    [[nodiscard]] int scale() const { return scale_; }

    friend bool operator==(const Decimal& a, const Decimal& b);
    friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

private:
    std::int64_t digits_ = 0;
    int scale_ = 0;
};

/// digits × 10^-scale with that scale, or where it does not fit with fewer zeros behind the point.
/// OUT_OF_RANGE when it does not fit then either: a value is never rounded unasked.
Result<Decimal> make_decimal(Wide digits, int scale);

/// As people and files write it: digits, a minus before them, a fraction behind a point where
/// needed. Zeros may lead, as on a dial. No plus, no blanks, no exponent, no grouping, no bare
/// point; BAD_DECIMAL. Never of a locale.
Result<Decimal> parse_decimal(std::string_view text);
std::string to_string(const Decimal& value);  ///< reads back as the same digits and scale

/// All exact, at the scale it takes; OUT_OF_RANGE when an int64 cannot hold it.
Result<Decimal> add(const Decimal& a, const Decimal& b);
Result<Decimal> subtract(const Decimal& a, const Decimal& b);
Result<Decimal> multiply(const Decimal& a, const Decimal& b);
Result<Decimal> negate(const Decimal& value);

/// The same with so many digits behind the point, rounded where they were more.
Result<Decimal> rescale(const Decimal& value, int scale, Rounding rounding);

/// "beyond what <what> can hold": the one error of all arithmetic here.
Error out_of_range(std::string_view what);

}  // namespace hearth::exact
