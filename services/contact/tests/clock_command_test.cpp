#include "services/contact/main/clock_command.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "libs/testkit/damage.hpp"
#include "libs/testkit/process.hpp"
#include "services/contact/tests/samples.hpp"

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
                                      samples::files() + "/calendars", out, err);
    result.out = out.str();
    result.err = err.str();
    const std::string folder = dir.path().string() + "/";
    for (auto found = result.err.find(folder); found != std::string::npos;
         found = result.err.find(folder))
        result.err.erase(found, folder.size());
    return result;
}

const std::string kPolicy = samples::files() + "/profiles/cn-gas.yaml";

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
    CHECK(bad.err.find("events[1]: BAD_TYPE") != std::string::npos);
    const Run misspelt = run(kPolicy, R"({"subject": {"comodity": "gas", "place_class": "moon"},
        "events": [{"at": "2026-03-03T10:00:00Z", "id": 5}, {"at": "2026-03-03T10:00:00Z"}]})",
                             "2026-03-03T10:08:00Z");
    CHECK(misspelt.err ==
          "events.json: subject.comodity: UNKNOWN_FIELD: is not a known key\n"
          "events.json: subject.place_class: UNKNOWN_WORD: is none of city, rural, remote\n"
          "events.json: events[0].id: BAD_TYPE: is not a text\n"
          "events.json: events[1].type: REQUIRED: is required\n");
    CHECK(run(kPolicy, "{\n\"events\": [}", "2026-03-03T10:08:00Z").err ==
          "events.json:2: BAD_JSON: is not JSON\n");
    CHECK(run(kPolicy, R"({"events": []})", "noon").err.find("--at: BAD_TIME") == 0);
}

TEST_CASE("whatever the events hold, the clock door reads them or refuses them by name") {
    testkit::Damage damage;
    CAPTURE(damage.seed());
    for (int i = 0; i < 300; ++i) {
        const Run done = run(
            kPolicy, damage(R"({"subject": {"commodity": "gas", "request_class": "gas_smell.gas"},
        "events": [{"type": "report", "at": "2026-03-03T10:00:00+08:00", "id": "1"}]})"),
            "2026-03-03T10:08:00Z");
        REQUIRE(done.status == (done.err.empty() ? 0 : 2));
    }
}

}  // namespace
}  // namespace hearth::contact
