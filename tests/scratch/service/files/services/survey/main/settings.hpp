#pragma once

#include <string>

#include "libs/config/config.hpp"

namespace hearth::survey {

/// The section `survey`; `default.yaml` has a sentence for each key.
struct Settings {
    std::string question;
};

Settings read_settings(const config::Section& section);

}  // namespace hearth::survey
