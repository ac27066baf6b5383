#include "libs/runtime/executor.hpp"

#include <atomic>
#include <future>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"

namespace hearth::runtime {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

const Deadline kFar = Deadline::after(60s);

/// Holds the only thread of an executor until `open`.
struct Gate {
    std::promise<void> opened;
    std::atomic<bool> reached{false};

    explicit Gate(Executor& executor) {
        REQUIRE(executor.try_submit(kFar, [this](bool) {
            reached = true;
            opened.get_future().wait();
        }));
        REQUIRE(eventually([this] { return reached.load(); }));
    }
    void open() { opened.set_value(); }
};

}  // namespace

TEST_CASE("a full queue refuses, and the refused task is not run") {
    Executor executor{"test", {.threads = 1, .queue = 2}};
    std::atomic<int> runs{0};
    const auto count = [&](bool) { ++runs; };
    Gate gate{executor};
    CHECK(executor.try_submit(kFar, count));
    CHECK(executor.try_submit(kFar, count));
    CHECK_FALSE(executor.try_submit(kFar, count));
    gate.open();
    executor.stop(kFar);
    CHECK(runs == 2);
    CHECK_FALSE(executor.try_submit(kFar, count));
}

TEST_CASE("tasks run in the order of submission, the late ones told so") {
    Executor executor{"test", {.threads = 1, .queue = 8}};
    std::vector<std::pair<int, bool>> runs;
    Gate gate{executor};
    CHECK(
        executor.try_submit(Deadline::after(0ms), [&](bool late) { runs.emplace_back(1, late); }));
    CHECK(executor.try_submit(kFar, [&](bool late) { runs.emplace_back(2, late); }));
    gate.open();
    executor.stop(kFar);
    CHECK(runs == std::vector<std::pair<int, bool>>{{1, true}, {2, false}});
}

TEST_CASE("at the end of stop's time the waiting tasks are told that they are late") {
    Executor executor{"test", {.threads = 1, .queue = 8}};
    std::atomic<int> late_runs{0};
    Gate gate{executor};
    for (int i = 0; i < 3; ++i)
        CHECK(executor.try_submit(kFar, [&](bool late) { late_runs += late ? 1 : 0; }));
    auto stopping = std::async(std::launch::async, [&] { executor.stop(Deadline::after(50ms)); });
    CHECK(stopping.wait_for(100ms) == std::future_status::timeout);
    gate.open();
    stopping.get();
    CHECK(late_runs == 3);
}

TEST_CASE("several threads share the work") {
    Executor executor{"test", {.threads = 4, .queue = 1000}};
    std::atomic<int> together{0};
    std::atomic<int> runs{0};
    for (int i = 0; i < 4; ++i) {
        CHECK(executor.try_submit(kFar, [&](bool) {
            ++together;
            if (eventually([&] { return together == 4; })) ++runs;
        }));
    }
    executor.stop(kFar);
    CHECK(runs == 4);
}

}  // namespace hearth::runtime
