#pragma once

#include <string>
#include <vector>

#include "tests/suite/world.hpp"

namespace hearth::chaos {

/// The one suite of the program's cases, with a patient story: what is killed comes back.
suite::World& world();

/// Another home each time, of people who ask for nothing special, so that all are promised and told
/// the same.
suite::Household next_home();
/// A story that goes on from a report: repaired, supply back, satisfied.
void repair_and_close(const suite::Story& story, const std::string& name);
/// One fault of a home, told by phone and by SMS, repaired and closed. Returns the request's name.
std::string tell(const suite::Story& story, const suite::Household& home);
/// How the story ended, in the words of all services: the same for the same story.
std::string ending(const suite::Story& story, const suite::Household& home,
                   const std::string& name);

/// Services that have a database.
std::vector<std::string> databases();

}  // namespace hearth::chaos
