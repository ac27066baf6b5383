#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hearth::town {

/// The same numbers for the same seed and purpose on every machine: splitmix64, integers only. Each
/// part of the town draws from a stream of its own, so that one part can change without the others.
class Draw {
public:
    Draw(std::uint64_t seed, std::string_view purpose);

    std::uint64_t next();
    /// Uniform in [low, high].
    int between(int low, int high);
    /// True `per_mille` times in a thousand.
    bool chance(int per_mille) { return between(1, 1000) <= per_mille; }
    template <typename T>
    const T& of(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(between(0, static_cast<int>(values.size()) - 1))];
    }
    template <typename T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t left = values.size(); left > 1; --left) {
            const auto other = static_cast<std::size_t>(between(0, static_cast<int>(left) - 1));
            std::swap(values[left - 1], values[other]);
        }
    }

private:
    std::uint64_t state_;
};

/// `index` of [0, 10^8) to another number of [0, 10^8), no two to the same one.
int scatter(int index, std::uint64_t seed);

}  // namespace hearth::town
