#include "libs/kafka/lanes.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include <catch2/catch.hpp>

#include "libs/testkit/eventually.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

Message message(int partition, std::int64_t offset, std::size_t size = 1) {
    return {.topic = "t",
            .partition = partition,
            .offset = offset,
            .key = "k",
            .value = std::string(size, 'x'),
            .headers = {}};
}

Lanes::Limits small() {
    return {.messages = 10,
            .bytes = 10000,
            .batch = 4,
            .threads = 2,
            .first_pause = 1ms,
            .longest_pause = 5ms};
}

/// A handler that waits while `shut`.
struct Gate {
    std::atomic<bool> shut{true};
    std::atomic<int> waiting{0};
    void pass() {
        ++waiting;
        static_cast<void>(eventually([this] { return !shut; }, 30s));
        --waiting;
    }
};

}  // namespace

TEST_CASE("a lane hands over what stands in its queue, in order and never twice at once") {
    std::mutex mutex;
    std::map<int, std::vector<std::int64_t>> seen;
    std::atomic<bool> overlap{false};
    std::map<int, std::atomic<int>> inside;
    for (int partition = 0; partition < 3; ++partition)
        inside[partition] = 0;
    std::size_t largest = 0;
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    const int partition = batch.front().partition;
                    if (++inside[partition] > 1) overlap = true;
                    {
                        const std::lock_guard lock{mutex};
                        largest = std::max(largest, batch.size());
                        for (const auto& each : batch)
                            seen[partition].push_back(each.offset);
                    }
                    --inside[partition];
                    return {};
                },
                {.messages = 100000, .batch = 4, .threads = 3}};
    for (int partition = 0; partition < 3; ++partition)
        lanes.open({"t", partition}, -1);
    for (std::int64_t offset = 0; offset < 500; ++offset) {
        for (int partition = 0; partition < 3; ++partition)
            REQUIRE(lanes.push(message(partition, offset)));
    }
    REQUIRE(eventually([&] {
        const auto finished = lanes.finished();
        return std::all_of(finished.begin(), finished.end(),
                           [](const auto& lane) { return lane.second == 500; });
    }));
    CHECK(!overlap);
    CHECK(largest <= 4);
    for (const auto& [partition, offsets] : seen) {
        REQUIRE(offsets.size() == 500);
        CHECK(std::is_sorted(offsets.begin(), offsets.end()));
    }
}

TEST_CASE("a failed batch comes again, whole, before anything later") {
    std::mutex mutex;
    std::vector<std::vector<std::int64_t>> calls;
    bool works = false;
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    const std::lock_guard lock{mutex};
                    calls.emplace_back();
                    for (const auto& each : batch)
                        calls.back().push_back(each.offset);
                    if (!works) return fail(unavailable("TEST", "not yet"));
                    return {};
                },
                small()};
    lanes.open({"t", 0}, 7);
    CHECK(lanes.push(message(0, 7)));
    REQUIRE(eventually([&] {
        const std::lock_guard lock{mutex};
        return calls.size() >= 3;
    }));
    CHECK(lanes.finished().at({"t", 0}) == 7);
    for (std::int64_t offset = 8; offset < 12; ++offset)
        CHECK(lanes.push(message(0, offset)));
    {
        const std::lock_guard lock{mutex};
        works = true;
    }
    REQUIRE(eventually([&] { return lanes.finished().at({"t", 0}) == 12; }));
    const std::lock_guard lock{mutex};
    const auto later = std::find_if(calls.begin(), calls.end(),
                                    [&](const auto& call) { return call != calls[0]; });
    CHECK(later - calls.begin() > 3);
    REQUIRE(later != calls.end());
    CHECK(later->front() == calls[0].back() + 1);
}

TEST_CASE("what is too much for its deadline is halved until it goes in, and grows again") {
    std::mutex mutex;
    std::vector<std::size_t> sizes;
    std::vector<std::int64_t> done;
    std::atomic<std::size_t> bearable{1};
    Lanes::Limits limits = small();
    limits.batch = 8;
    limits.messages = 100;
    Gate gate;
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    gate.pass();
                    const std::lock_guard lock{mutex};
                    sizes.push_back(batch.size());
                    if (batch.size() > bearable) return fail(deadline_exceeded("the batch"));
                    for (const auto& each : batch)
                        done.push_back(each.offset);
                    return {};
                },
                limits};
    lanes.open({"t", 0}, 0);
    for (std::int64_t offset = 0; offset < 40; ++offset)
        CHECK(lanes.push(message(0, offset)));
    gate.shut = false;
    REQUIRE(eventually([&] { return lanes.finished().at({"t", 0}) >= 12; }));
    bearable = 8;
    REQUIRE(eventually([&] { return lanes.finished().at({"t", 0}) == 40; }));
    const std::lock_guard lock{mutex};
    const auto whole = std::find(sizes.begin(), sizes.end(), 8U);
    REQUIRE(whole != sizes.end());
    REQUIRE(sizes.end() - whole > 4);
    CHECK(std::vector(whole, whole + 4) == std::vector<std::size_t>{8, 4, 2, 1});
    CHECK(std::count(sizes.begin(), sizes.end(), 8U) > 1);
    std::vector<std::int64_t> all(40);
    std::iota(all.begin(), all.end(), 0);
    CHECK(done == all);
}

