#pragma once

#include <string>
#include <vector>

#include "deploy/story/stage.hpp"
#include "deploy/town/households.hpp"

namespace hearth::story {

using town::Household;

/// The people of the story: two neighbours under one transformer, a third house elsewhere. Reads
/// the town's files; throws StoryFailed when they do not hold such people.
struct Cast {
    Household home;
    Household neighbour;
    Household elsewhere;
};
Cast cast_from(const std::string& town_folder);

/// One line of what happened, for the summary.
struct Beat {
    std::string time;  ///< RFC 3339
    std::string text;
};

/// What a story comes to: the names of its requests, each read again from the suite at the end.
struct Told {
    std::vector<Beat> beats;
    json requests =
        json::object();  ///< "home", "neighbour", "street", "elsewhere": GetRequest's answer
    json incident;
    json plan;
};

/// Plays the whole story, or shows the stored one.
Told play(Stage& stage, const Cast& cast);

}  // namespace hearth::story
