#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/contact/domain/clock.hpp"

namespace hearth::contact {

/// A profile in all its editions side by side, each with every edition of its calendar: what is
/// read by one stays readable when the next comes into force. Never empty.
struct Limits {
    std::vector<Profile> editions;  ///< the profile's rising, within one the calendar's

    [[nodiscard]] const Profile& newest() const { return editions.back(); }
    /// The edition in force at a moment, with the calendar in force then; before the first, the
    /// first.
    [[nodiscard]] const Profile& in_force(Instant at) const;
    /// Null when it is not there.
    [[nodiscard]] const Profile* find(std::string_view edition,
                                      std::string_view calendar_edition) const;
    /// The edition in force when the clock starts; at `at` where it has not started by then.
    [[nodiscard]] const Profile& at_start(std::string_view clock, const ClockSubject& subject,
                                          const std::vector<Moment>& moments, Instant at) const;
};

}  // namespace hearth::contact
