#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/core/result.hpp"
#include "services/contact/domain/channels.hpp"
#include "services/contact/domain/limits.hpp"
#include "services/contact/domain/request_class.hpp"
#include "services/contact/domain/wording.hpp"

namespace hearth::contact {

/// An edition of a class, or of limits, that open requests are worked by.
struct EditionInUse {
    bool is_class = false;
    std::string name;  ///< of the class, or of the profile
    std::string edition;
    std::string calendar_edition;  ///< of limits
    std::int64_t requests = 0;
};

/// Everything that is data and not code: classes and clock profiles in all editions,
/// channels, words. Read once at the start.
struct Catalogue {
    std::map<std::pair<std::string, int>, RequestClass> classes;
    std::map<std::string, Limits, std::less<>> profiles;
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
    /// FAILED_PRECONDITION, reason EDITION_MISSING, with each that is in use and not here.
    [[nodiscard]] Result<void> check_editions(const std::vector<EditionInUse>& used) const;
    [[nodiscard]] const Limits& limits_of(const RequestClass& definition) const;
};

}  // namespace hearth::contact
