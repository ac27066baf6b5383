#include "libs/exact/allocation.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace hearth::exact {
namespace {

Error bad_weights(std::string message) {
    return invalid_argument("weights", "BAD_WEIGHTS", std::move(message));
}

Result<Wide> sum_of(std::span<const std::int64_t> weights) {
    Wide sum = 0;
    for (const auto weight : weights) {
        if (weight < 0) return fail(bad_weights("must not be negative"));
        sum += weight;
    }
    if (sum == 0) return fail(bad_weights("must not all be 0"));
    return sum;
}

}  // namespace

Result<std::vector<std::int64_t>> allocate(std::int64_t total,
                                           std::span<const std::int64_t> weights) {
    const auto sum = sum_of(weights);
    if (!sum) return fail(sum.error());
    const Wide sign = total < 0 ? -1 : 1;
    const Wide whole = total * sign;
    std::vector<Wide> parts;
    std::vector<Wide> remainders;
    parts.reserve(weights.size());
    remainders.reserve(weights.size());
    Wide left = whole;
    for (const auto weight : weights) {
        const Wide share = whole * weight;
        parts.push_back(share / *sum);
        remainders.push_back(share % *sum);
        left -= parts.back();
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto first = [&](std::size_t a, std::size_t b) {
        return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
    };
    const auto receivers = order.begin() + static_cast<std::ptrdiff_t>(left);
    std::ranges::nth_element(order, receivers, first);
    std::for_each(order.begin(), receivers, [&](std::size_t i) { ++parts[i]; });
    std::vector<std::int64_t> result;
    result.reserve(parts.size());
    for (const auto part : parts)
        result.push_back(static_cast<std::int64_t>(part * sign));
    return result;
}

Result<std::vector<Money>> allocate(const Money& total, std::span<const std::int64_t> weights) {
    const auto parts = allocate(total.minor, weights);
    if (!parts) return fail(parts.error());
    std::vector<Money> result;
    result.reserve(parts->size());
    for (const auto minor : *parts)
        result.push_back({minor, total.currency});
    return result;
}

Result<std::vector<Quantity>> allocate(const Quantity& total,
                                       std::span<const std::int64_t> weights) {
    const auto parts = allocate(total.value.digits(), weights);
    if (!parts) return fail(parts.error());
    std::vector<Quantity> result;
    result.reserve(parts->size());
    for (const auto digits : *parts) {
        const auto value = Decimal::of(digits, total.value.scale());
        if (!value) return fail(value.error());
        result.push_back({*value, total.unit});
    }
    return result;
}

}  // namespace hearth::exact
