#include "services/contact/domain/catalogue.hpp"

namespace hearth::contact {

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

const Profile& Catalogue::profile_of(const RequestClass& definition) const {
    return profiles.at(definition.profile);
}

}  // namespace hearth::contact
