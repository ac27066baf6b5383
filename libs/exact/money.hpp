#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "libs/exact/currency.hpp"
#include "libs/exact/decimal.hpp"
#include "libs/exact/ratio.hpp"

namespace hearth::exact {

/// What can be printed, paid and posted: whole minor units of a currency. Negative is a credit.
struct Money {
    std::int64_t minor;
    Currency currency;

    bool operator==(const Money&) const = default;
};

/// "12.34 CNY": as many digits behind the point as the currency has, or fewer; more are
/// BAD_DECIMAL, zeros too.
Result<Money> parse_money(std::string_view text);
std::string to_string(const Money& money);

/// Of one currency only: CURRENCY_MISMATCH names both. Exact, or OUT_OF_RANGE.
Result<Money> add(const Money& a, const Money& b);
Result<Money> subtract(const Money& a, const Money& b);
Result<std::strong_ordering> compare(const Money& a, const Money& b);
Result<Money> negate(const Money& money);

/// What a charge comes to before it is rounded: quantity × price × rate, exactly, 128 bits of
/// digits and up to 36 behind the point. No operation on it rounds but `round` and `rescale`, so
/// that a printed line is rounded once.
class Amount {
public:
    static constexpr int kMaxScale = 36;

    explicit Amount(const Money& money);
    /// OUT_OF_RANGE when, zeros behind the point left out, the scale is above 36.
    static Result<Amount> make(Wide digits, int scale, Currency currency);

    [[nodiscard]] Wide digits() const { return digits_; }
    [[nodiscard]] int scale() const { return scale_; }
    [[nodiscard]] Currency currency() const { return currency_; }

    /// 0.50 CNY equals 0.5 CNY.
    friend bool operator==(const Amount& a, const Amount& b);

private:
    Amount(Wide digits, int scale, Currency currency)
        : digits_(digits), scale_(scale), currency_(currency) {}

    Wide digits_;
    int scale_;
    Currency currency_;
};

std::string to_string(const Amount& amount);  ///< "3.68500 CNY", for a trace

/// Exact, or OUT_OF_RANGE; CURRENCY_MISMATCH names both.
Result<Amount> add(const Amount& a, const Amount& b);
Result<Amount> subtract(const Amount& a, const Amount& b);
Result<Amount> negate(const Amount& amount);
Result<Amount> multiply(const Amount& amount, const Decimal& by);  ///< a rate, a number of days

/// To so many digits behind the point: for tariffs that round to less than a minor unit.
Result<Amount> rescale(const Amount& amount, int scale, Rounding rounding);
/// To the minor unit.
Result<Money> round(const Amount& amount, Rounding rounding);
/// Of amount × ratio, in one step.
Result<Money> round(const Amount& amount, const Ratio& ratio, Rounding rounding);

}  // namespace hearth::exact
