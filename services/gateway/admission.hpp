#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "libs/config/config.hpp"
#include "libs/core/result.hpp"

namespace hearth::gateway {

/// Who shares what can be done at once: people who show a token, the software of channels, and
/// whoever comes by the open web.
enum class Crowd { kPeople, kChannels, kOpen };

/// How many requests of each crowd are under way at once, so that none takes the place of another.
/// Thread-safe.
class Admission {
public:
    struct Shares {
        int people = 1024;
        int channels = 256;
        int open = 128;
    };
    explicit Admission(const Shares& shares);

    /// What is held until the request has its answer. RESOURCE_EXHAUSTED, reason OVERLOADED, with
    /// when to come again, where the crowd's share is taken.
    Result<std::shared_ptr<void>> enter(Crowd crowd);

private:
    struct Share {
        int most = 0;
        std::atomic<int> inside{0};
    };
    /// Outlives us where a request does.
    std::shared_ptr<std::array<Share, 3>> shares_;
};

}  // namespace hearth::gateway
