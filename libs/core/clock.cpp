#include "libs/core/clock.hpp"

namespace hearth {

Instant Clock::now() const {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now()) + offset();
}

}  // namespace hearth
