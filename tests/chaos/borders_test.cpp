#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "tests/chaos/border_story.hpp"
#include "tests/chaos/checks.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;

/// Starts again whatever dies, as an orchestrator would.
class Keeper {
public:
    explicit Keeper(const Suite& suite)
        : thread_([this, &suite](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  for (const Manifest& manifest : manifest::kAll) {
                      const std::string service{manifest.name};
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

struct Border {
    std::string service;
    std::string failpoint;
};

/// Each point at which something is committed or about to be, in every service that commits.
std::vector<Border> borders() {
    std::vector<Border> all;
    for (const auto& service : databases()) {
        for (const auto* point :
             {"uow.before_commit", "uow.after_commit", "relay.before_send", "relay.after_send",
              "relay.before_commit", "inbox.before_commit", "inbox.after_commit"}) {
            all.push_back({service, point});
        }
    }
    return all;
}

TEST_CASE("killed at any border of a commit, the story ends the same") {
    auto& world = chaos::world();
    const auto first = next_home();
    const auto expected = ending(world.story, first, tell(world.story, first));
    REQUIRE(expected.starts_with("REQUEST_STATE_"));
    for (const auto& border : borders()) {
        const auto where = border.service + " at " + border.failpoint;
        INFO(where);
        const Keeper keeper{world.suite};
        // Timers commit, too, but in the registry; events pass in batches, of which a story may
        // have few.
        const bool timers = border.failpoint.starts_with("uow.") && border.service != "registry";
        world.doors.arm({border.service, 1}, border.failpoint, timers ? "crash@3" : "crash");
        const auto home = next_home();
        CHECK(ending(world.story, home, tell(world.story, home)) == expected);
        CHECK(keeper.deaths() == 1);
    }
    CHECK(joined(gaps(world.story, all_requests(world.doors))) == "");
    CHECK(joined(broken_invariants(world.suite)) == "");
}

}  // namespace
