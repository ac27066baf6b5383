#pragma once

#include "libs/config/config.hpp"
#include "services/contact/domain/catalogue.hpp"
#include "services/contact/main/faults.hpp"

namespace hearth::contact {

/// The section `words` of a class or a hazard: by language the words, and the safety answers that
/// they give. Every language is one that we speak.
Spoken read_spoken(const config::Section& section, const std::string& path, Faults& faults);
/// Words of replies, and of hazards that have no class, as schema/messages.schema.json has them.
/// INVALID_ARGUMENT names file and field of all that is wrong.
Result<void> load_messages(const std::string& file, Catalogue& catalogue);

}  // namespace hearth::contact
