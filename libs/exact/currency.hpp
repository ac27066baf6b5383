#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::exact {

/// A currency of ISO 4217, with its exponent: how many digits of an amount stand behind the point.
class Currency {
public:
    [[nodiscard]] std::string_view code() const { return {code_.data(), code_.size()}; }
    [[nodiscard]] int exponent() const { return exponent_; }

    bool operator==(const Currency&) const = default;

    friend Result<Currency> parse_currency(std::string_view code);

private:
    constexpr Currency() = default;

    std::array<char, 3> code_{};
    std::uint8_t exponent_ = 0;
};

/// By its alphabetic code: "CNY". UNKNOWN_CURRENCY for all else, metals and codes of tests too,
/// which have no exponent.
Result<Currency> parse_currency(std::string_view code);

/// "CNY and USD do not mix", reason CURRENCY_MISMATCH.
Error currency_mismatch(Currency a, Currency b);

}  // namespace hearth::exact
