#include "libs/runtime/backoff.hpp"

#include <algorithm>
#include <cstdint>

#include "libs/core/random.hpp"

namespace hearth::runtime {

std::chrono::milliseconds Backoff::next() {
    constexpr int kMostDoublings = 20;
    const auto doubled = first_ * (std::int64_t{1} << std::min(failures_, kMostDoublings));
    failures_ = std::min(failures_ + 1, kMostDoublings);
    const std::chrono::duration<double, std::milli> wait =
        std::min(doubled, most_) * (0.5 + random_unit() / 2);
    return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

}  // namespace hearth::runtime
