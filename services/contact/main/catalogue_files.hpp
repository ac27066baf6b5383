#pragma once

#include <string>

#include "libs/core/result.hpp"
#include "services/contact/domain/catalogue.hpp"

namespace hearth::contact {

/// Reads `classes/`, `profiles/`, `calendars/` and `templates/` of a folder. Everything wrong with
/// a file is told at once, as
/// `<file>: <path of the field>`; a class that names a clock, profile, step or template that is not
/// there is wrong too.
Result<Catalogue> load_catalogue(const std::string& folder);

/// One profile with its calendar, which stands in `calendars/` beside the profile's folder unless
/// the file carries it itself.
Result<Profile> load_profile(const std::string& file, const std::string& calendars);

}  // namespace hearth::contact
