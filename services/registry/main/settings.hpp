#pragma once

#include <string>

#include "libs/config/config.hpp"

namespace hearth::registry {

/// The section `registry`; `default.yaml` has a sentence for each key.
struct Settings {
    std::string phone_region;
    std::string zone;
};

Settings read_settings(const config::Section& section);

}  // namespace hearth::registry
