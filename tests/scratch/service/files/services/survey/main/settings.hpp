#pragma once

#include <string>

#include "libs/config/config.hpp"

namespace hearth::survey {

/// Reads the section `survey`: each member with its key, default and sentence.
struct Settings {
    config::Section section;

    std::string question =
        section.text("question", "Was it mended?", "what people are asked; empty when nothing is");
};

}  // namespace hearth::survey
