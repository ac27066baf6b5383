#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/chaos/checks.hpp"
#include "tests/chaos/storm.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;

/// One suite for all cases, each telling of a household of its own.
struct World {
    World() : doors(suite), story(doors, {.patience = 20s, .twice = false}) {
        doors.set_clock(story_start());
        quiesce(suite);
    }
    Suite suite;
    Doors doors;
    Story story;
};
World& world() {
    static World world;
    return world;
}

/// Starts again whatever dies, as an orchestrator would.
class Keeper {
public:
    explicit Keeper(const Suite& suite)
        : thread_([this, &suite](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  for (const auto* service : {"contact", "dispatch", "registry", "gateway"}) {
                      if (suite.running({service, 1})) continue;
                      ++deaths_;
                      suite.start(service);
                  }
                  std::this_thread::sleep_for(std::chrono::milliseconds{20});
              }
          }) {}
    [[nodiscard]] int deaths() const { return deaths_; }

private:
    std::atomic<int> deaths_{0};
    std::jthread thread_;
};

std::string tell(const Story& story, const Household& home) {
    const auto name = story.report_by_phone(home, unique("border")).service_request().name();
    story.report_by_sms(home, unique("border"));
    story.repair(story.order_of(name));
    story.complete_step(name, "verify", "supply_back");
    story.complete_step(name, "callback", "satisfied", 5);
    return name;
}

std::string ending(const Story& story, const std::string& name) {
    (void)story.wait_for(
        name,
        [](const auto& request) { return request.state() >= contact::v1::REQUEST_STATE_RESOLVED; },
        20s);
    quiesce(world().suite);
    return shape(story.request(name));
}

struct Border {
    std::string service;
    std::string failpoint;
};

/// Each point at which something is committed or about to be, in the two services that a fault
/// crosses.
std::vector<Border> borders() {
    std::vector<Border> all;
    for (const auto* service : {"contact", "dispatch"}) {
        for (const auto* point :
             {"uow.before_commit", "uow.after_commit", "relay.before_send", "relay.after_send",
              "relay.before_commit", "inbox.before_commit", "inbox.after_commit"}) {
            all.push_back({service, point});
        }
    }
    return all;
}

TEST_CASE("killed at any border of a commit, the story ends the same") {
    auto& world = ::world();
    const auto homes = known_by_phone(world.suite, 40);
    std::size_t next = 0;
    const auto expected = ending(world.story, tell(world.story, homes.at(next++)));
    REQUIRE(expected.starts_with("REQUEST_STATE_"));
    for (const auto& border : borders()) {
        const auto where = border.service + " at " + border.failpoint;
        INFO(where);
        const Keeper keeper{world.suite};
        // Timers commit, too; events pass in batches, of which a story may have few.
        const bool commits = border.failpoint.starts_with("uow.");
        world.doors.arm({border.service, 1}, border.failpoint, commits ? "crash@3" : "crash");
        const auto name = tell(world.story, homes.at(next++));
        CHECK(ending(world.story, name) == expected);
        CHECK(keeper.deaths() == 1);
    }
    CHECK(joined(gaps(world.story, all_requests(world.doors))) == "");
    CHECK(joined(broken_invariants(world.suite)) == "");
}

std::map<std::string, std::string> everything(const Suite& suite) {
    std::map<std::string, std::string> all;
    for (const auto* service : {"registry", "contact", "dispatch"}) {
        for (const auto& [table, digest] : digests(suite, service))
            all[std::string{service} + "." + table] = digest;
    }
    return all;
}

const std::vector<std::string> kTopics{
    "hearth.registry.party.v1",        "hearth.registry.contact_point.v1",
    "hearth.registry.premise.v1",      "hearth.registry.service_point.v1",
    "hearth.registry.network_node.v1", "hearth.contact.service_request.v1",
    "hearth.contact.interaction.v1",   "hearth.dispatch.work_order.v1",
    "hearth.dispatch.incident.v1"};

TEST_CASE("every topic again from its first event changes nothing") {
    auto& world = ::world();
    quiesce(world.suite);
    const auto before = everything(world.suite);
    std::size_t sent = 0;
    for (const auto& topic : kTopics) {
        const auto messages = world.doors.read_topic(topic);
        std::vector<kafka::Record> records;
        for (const auto& message : messages)
            records.push_back({message.topic, message.key, message.value, message.headers});
        world.doors.write_topic(records);
        sent += records.size();
    }
    REQUIRE(sent > 100);
    // What has been handed to a listener shows in its lag.
    REQUIRE(eventually(
        [&] {
            return world.suite.metric({"contact", 1}, "hearth_consumer_lag") == 0 &&
                   world.suite.metric({"dispatch", 1}, "hearth_consumer_lag") == 0;
        },
        30s));
    quiesce(world.suite);
    CHECK(everything(world.suite) == before);
}

TEST_CASE("every command twice is one command") {
    auto& world = ::world();
    const auto homes = known_by_phone(world.suite, 40);
    const Story twice{world.doors, {.patience = 10s, .twice = true}};
    const auto once = ending(world.story, tell(world.story, homes.at(homes.size() - 2)));
    CHECK(ending(twice, tell(twice, homes.at(homes.size() - 1))) == once);
}

}  // namespace
