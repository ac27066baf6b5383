#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/chaos/border_story.hpp"
#include "tests/chaos/checks.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;

std::map<std::string, std::string> everything(const Suite& suite) {
    std::map<std::string, std::string> all;
    for (const auto& service : databases()) {
        for (const auto& [table, digest] : digests(suite, service))
            all[service + "." + table] = digest;
    }
    return all;
}

std::set<std::string> every_topic() {
    std::set<std::string> topics;
    for (const Manifest& service : manifest::kAll) {
        for (auto& topic : topics_of(service))
            topics.insert(std::move(topic));
    }
    return topics;
}

/// What has been handed to a listener shows in its lag.
bool nothing_lags() {
    return std::ranges::all_of(databases(), [](const std::string& service) {
        return world().suite.metric({service, 1}, "hearth_consumer_lag") == 0;
    });
}

TEST_CASE("every topic again from its first event changes nothing") {
    auto& world = chaos::world();
    quiesce(world.suite);
    const auto before = everything(world.suite);
    std::size_t sent = 0;
    for (const auto& topic : every_topic()) {
        const auto messages = world.doors.read_topic(topic);
        std::vector<kafka::Record> records;
        for (const auto& message : messages)
            records.push_back({message.topic, message.key, message.value, message.headers});
        world.doors.write_topic(records);
        sent += records.size();
    }
    REQUIRE(sent > 100);
    REQUIRE(eventually(nothing_lags, 30s));
    quiesce(world.suite);
    CHECK(everything(world.suite) == before);
}

TEST_CASE("every command twice is one command") {
    auto& world = chaos::world();
    const Story twice{world.doors, {.patience = 10s, .twice = true}};
    const auto first = next_home();
    const auto second = next_home();
    const auto once = ending(world.story, first, tell(world.story, first));
    CHECK(ending(twice, second, tell(twice, second)) == once);
}

}  // namespace
