#include "services/contact/domain/catalogue.hpp"

namespace hearth::contact {

const Definition* Catalogue::find(std::string_view name) const {
    const Definition* newest = nullptr;
    for (const auto& [key, definition] : classes) {
        if (key.first == name) newest = &definition;
    }
    return newest;
}

const Definition* Catalogue::find(const std::string& name, int edition) const {
    const auto found = classes.find({name, edition});
    return found == classes.end() ? nullptr : &found->second;
}

const Definition* Catalogue::of_parts() const {
    const Definition* newest = nullptr;
    for (const auto& [key, definition] : classes) {
        if (definition.has_parts()) newest = &definition;
    }
    return newest;
}

const Profile& Catalogue::profile_of(const Definition& definition) const {
    return profiles.at(definition.profile);
}

}  // namespace hearth::contact
