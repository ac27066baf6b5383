#pragma once

#include <cstdint>

namespace hearth {

/// 64 random bits, for what must be unlike, spread or sampled, never for what must be secret. A
/// generator per thread, seeded by the kernel: a nanosecond each.
std::uint64_t random_bits();

/// Uniform in [0, 1).
inline double random_unit() {
    return static_cast<double>(random_bits() >> 11U) * 0x1p-53;
}

}  // namespace hearth
