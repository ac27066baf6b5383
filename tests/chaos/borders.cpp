#include "tests/chaos/borders.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "tests/chaos/border_story.hpp"
#include "tests/chaos/checks.hpp"

namespace hearth::chaos {
namespace {

using namespace hearth::suite;

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

void check_border(const std::string& service, const std::string& failpoint,
                  const std::string& expected) {
    INFO(service + " at " + failpoint);
    auto& world = chaos::world();
    const Keeper keeper{world.suite};
    // Timers commit, too, but in the registry; events pass in batches, of which a story may have
    // few.
    const bool timers = failpoint.starts_with("uow.") && service != "registry";
    world.doors.arm({service, 1}, failpoint, timers ? "crash@3" : "crash");
    const auto home = next_home();
    CHECK(ending(world.story, home, tell(world.story, home)) == expected);
    CHECK(keeper.deaths() == 1);
}

}  // namespace

void check_borders(const std::vector<std::string>& failpoints) {
    auto& world = chaos::world();
    const auto first = next_home();
    const auto expected = ending(world.story, first, tell(world.story, first));
    REQUIRE(expected.starts_with("REQUEST_STATE_"));
    for (const auto& service : databases()) {
        for (const auto& failpoint : failpoints)
            check_border(service, failpoint, expected);
    }
    CHECK(joined(gaps(world.story, all_requests(world.doors))) == "");
    CHECK(joined(broken_invariants(world.suite)) == "");
}

}  // namespace hearth::chaos
