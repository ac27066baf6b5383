#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libs/exact/money.hpp"
#include "libs/exact/quantity.hpp"

namespace hearth::exact {

/// Splits a total by weights, without a lost or a found unit: each part is its exact share, cut
/// towards zero, and what is left goes one by one to the largest remainders, of equal ones to the
/// earlier. So the parts sum to the total and each is less than one unit off its exact share. A
/// negative total is split as the mirror of the positive one.
///
/// BAD_WEIGHTS when there is none, one is negative, or all are 0. O(n).
Result<std::vector<std::int64_t>> allocate(std::int64_t total,
                                           std::span<const std::int64_t> weights);

/// In minor units.
Result<std::vector<Money>> allocate(const Money& total, std::span<const std::int64_t> weights);
/// In units of the last digit: `rescale` it first to have more.
Result<std::vector<Quantity>> allocate(const Quantity& total,
                                       std::span<const std::int64_t> weights);

}  // namespace hearth::exact
