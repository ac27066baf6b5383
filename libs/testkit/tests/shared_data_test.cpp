#include "libs/testkit/shared_data.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

namespace hearth::testkit {

TEST_CASE("shared data is what lies where the environment says, and else nothing") {
    const char* before = std::getenv("HEARTH_SHARED_DATA");
    const std::optional<std::string> kept =
        before ? std::optional<std::string>{before} : std::nullopt;
    ::setenv("HEARTH_SHARED_DATA", HEARTH_SOURCE_DIR "/libs", 1);
    const auto found = shared_data("testkit/shared_data.hpp");
    const auto missing = shared_data("testkit/no_such_file");
    ::setenv("HEARTH_SHARED_DATA", HEARTH_SOURCE_DIR "/no-such-folder", 1);
    const auto nowhere = shared_data("testkit");
    if (kept)
        ::setenv("HEARTH_SHARED_DATA", kept->c_str(), 1);
    else
        ::unsetenv("HEARTH_SHARED_DATA");
    CHECK(found == std::filesystem::path{HEARTH_SOURCE_DIR "/libs/testkit/shared_data.hpp"});
    CHECK_FALSE(missing);
    CHECK_FALSE(nowhere);
    CHECK(no_shared_data() == "no ../shared/data (HEARTH_SHARED_DATA names another place)");
}

}  // namespace hearth::testkit
