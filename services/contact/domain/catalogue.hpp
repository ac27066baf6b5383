#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/clock.hpp"
#include "services/contact/domain/request_class.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact {

/// Everything that is data and not code: classes in all editions, clock profiles, channels,
/// words. Read once at the start.
struct Catalogue {
    std::map<std::pair<std::string, int>, RequestClass> classes;
    std::map<std::string, Profile, std::less<>> profiles;
    Channels channels;
    Languages words;
    int words_edition = 1;
    /// By the whole text, as `plain` leaves it.
    std::map<std::string, Meaning::Kind, std::less<>> replies;
    std::vector<SpokenHazard> hazards;

    /// The newest edition; null when there is none.
    [[nodiscard]] const RequestClass* find(std::string_view name) const;
    [[nodiscard]] const RequestClass* find(const std::string& name, int edition) const;
    /// The newest class that is made of parts; null when there is none.
    [[nodiscard]] const RequestClass* of_parts() const;
    /// Names of those that endanger whoever is sent for another part.
    [[nodiscard]] std::vector<std::string> endangering() const;
    [[nodiscard]] const Profile& profile_of(const RequestClass& definition) const;
};

}  // namespace hearth::contact
