#include "services/registry/main/settings.hpp"

namespace hearth::registry {

Settings read_settings(const config::Section& section) {
    return {section.text("phone_region", "CN"), section.text("zone", "Asia/Shanghai")};
}

}  // namespace hearth::registry
