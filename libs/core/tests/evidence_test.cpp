#include "libs/core/evidence.hpp"

#include <catch2/catch.hpp>

namespace hearth {
namespace {

const EvidenceRule kReading{"gas_reading_ppm", "ppm", 0, 50, {}, {"made_safe", "done"}};
const EvidenceRule kTightness{"tightness_test", "", 0, 0, {"passed"}, {"done"}};

TEST_CASE("a number counts only as digits within its limits [S1]") {
    for (const auto* good : {"0", "50", "50.0", "49.99", "0.5", "007", "-0"}) {
        CAPTURE(good);
        CHECK(meets(kReading, good));
    }
    for (const auto* bad : {"25000",
                            "50.01",
                            "-1",
                            "-0.1",
                            "",
                            " ",
                            " 50 ",
                            "50 ",
                            "50ppm",
                            "50 ppm",
                            "nan",
                            "NaN",
                            "inf",
                            "-inf",
                            "1e1",
                            "1e9",
                            "0x10",
                            "+5",
                            ".5",
                            "5.",
                            "5.5.5",
                            "--5",
                            "-",
                            "5,0",
                            "５",
                            "passed",
                            "true",
                            "null",
                            "000000000000000000005",
                            "99999999999999999999"}) {
        CAPTURE(bad);
        CHECK_FALSE(meets(kReading, bad));
    }
    const EvidenceRule frost{"pipe_c", "°C", -40, -5.5, {}, {"done"}};
    CHECK(meets(frost, "-5.5"));
    CHECK_FALSE(meets(frost, "-5"));
    CHECK_FALSE(meets(frost, "5.5"));
}

TEST_CASE("a choice counts only as one of its words [S1]") {
    CHECK(meets(kTightness, "passed"));
    for (const auto* bad : {"failed", "", "Passed", " passed", "passed ", "1", "true"}) {
        CAPTURE(bad);
        CHECK_FALSE(meets(kTightness, bad));
    }
}

TEST_CASE("each word of a crew asks for its own evidence, and what lacks is said for people [S1]") {
    const std::vector<EvidenceRule> rules{kReading, kTightness};
    CHECK(not_met(rules, "made_safe", {{"gas_reading_ppm", "12"}}).empty());
    CHECK(not_met(rules, "on_site", {}).empty());
    CHECK(
        not_met(rules, "done", {{"gas_reading_ppm", "12"}, {"tightness_test", "passed"}}).empty());
    const auto lacking =
        not_met(rules, "done", {{"gas_reading_ppm", "25000"}, {"tightness_test", "failed"}});
    CHECK(lacking == rules);
    CHECK(to_string(lacking) == "gas_reading_ppm from 0 to 50 ppm, tightness_test passed");
    CHECK(not_met(rules, "done", {{"gas_reading_ppm", "12"}}) ==
          std::vector<EvidenceRule>{kTightness});
}

}  // namespace
}  // namespace hearth
