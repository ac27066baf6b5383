#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <catch2/catch.hpp>

#include "libs/testkit/clue.hpp"

namespace {

/// Appends "started", "passed" or "failed", the tags and the name of each test case to the file
/// that HEARTH_TEST_OUTCOMES names. A case that started and never ended has failed: it crashed.
/// At a failure tells the clues.
class Outcomes : public Catch::TestEventListenerBase {
public:
    using TestEventListenerBase::TestEventListenerBase;

    void testCaseStarting(const Catch::TestCaseInfo& test) override {
        note("started", test);
        hearth::testkit::Clue::begin_case();
    }
    bool assertionEnded(const Catch::AssertionStats& stats) override {
        if (!stats.assertionResult.isOk()) hearth::testkit::Clue::tell_all();
        return false;
    }
    void testCaseEnded(const Catch::TestCaseStats& stats) override {
        note(stats.totals.assertions.allOk() ? "passed" : "failed", stats.testInfo);
    }

private:
    static void note(std::string_view outcome, const Catch::TestCaseInfo& test) {
        const char* path = std::getenv("HEARTH_TEST_OUTCOMES");
        if (path == nullptr) return;
        // One write of a short line to a file opened for appending is whole even beside other
        // programs.
        const std::string line =
            std::string{outcome} + '\t' + test.tagsAsString() + '\t' + test.name + '\n';
        std::ofstream{path, std::ios::app} << line << std::flush;
    }
};

}  // namespace

CATCH_REGISTER_LISTENER(Outcomes)
