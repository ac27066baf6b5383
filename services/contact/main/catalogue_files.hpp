#pragma once

#include <map>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "services/contact/domain/catalogue.hpp"

namespace hearth::contact {

/// The folder of the files that come with this build.
std::string own_files();

/// Reads `words/`, `profiles/`, `calendars/`, `rank.yaml`, `channels.yaml` and `classes/` of a
/// folder. Everything wrong with a file is told at once, as `<file>: <path of the field>`; a class
/// that names a clock, profile, step or template that is not there is wrong too.
Result<Catalogue> load_catalogue(const std::string& folder);

/// One profile with its calendar, which stands in `calendars/` beside the profile's folder unless
/// the file carries it itself.
Result<Profile> load_profile(const std::string& file, const std::string& calendars);

/// What a request weighs, and whose supply is critical, as schema/rank.schema.json has it.
struct Rank {
    std::vector<Weight> weights;
    std::vector<Trait> critical;
};
Result<Rank> load_rank(const std::string& file);
/// Channels, as schema/channels.schema.json has them.
Result<Channels> load_channels(const std::string& file);

}  // namespace hearth::contact
