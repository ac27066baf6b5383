#include "deploy/town/draw.hpp"

namespace hearth::town {

Draw::Draw(std::uint64_t seed, std::string_view purpose) : state_(seed) {
    for (const char c : purpose)
        state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    next();
}

std::uint64_t Draw::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

int Draw::between(int low, int high) {
    const auto range = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>((next() >> 16U) % range);
}

int scatter(int index, std::uint64_t seed) {
    // The factor shares no divisor with 10^8, so multiplying permutes.
    constexpr std::uint64_t kRange = 100'000'000;
    constexpr std::uint64_t kFactor = 61'803'399;
    return static_cast<int>((static_cast<std::uint64_t>(index) * kFactor + seed % kRange) % kRange);
}

}  // namespace hearth::town
