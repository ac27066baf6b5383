#include "libs/testkit/shared_data.hpp"

#include <cstdlib>

namespace hearth::testkit {

std::optional<std::filesystem::path> shared_data(const std::string& path) {
    const char* named = std::getenv("HEARTH_SHARED_DATA");
    const std::filesystem::path root =
        named != nullptr ? named : std::filesystem::path{HEARTH_SOURCE_DIR} / "../shared/data";
    const auto found = root / path;
    if (!std::filesystem::exists(found)) return std::nullopt;
    return found;
}

std::string no_shared_data() {
    return "no ../shared/data (HEARTH_SHARED_DATA names another place)";
}

}  // namespace hearth::testkit
