#include <filesystem>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::sql {

TEST_CASE("gdb shows our types as people read them") {
    constexpr int kNotFound = 127;
    if (testkit::Process{"gdb", {{"--version"}, {}}}.wait(std::chrono::seconds{20}) == kNotFound) {
        WARN("skipped: gdb is not installed");
        return;
    }
    const auto sample =
        std::filesystem::canonical("/proc/self/exe").parent_path() / "sql_gdb_sample";
    testkit::Process gdb{"gdb",
                         {{"-nx",          "-batch",
                           "-iex",         "set auto-load no",
                           "-iex",         "set debuginfod enabled off",
                           "-ex",          "source " HEARTH_SOURCE_DIR "/libs/core/gdb.py",
                           "-ex",          "break stop_here",
                           "-ex",          "run",
                           "-ex",          "print id",
                           "-ex",          "print at",
                           "-ex",          "print good",
                           "-ex",          "print bad",
                           "-ex",          "print nothing",
                           "-ex",          "print row",
                           sample.string()},
                          {}}};
    REQUIRE(gdb.wait(std::chrono::seconds{60}).has_value());
    const auto output = gdb.output();
    INFO(output);
    if (output.find("ptrace: Operation not permitted") != std::string::npos) {
        WARN("skipped: no program may be traced here");
        return;
    }
    for (const auto* shown :
         {"019384e5-1c00-7000-8000-0000000000ff", "2026-03-03T02:00:00.000025Z", "ok = {value = 7}",
          "failed: NOT_FOUND NOT_FOUND \"serviceRequests/1 does not exist\"", "$5 = ok",
          "row 0 of 1", "P-100007", "state = NULL"}) {
        INFO(shown);
        CHECK(output.find(shown) != std::string::npos);
    }
}

}  // namespace hearth::sql
