#include "libs/exact/wide.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace hearth::exact {
namespace {

constexpr auto kPowers = [] {
    std::array<Wide, kMaxPower + 1> powers{};
    Wide power = 1;
    for (std::size_t i = 0; i < powers.size(); ++i) {
        powers[i] = power;
        if (i + 1 < powers.size()) power *= 10;
    }
    return powers;
}();

constexpr std::array<std::string_view, 5> kNames{"half-up", "half-even", "truncate", "up", "down"};

bool is_long(Wide value) {
    return value >= std::numeric_limits<std::int64_t>::min() &&
           value <= std::numeric_limits<std::int64_t>::max();
}

/// Whether what is left over moves the quotient one away from zero; 0 < `rest` < `by`.
bool moves(Wide rest, Wide by, bool odd, Rounding rounding) {
    const Wide other = by - rest;
    switch (rounding) {
        case Rounding::kHalfUp:
            return rest >= other;
        case Rounding::kHalfEven:
            return rest > other || (rest == other && odd);
        case Rounding::kUp:
            return true;
        case Rounding::kTruncate:
        case Rounding::kDown:
            return false;
    }
    return false;
}

}  // namespace

Wide power_of_ten(int power) {
    return kPowers[static_cast<std::size_t>(power)];
}

std::optional<Wide> plus(Wide a, Wide b) {
    Wide sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
    return sum;
}

std::optional<Wide> times(Wide a, Wide b) {
    Wide product = 0;
    if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
    return product;
}

std::optional<std::int64_t> narrow(Wide value) {
    if (!is_long(value)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::string_view name_of(Rounding rounding) {
    return kNames[static_cast<std::size_t>(rounding)];
}

Result<Rounding> parse_rounding(std::string_view name) {
    const auto* const found = std::ranges::find(kNames, name);
    if (found == kNames.end())
        return fail(invalid_argument("rounding", "UNKNOWN_VALUE",
                                     "is none of half-up, half-even, truncate, up, down"));
    return static_cast<Rounding>(found - kNames.begin());
}

Wide divide(Wide value, Wide by, Rounding rounding) {
    Wide quotient = 0;
    // The machine divides 64 bits several times faster, and most amounts are that small.
    if (is_long(value) && is_long(by))
        quotient = static_cast<std::int64_t>(value) / static_cast<std::int64_t>(by);
    else
        quotient = value / by;
    const Wide rest = value - quotient * by;
    if (rest == 0) return quotient;
    const bool odd = (quotient & 1) != 0;
    if (!moves(rest < 0 ? -rest : rest, by, odd, rounding)) return quotient;
    return rest < 0 ? quotient - 1 : quotient + 1;
}

std::string print(Wide digits, int scale) {
    const bool negative = digits < 0;
    std::string backwards;
    for (int i = 0; digits != 0 || i <= scale; ++i) {
        if (i == scale && scale > 0) backwards += '.';
        const int digit = static_cast<int>(digits % 10);
        backwards += static_cast<char>('0' + (digit < 0 ? -digit : digit));
        digits /= 10;
    }
    if (negative) backwards += '-';
    return {backwards.rbegin(), backwards.rend()};
}

std::optional<Wide> scaled(Wide value, Wide by, int shift, Wide over, Rounding rounding) {
    if (shift > kMaxPower || -shift > kMaxPower) return std::nullopt;
    auto above = times(value, by);
    auto below = std::optional{over};
    if (above && shift > 0) above = times(*above, power_of_ten(shift));
    if (shift < 0) below = times(over, power_of_ten(-shift));
    if (!above || !below) return std::nullopt;
    return divide(*above, *below, rounding);
}

void strip_zeros(Wide& digits, int& scale) {
    while (scale > 0 && digits % 10 == 0) {
        digits /= 10;
        --scale;
    }
}

}  // namespace hearth::exact
