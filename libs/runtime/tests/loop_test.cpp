#include "libs/runtime/loop.hpp"

#include <atomic>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "libs/metrics/metrics.hpp"
#include "libs/runtime/backoff.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::runtime {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

}  // namespace

TEST_CASE("a loop runs at once, when woken, and at its interval") {
    std::atomic<int> runs{0};
    Loop slow{"slow", 1h, [&](const Loop&) { return ++runs, false; }};
    slow.start();
    REQUIRE(eventually([&] { return runs == 1; }));
    slow.wake();
    REQUIRE(eventually([&] { return runs == 2; }));
    slow.stop(Deadline::after(1s));
    CHECK(runs == 2);

    runs = 0;
    Loop quick{"quick", 5ms, [&](const Loop&) { return ++runs, false; }};
    quick.start();
    CHECK(eventually([&] { return runs > 5; }));
}

TEST_CASE("a wake during a run is not lost, and more work is done at once") {
    std::atomic<int> runs{0};
    std::atomic<bool> go{false};
    Loop loop{"loop", 1h, [&](const Loop&) {
                  if (++runs == 1) static_cast<void>(eventually([&] { return go.load(); }));
                  return runs >= 2 && runs < 5;
              }};
    loop.start();
    REQUIRE(eventually([&] { return runs == 1; }));
    loop.wake();
    go = true;
    CHECK(eventually([&] { return runs == 5; }));
}

TEST_CASE("a run that throws ends neither the loop nor the process") {
    std::atomic<int> runs{0};
    Loop loop{"throws", 1ms, [&](const Loop&) -> bool {
                  if (++runs < 3) throw std::runtime_error{"a bad item"};
                  return false;
              }};
    loop.start();
    CHECK(eventually([&] { return runs > 5; }));
    CHECK(metrics::render().find("hearth_loop_failures_total{loop=\"throws\"} 2") !=
          std::string::npos);
}

TEST_CASE("stop ends a pause") {
    std::atomic<bool> inside{false};
    Loop loop{"loop", 1h, [&](const Loop& self) {
                  inside = true;
                  self.pause(60s);
                  return !self.stopping();
              }};
    loop.start();
    REQUIRE(eventually([&] { return inside.load(); }));
    const auto start = std::chrono::steady_clock::now();
    loop.stop(Deadline::after(1s));
    CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("waits double up to the most, each with jitter") {
    Backoff backoff{100ms, 1s};
    for (const auto most : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
        const auto wait = backoff.next();
        CHECK(wait >= most / 2);
        CHECK(wait <= most);
    }
    for (int i = 0; i < 100; ++i)
        CHECK(backoff.next() <= 1s);
    backoff.reset();
    CHECK(backoff.next() <= 100ms);
}

}  // namespace hearth::runtime
