#pragma once

#include <string>
#include <vector>

#include "deploy/story/stage.hpp"

namespace hearth::story {

/// A household of the town's files, as a caller knows itself.
struct Household {
    std::string code;     ///< "PR-000001"
    std::string phone;    ///< E.164
    std::string account;  ///< the number on the bill
    std::string meter;    ///< serial of its electricity meter
};

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
