#include "services/survey/main/settings.hpp"

namespace hearth::survey {

Settings read_settings(const config::Section& section) {
    return {section.text("question", "")};
}

}  // namespace hearth::survey
