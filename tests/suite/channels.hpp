#pragma once

#include <string>

#include "tests/suite/doors.hpp"
#include "tests/suite/story.hpp"

namespace hearth::suite {

/// The three channels as their own systems speak to the gateway: a telephone system, Kannel, a web
/// form. Posting the same `id` again is a redelivery. Thread-safe.
class Channels {
public:
    explicit Channels(const Doors& doors) : doors_(doors) {}

    /// `event`: ring, answer, hangup, recording.
    [[nodiscard]] Reply call(const Household& home, const std::string& id, const std::string& event,
                             const Json& more = Json::object()) const;
    [[nodiscard]] Reply sms(const Household& home, const std::string& id,
                            const std::string& words) const;
    [[nodiscard]] Reply web(const Household& home, const std::string& id) const;
    /// What the agent who took the call does next.
    [[nodiscard]] Reply open(const Household& home, const std::string& id) const;

private:
    const Doors& doors_;
};

}  // namespace hearth::suite
