#include "services/contact/main/settings.hpp"

namespace hearth::contact {

Settings read_settings(const config::Section& section) {
    Settings settings;
    settings.files = section.text("files", HEARTH_CONTACT_FILES);
    settings.tenant = static_cast<int>(section.integer("tenant", 1, 1, 1000000));
    settings.casebook.utility_zh = section.text("utility_zh", settings.casebook.utility_zh);
    settings.casebook.utility_en = section.text("utility_en", settings.casebook.utility_en);
    settings.casebook.region = section.text("phone_region", settings.casebook.region);
    settings.casebook.emergency = section.text("emergency", settings.casebook.emergency);
    settings.casebook.zone = section.text("zone", settings.casebook.zone);
    return settings;
}

}  // namespace hearth::contact
