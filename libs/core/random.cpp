#include "libs/core/random.hpp"

#include <array>
#include <bit>
#include <cstdlib>

#include <sys/random.h>

namespace hearth {
namespace {

/// xoshiro256**.
class Generator {
public:
    Generator() {
        // Blocks only before the kernel's pool is first filled, and is never cut short below 256
        // bytes.
        if (::getrandom(state_.data(), sizeof state_, 0) != sizeof state_) std::abort();
    }

    std::uint64_t next() {
        const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
        const std::uint64_t shifted = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= shifted;
        state_[3] = std::rotl(state_[3], 45);
        return result;
    }

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace

std::uint64_t random_bits() {
    thread_local Generator generator;
    return generator.next();
}

}  // namespace hearth
