#include "services/contact/main/clock_command.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "libs/testkit/process.hpp"

namespace hearth::contact {
namespace {

struct Run {
    int status = 0;
    std::string out;
    std::string err;
};

Run run(const std::string& policy, const std::string& events, const std::string& at) {
    const testkit::TempDir dir;
    std::ostringstream out;
    std::ostringstream err;
    const std::string file = dir.write("events.json", events);
    Run result;
    result.status = run_clock_command({"--policy", policy, "--events", file, "--at", at, "--json"},
                                      HEARTH_CONTACT_FILES "/calendars", out, err);
    result.out = out.str();
    result.err = err.str();
    if (const auto found = result.err.find(dir.path().string()); found != std::string::npos)
        result.err.erase(found, dir.path().string().size() + 1);
    return result;
}

constexpr const char* kPolicy = HEARTH_CONTACT_FILES "/profiles/cn-gas.yaml";

TEST_CASE("the clock door prints one line per clock") {
    const Run done =
        run(kPolicy, R"({"subject": {"commodity": "gas", "request_class": "gas_smell.gas"},
        "events": [{"type": "report", "at": "2026-03-03T10:00:00+08:00"}]})",
            "2026-03-03T10:08:00+08:00");
    CHECK(done.status == 0);
    CHECK(
        done.out.substr(0, done.out.find('\n')) ==
        R"({"clock":"arrival","state":"running","due":"2026-03-03T02:15:00.000000Z","elapsed_seconds":480,)"
        R"("remaining_seconds":420,"warnings":[50],"paused_seconds":0,"exempt":false,"rule":"arrival_leak"})");
}

TEST_CASE("the clock door says what is wrong and where") {
    CHECK(run("/nowhere.yaml", "{}", "2026-03-03T10:08:00Z").status == 2);
    const Run bad = run(kPolicy, R"({"events": [{"type": "report", "at": "yesterday"}, 7]})",
                        "2026-03-03T10:08:00Z");
    CHECK(bad.status == 2);
    CHECK(bad.err.find("events.json: events[0].at: BAD_TIME") == 0);
    CHECK(bad.err.find("events[1].type: REQUIRED") != std::string::npos);
    CHECK(run(kPolicy, R"({"events": []})", "noon").err.find("--at: BAD_TIME") == 0);
}

}  // namespace
}  // namespace hearth::contact
