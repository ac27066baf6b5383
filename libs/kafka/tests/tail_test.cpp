#include <mutex>
#include <set>

#include <catch2/catch.hpp>

#include "libs/kafka/tests/fixture.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

/// A tail and what it has read.
struct Reading {
    std::mutex mutex;
    std::multiset<std::string> values;
    Tail tail;

    template <typename From>
    Reading(const Config& config, From from)
        : tail(config, {"t"}, from, [this](const Message& message) {
              const std::lock_guard lock{mutex};
              values.insert(message.value);
          }) {
        tail.start();
    }
    std::multiset<std::string> read() {
        const std::lock_guard lock{mutex};
        return values;
    }
};

Record record(const std::string& value) {
    return {.topic = "t", .key = value, .value = value, .headers = {}};
}

}  // namespace

TEST_CASE("a tail reads from the beginning, from the end, and on from a position") {
    const Config config = test_config();
    make_topic(config, "t", 3);
    send_all(config, {record("a"), record("b"), record("c"), record("d")});

    Reading all{config, Tail::From::kBeginning};
    REQUIRE(eventually([&] { return all.tail.caught_up(); }));
    CHECK(all.read() == std::multiset<std::string>{"a", "b", "c", "d"});
    const auto cursor = all.tail.position();
    CHECK(cursor.size() == 3);

    Reading fresh{config, Tail::From::kEnd};
    REQUIRE(eventually([&] { return fresh.tail.caught_up(); }));
    CHECK(fresh.read().empty());
    CHECK(fresh.tail.position() == cursor);

    send_all(config, {record("e"), record("f")});
    CHECK(eventually([&] { return all.read().size() == 6 && fresh.read().size() == 2; }));
    all.tail.stop();

    Reading again{config, cursor};
    REQUIRE(eventually([&] { return again.tail.caught_up(); }));
    CHECK(again.read() == std::multiset<std::string>{"e", "f"});
    CHECK(again.tail.position() == fresh.tail.position());
}

TEST_CASE("a position that is beyond the topic, or names other partitions, does no harm") {
    const Config config = test_config();
    make_topic(config, "t", 1);
    send_all(config, {record("a")});
    Reading beyond{config, Tail::Position{{{"t", 0}, 1000}, {{"t", 7}, 3}}};
    REQUIRE(eventually([&] { return beyond.tail.caught_up(); }));
    CHECK(beyond.tail.position() == Tail::Position{{{"t", 0}, 1}});
    send_all(config, {record("b")});
    CHECK(eventually([&] { return beyond.read() == std::multiset<std::string>{"b"}; }));
}

TEST_CASE("a tail waits for a topic that is not there yet") {
    const Config config = test_config();
    Reading early{config, Tail::From::kBeginning};
    CHECK(!early.tail.caught_up());
    make_topic(config, "t", 1);
    send_all(config, {record("a")});
    CHECK(eventually([&] { return early.tail.caught_up() && early.read().size() == 1; }, 20s));
}

}  // namespace hearth::kafka
