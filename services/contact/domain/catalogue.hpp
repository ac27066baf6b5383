#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "services/contact/domain/clock.hpp"
#include "services/contact/domain/request_class.hpp"

namespace hearth::contact {

/// Everything that is data and not code: classes in all editions, clock profiles, words to the
/// customer. Read once at the start.
struct Catalogue {
    std::map<std::pair<std::string, int>, Definition> classes;
    std::map<std::string, Profile, std::less<>> profiles;
    /// By language, then by name: mustache.
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> templates;
    int template_version = 1;

    /// The newest edition; null when there is none.
    [[nodiscard]] const Definition* find(std::string_view name) const;
    [[nodiscard]] const Definition* find(const std::string& name, int edition) const;
    /// The newest class that is made of parts; null when there is none.
    [[nodiscard]] const Definition* of_parts() const;
    [[nodiscard]] const Profile& profile_of(const Definition& definition) const;
};

}  // namespace hearth::contact
