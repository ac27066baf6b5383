#include "services/contact/domain/catalogue.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

std::string what_is(const EditionInUse& used) {
    return (used.is_class ? "class " : "profile ") + used.name + " edition " + used.edition;
}

}  // namespace

const RequestClass* Catalogue::find(std::string_view name) const {
    const RequestClass* newest = nullptr;
    for (const auto& [key, definition] : classes) {
        if (key.first == name) newest = &definition;
    }
    return newest;
}

const RequestClass* Catalogue::find(const std::string& name, int edition) const {
    const auto found = classes.find({name, edition});
    return found == classes.end() ? nullptr : &found->second;
}

const RequestClass* Catalogue::of_parts() const {
    const RequestClass* newest = nullptr;
    for (const auto& [key, definition] : classes) {
        if (definition.has_parts()) newest = &definition;
    }
    return newest;
}

std::vector<std::string> Catalogue::endangering() const {
    std::vector<std::string> names;
    for (const auto& [key, definition] : classes) {
        if (!definition.cleared_by.empty()) names.push_back(definition.name);
    }
    return names;
}

Result<void> Catalogue::check_editions(const std::vector<EditionInUse>& used) const {
    std::string missing;
    const auto miss = [&](const EditionInUse& one, const std::string& what) {
        missing += (missing.empty() ? "" : "; ") + what + " is missing, and " +
                   std::to_string(one.requests) + " open requests use it";
    };
    for (const EditionInUse& one : used) {
        if (one.is_class) {
            const auto of_class = [&](const auto& known) {
                return known.first.first == one.name &&
                       std::to_string(known.first.second) == one.edition;
            };
            if (std::none_of(classes.begin(), classes.end(), of_class)) miss(one, what_is(one));
            continue;
        }
        const auto limits = profiles.find(one.name);
        const auto same = [&](const Profile& known) { return known.edition == one.edition; };
        if (limits == profiles.end() ||
            std::none_of(limits->second.editions.begin(), limits->second.editions.end(), same)) {
            miss(one, what_is(one));
        } else if (limits->second.find(one.edition, one.calendar_edition) == nullptr) {
            miss(one, "the calendar's edition " + one.calendar_edition + " of " + what_is(one));
        }
    }
    if (missing.empty()) return {};
    return fail(failed_precondition("EDITION_MISSING", missing));
}

const Limits& Catalogue::limits_of(const RequestClass& definition) const {
    return profiles.at(definition.profile);
}

}  // namespace hearth::contact
