#pragma once

#include <string>

#include "libs/config/config.hpp"
#include "services/contact/app/casebook.hpp"
#include "services/contact/main/catalogue_files.hpp"

namespace hearth::contact {

inline app::CasebookSettings read_casebook(const config::Section& section) {
    app::CasebookSettings read;
    read.utility_zh =
        section.text("utility_zh", read.utility_zh, "how the utility signs its words in Chinese");
    read.utility_en =
        section.text("utility_en", read.utility_en, "how the utility signs its words in English");
    read.region = section.text("phone_region", read.region,
                               "whose telephone numbers come without a country code");
    read.emergency = section.text("emergency", read.emergency,
                                  "whom safety words tell to call when somebody is hurt");
    read.zone =
        section.zone("zone", read.zone, "of quiet hours, shifts and the times that customers read");
    return read;
}

/// Reads the section `contact` but for its senders: each member with its key, default, bounds and
/// sentence.
struct Settings {
    config::Section section;

    std::string files = section.text("files", own_files(),
                                     "folder of classes, profiles, calendars, channels and words");
    int tenant =
        section.integer("tenant", 1, 1, 1000000, "whose timers and notices this process serves");
    app::CasebookSettings casebook = read_casebook(section);
};

}  // namespace hearth::contact
