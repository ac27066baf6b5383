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

/// The YAML files of a folder by name, so that two starts read them in the same order.
std::vector<std::string> files_of(const std::string& folder);

/// By name, each in all its editions, rising by the day from which they are in force.
using Calendars = std::map<std::string, std::vector<Calendar>, std::less<>>;
Result<Calendars> load_calendars(const std::string& folder);
/// Profiles by name, in all their editions, each with those of its calendar unless the file carries
/// one itself. Of several editions of a profile or calendar each is in force from a day of its own,
/// but for at most one, which is from ever.
Result<std::map<std::string, Limits, std::less<>>> load_limits(
    const std::vector<std::string>& files, const Calendars& calendars);

/// What a request weighs, and whose supply is critical, as schema/rank.schema.json has it.
struct Rank {
    std::vector<Weight> weights;
    std::vector<Trait> critical;
};
Result<Rank> load_rank(const std::string& file);
/// Channels, as schema/channels.schema.json has them.
Result<Channels> load_channels(const std::string& file);

}  // namespace hearth::contact
