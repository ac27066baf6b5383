#include "libs/runtime/app.hpp"

#include <csignal>
#include <sstream>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::runtime {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;
using testkit::Process;

Process sample(const std::string& mode) {
    return Process{RUNTIME_SAMPLE, {{mode}, {}}};
}

std::string events(const Process& process) {
    constexpr std::string_view kEvent = "\"event\":\"";
    std::istringstream in{process.output()};
    std::string all;
    for (std::string line; std::getline(in, line);) {
        const std::size_t from = line.find(kEvent) + kEvent.size();
        all += line.substr(from, line.find('"', from) - from) + ' ';
    }
    return all;
}

bool logged(const Process& process, const std::string& what) {
    return eventually([&] { return process.output().find(what) != std::string::npos; });
}

}  // namespace

TEST_CASE("parts start in order and stop in reverse, on SIGTERM or SIGINT") {
    Process process = sample("");
    REQUIRE(logged(process, "\"ready\""));
    process.signal(GENERATE(SIGTERM, SIGINT));
    CHECK(process.wait(5s) == 0);
    CHECK(
        events(process) ==
        "first_started second_started ready signal stopping second_stopped first_stopped stopped ");
}

TEST_CASE("a part that does not stop in time is named, and the process ends") {
    Process process = sample("hang");
    REQUIRE(logged(process, "\"ready\""));
    process.signal(SIGTERM);
    CHECK(process.wait(5s) == 3);
    CHECK(process.output().find("\"part\":\"second\",\"why\":\"time limit\"") != std::string::npos);
}

TEST_CASE("a second signal ends the process at once") {
    Process process = sample("hang");
    REQUIRE(logged(process, "\"ready\""));
    process.signal(SIGTERM);
    REQUIRE(logged(process, "\"stopping\""));
    process.signal(SIGINT);
    CHECK(process.wait(200ms) == 3);
    CHECK(process.output().find("\"why\":\"second signal\"") != std::string::npos);
}

TEST_CASE("when a part cannot start, those before it are stopped") {
    Process process = sample("bad");
    CHECK(process.wait(5s) == 1);
    CHECK(events(process) == "first_started start_failed stopping first_stopped stopped ");
    CHECK(process.output().find("no such port") != std::string::npos);
}

TEST_CASE("a crash failpoint kills as kill -9 does") {
    Process process = sample("crash");
    CHECK(process.wait(5s) == 128 + SIGKILL);
    CHECK(events(process) == "first_started ");
}

TEST_CASE("an app is ready between start and stop") {
    App app{{}};
    bool ready_at_stop = true;
    std::vector<bool> told;
    app.on_ready([&](bool ready) { told.push_back(ready); });
    app.add("part", {}, [&](Deadline) { ready_at_stop = app.ready(); });
    CHECK_FALSE(app.ready());
    int status = -1;
    std::thread running{[&] { status = app.run(); }};
    CHECK(eventually([&] { return app.ready(); }));
    app.request_stop();
    running.join();
    CHECK(status == 0);
    CHECK_FALSE(ready_at_stop);
    CHECK(told == std::vector<bool>{true, false});
}

}  // namespace hearth::runtime
