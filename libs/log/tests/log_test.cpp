#include "libs/log/log.hpp"

#include <sstream>
#include <vector>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "libs/testkit/process.hpp"

namespace hearth::log {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

std::vector<json> lines_of(const std::string& mode) {
    testkit::Process sample{LOG_SAMPLE, {{mode}, {}}};
    REQUIRE(sample.wait(10s) == 0);
    std::istringstream in{sample.output()};
    std::vector<json> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(json::parse(line));
    return lines;
}

}  // namespace

TEST_CASE("every line is JSON with time, level, service, event and fields") {
    const auto lines = lines_of(GENERATE("", "unstarted"));
    REQUIRE(lines.size() == 8);
    const json& started = lines[0];
    CHECK(started["ts"].get<std::string>().ends_with("Z"));
    CHECK(started["level"] == "info");
    CHECK(started["event"] == "started");
    CHECK(started["port"] == 8080);
    CHECK(started["ratio"] == 0.5);
    CHECK(started["ready"] == true);
    CHECK(started["name"] == "a \"b\"\\\n\x01 王");
    CHECK(lines[1]["bytes"] == "\ufffd\ufffd(\ufffd\ufffd\ufffd");
    CHECK(lines[1]["nan"] == "nan");
    CHECK(lines[2]["trace_id"] == "trace1");
    CHECK(lines[2]["span_id"] == "span2");
    CHECK(lines[2]["request_id"] == "req-7");
    CHECK_FALSE(lines[3].contains("trace_id"));
    CHECK(lines[4]["level"] == "error");
    CHECK(lines[4]["code"] == "INTERNAL");
    CHECK(lines[4]["cause"] == "SELECT");
    CHECK(lines[5]["level"] == "warn");
    CHECK(lines[5]["reason"] == "NOT_FOUND");
    CHECK(lines[6]["event"] == "audible");
    CHECK(lines[7]["event"] == "after_flush");
}

TEST_CASE("a full queue drops lines and holds nobody up") {
    // Standard error is a pipe that nobody reads: the logger's thread hangs, the program must not.
    testkit::Process sample{
        "bash",
        {{"-c", "{ { \"$0\" flood; echo $? >&3; } 2>&1 >/dev/null | sleep 2; } 3>&1", LOG_SAMPLE},
         {}}};
    REQUIRE(sample.wait(20s) == 0);
    CHECK(sample.output() == "0\n");
}

TEST_CASE("levels are read from their names") {
    CHECK(parse_level("warn").value() == Level::kWarn);
    CHECK(parse_level("WARN").error().reason == "BAD_LOG_LEVEL");
}

TEST_CASE("redacted values show four characters of eight or more") {
    CHECK(redact("+8613812345678") == "…5678");
    CHECK(redact("张三") == "…");
    CHECK(redact("1234567") == "…");
    CHECK(redact("江苏省苏州市姑苏区一二三四") == "…一二三四");
}

}  // namespace hearth::log
