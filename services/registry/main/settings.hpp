#pragma once

#include <string>

#include "libs/config/config.hpp"

namespace hearth::registry {

/// Reads the section `registry`: each member with its key, default and sentence.
struct Settings {
    config::Section section;

    std::string phone_region =
        section.text("phone_region", "CN", "whose telephone numbers come without a country code");
    std::string zone =
        section.zone("zone", "Asia/Shanghai", "where a day begins: agreements run by local days");
};

}  // namespace hearth::registry
