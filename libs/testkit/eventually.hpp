#pragma once

#include <chrono>
#include <thread>

namespace hearth::testkit {

/// Asks `condition` every few milliseconds until it holds: true, or until `bound` has passed:
/// false.
template <typename Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds bound = std::chrono::seconds{10}) {
    const auto end = std::chrono::steady_clock::now() + bound;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

}  // namespace hearth::testkit
