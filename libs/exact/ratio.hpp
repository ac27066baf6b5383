#pragma once

#include <cstdint>

#include "libs/core/result.hpp"
#include "libs/exact/decimal.hpp"

namespace hearth::exact {

/// An exact fraction in lowest terms: 17 of 30 days, 1 / 1.13. Without arithmetic of its own: an
/// amount times a ratio is rounded in the same step.
class Ratio {
public:
    constexpr Ratio() = default;  ///< 1
    /// OUT_OF_RANGE unless `of` is above 0.
    static Result<Ratio> make(std::int64_t part, std::int64_t of);

    [[nodiscard]] std::int64_t part() const { return part_; }
    [[nodiscard]] std::int64_t of() const { return of_; }

    bool operator==(const Ratio&) const = default;

private:
    std::int64_t part_ = 1;
    std::int64_t of_ = 1;
};

/// a / b; OUT_OF_RANGE when b is 0 or the fraction needs more than an int64.
Result<Ratio> divide(const Decimal& a, const Decimal& b);

}  // namespace hearth::exact