TEST_CASE("a handler that throws has failed") {
    std::atomic<int> calls{0};
    Lanes lanes{[&](std::span<const Message>) -> Result<void> {
                    if (++calls < 3) throw std::runtime_error{"bad"};
                    return {};
                },
                small()};
    lanes.open({"t", 0}, 0);
    CHECK(lanes.push(message(0, 0)));
    CHECK(eventually([&] { return lanes.finished().at({"t", 0}) == 1; }));
}

TEST_CASE("a full lane says so, by number or by size, and again when half is gone") {
    Gate gate;
    Lanes lanes{[&](std::span<const Message>) -> Result<void> {
                    gate.pass();
                    return {};
                },
                small()};
    lanes.open({"t", 0}, -1);
    lanes.open({"t", 1}, -1);
    CHECK(lanes.push(message(0, 0)));
    CHECK(lanes.push(message(1, 0)));
    REQUIRE(eventually([&] { return gate.waiting == 2; }));
    for (std::int64_t offset = 1; offset < 10; ++offset)
        CHECK(lanes.push(message(0, offset)));
    CHECK(!lanes.push(message(0, 10)));
    CHECK(!lanes.push(message(1, 1, 20000)));
    CHECK(lanes.roomy().empty());
    CHECK(lanes.push(message(9, 0)));  // nobody's
    gate.shut = false;
    std::vector<Lanes::Key> roomy;
    CHECK(eventually([&] {
        for (const auto& key : lanes.roomy())
            roomy.push_back(key);
        return roomy.size() == 2;
    }));
}

TEST_CASE("a lane that hangs or fails holds no other up") {
    Gate gate;
    std::atomic<int> failures{0};
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    if (batch.front().partition == 0) gate.pass();
                    if (batch.front().partition == 1) {
                        ++failures;
                        return fail(unavailable("TEST", "never"));
                    }
                    return {};
                },
                small()};
    for (int partition = 0; partition < 4; ++partition) {
        lanes.open({"t", partition}, -1);
        CHECK(lanes.push(message(partition, 0)));
    }
    CHECK(eventually([&] {
        const auto finished = lanes.finished();
        return finished.at({"t", 2}) == 1 && finished.at({"t", 3}) == 1 && failures > 3;
    }));
    CHECK(lanes.finished().at({"t", 0}) == -1);
    gate.shut = false;
}

TEST_CASE("close waits for what runs and leaves the rest undone") {
    Gate gate;
    std::atomic<int> handled{0};
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    gate.pass();
                    handled += static_cast<int>(batch.size());
                    return {};
                },
                small()};
    lanes.open({"t", 0}, 5);
    CHECK(lanes.push(message(0, 5)));
    REQUIRE(eventually([&] { return gate.waiting == 1; }));
    CHECK(lanes.push(message(0, 6)));

    SECTION("in time: its offset is finished") {
        std::thread opener{[&] {
            // No lane is left once it is being closed.
            static_cast<void>(eventually([&] { return lanes.finished().empty(); }));
            gate.shut = false;
        }};
        const auto offsets = lanes.close(Deadline::after(10s));
        opener.join();
        CHECK(offsets.at({"t", 0}) == 6);
        CHECK(handled == 1);
    }
    SECTION("too late: it counts as not done, even if it ends later") {
        const auto offsets = lanes.close(Deadline::after(10ms));
        CHECK(offsets.at({"t", 0}) == 5);
        gate.shut = false;
        REQUIRE(eventually([&] { return handled == 1; }));
        CHECK(lanes.finished().empty());
    }
}

TEST_CASE("while paused nothing is begun") {
    std::atomic<int> handled{0};
    Lanes lanes{[&](std::span<const Message> batch) -> Result<void> {
                    handled += static_cast<int>(batch.size());
                    return {};
                },
                small()};
    lanes.open({"t", 0}, -1);
    lanes.pause(true);
    for (std::int64_t offset = 0; offset < 9; ++offset)
        CHECK(lanes.push(message(0, offset)));
    CHECK(!lanes.push(message(0, 9)));
    CHECK(handled == 0);
    lanes.pause(false);
    CHECK(eventually([&] { return handled == 10; }));
}

}  // namespace hearth::kafka
