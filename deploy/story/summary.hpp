#pragma once

#include <string>

#include "deploy/story/scenes.hpp"

namespace hearth::story {

/// For people: beats, then each request's timeline, in town time.
std::string to_text(const Told& told);
/// For programs: one JSON object with every step, its figures and ids.
json to_json(const Told& told, bool stored);

}  // namespace hearth::story
