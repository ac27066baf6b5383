#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::exact {

/// What a product of two int64 needs. All of it here is checked: nothing wraps.
__extension__ typedef __int128 Wide;

/// Powers of ten that a Wide holds: 10^0 to 10^38.
inline constexpr int kMaxPower = 38;
/// `power` from 0 to kMaxPower.
Wide power_of_ten(int power);

std::optional<Wide> plus(Wide a, Wide b);
std::optional<Wide> times(Wide a, Wide b);
/// Nothing when it is no int64.
std::optional<std::int64_t> narrow(Wide value);

/// How a last digit is found. All five treat a negative number as the mirror of the positive one:
/// a refund is the charge, backwards.
enum class Rounding {
    kHalfUp,    ///< the nearest; half away from zero
    kHalfEven,  ///< the nearest; half to the even digit
    kTruncate,  ///< towards zero, as kDown: tariffs write either word
    kUp,        ///< away from zero
    kDown,      ///< towards zero
};
std::string_view name_of(Rounding rounding);  ///< "half-up", "half-even", "truncate", …
Result<Rounding> parse_rounding(std::string_view name);  ///< UNKNOWN_VALUE otherwise

/// `value` / `by`, a whole number; `by` is above 0. Never overflows.
Wide divide(Wide value, Wide by, Rounding rounding);

/// digits × 10^-scale, plainly: "-0.050" for -50 and 3. Never of a locale.
std::string print(Wide digits, int scale);

/// `value` times `by` (10^`shift` / `over`), rounded once; nothing when a step is beyond 128 bits.
std::optional<Wide> scaled(Wide value, Wide by, int shift, Wide over, Rounding rounding);

/// Takes zeros off behind the point, as long as there are any.
void strip_zeros(Wide& digits, int& scale);

}  // namespace hearth::exact
