#pragma once

#include <chrono>

namespace hearth {

/// When a piece of work must be over, on the steady clock. Passed by value down every call.
class Deadline {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Deadline(Time at) : at_(at) {}
    static Deadline after(std::chrono::milliseconds span) {
        return Deadline{std::chrono::steady_clock::now() + span};
    }

    [[nodiscard]] Time at() const { return at_; }
    [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= at_; }
    /// Never negative.
    [[nodiscard]] std::chrono::milliseconds remaining() const {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            at_ - std::chrono::steady_clock::now());
        return left.count() > 0 ? left : std::chrono::milliseconds{0};
    }
    [[nodiscard]] Deadline earlier(Deadline other) const { return at_ < other.at_ ? *this : other; }

private:
    Time at_;
};

}  // namespace hearth
