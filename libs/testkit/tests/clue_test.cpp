#include <filesystem>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::testkit {
namespace {

std::string output_of(const std::string& test_case) {
    const auto sample =
        std::filesystem::canonical("/proc/self/exe").parent_path() / "testkit_clue_sample";
    Process process{sample.string(), {{test_case}, {}}};
    REQUIRE(process.wait(std::chrono::seconds{10}).has_value());
    return process.output();
}

std::size_t count_of(const std::string& word, const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("a test that fails says once where to look, one that passes nothing") {
    const auto passed = output_of("passes");
    CHECK(count_of("All tests passed (1 assertion", passed) == 1);
    CHECK(count_of("Where to look", passed) == 0);
    CHECK(count_of("Where to look: of two failures", output_of("fails twice")) == 1);
    CHECK(count_of("Where to look: of an exception", output_of("throws")) == 1);
}

}  // namespace hearth::testkit
