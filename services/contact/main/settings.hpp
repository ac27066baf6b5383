#pragma once

#include <string>

#include "libs/config/config.hpp"
#include "services/contact/app/casebook.hpp"

namespace hearth::contact {

/// The section `contact` but for its senders; the defaults are the documentation.
struct Settings {
    std::string files;  ///< folder of classes, profiles, calendars, words …
    int tenant = 1;     ///< whose timers and notices this process serves
    app::CasebookSettings casebook;
};

Settings read_settings(const config::Section& section);

}  // namespace hearth::contact
