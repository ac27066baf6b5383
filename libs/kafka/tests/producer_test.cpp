#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include <catch2/catch.hpp>

#include "libs/kafka/tests/fixture.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;
using testkit::eventually;

struct StoredBatch {
    int codec = 0;  ///< 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd
    int records = 0;
};

std::uint32_t big_endian(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8U | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

/// The record batches of a partition as they lie in the broker's first segment: as the producer
/// sent them, since the broker keeps the producer's compression.
std::vector<StoredBatch> stored_batches(const std::string& partition) {
    constexpr std::size_t kLength = 8;  // after the base offset
    constexpr std::size_t kMagic = 16;
    constexpr std::size_t kAttributes = 21;
    constexpr std::size_t kCount = 57;
    const auto file = std::filesystem::path{testkit::stack().dir} / "kafka/data" / partition /
                      "00000000000000000000.log";
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::vector<StoredBatch> batches;
    for (std::size_t at = 0; at + kCount + 4 <= bytes.size();) {
        if (bytes.at(at + kMagic) != 2) throw std::runtime_error("not a batch of format 2");
        batches.push_back({static_cast<int>(big_endian(bytes, at + kAttributes, 2) & 7U),
                           static_cast<int>(big_endian(bytes, at + kCount, 4))});
        at += kLength + 4 + big_endian(bytes, at + kLength, 4);
    }
    return batches;
}

}  // namespace

TEST_CASE("a batch on the wire really is compressed") {
    const Config config = test_config();
    make_topic(config, "t", 1);
    std::vector<Record> records;
    for (int i = 0; i < 500; ++i)
        records.push_back(
            {.topic = "t", .key = "k", .value = std::string(1000, 'x'), .headers = {}});
    send_all(config, records);
    const auto batches = stored_batches(config.topic_prefix + "t-0");
    int stored = 0;
    int compressed = 0;
    for (const auto& batch : batches) {
        stored += batch.records;
        // librdkafka leaves a batch alone that compression would only make larger.
        if (batch.codec == 4) compressed += batch.records;
    }
    CHECK(stored == 500);
    CHECK(compressed == 500);
    CHECK(batches.size() < 100);
}

TEST_CASE("records keep their order per key, their bytes and their headers") {
    const Config config = test_config();
    make_topic(config, "t", 4);
    auto records = numbered("t", 2000, 20);
    records.push_back(
        {.topic = "t",
         .key = "bytes",
         .value = std::string("a\0b\xff", 4),
         .headers = {{"ce_type", "x"}, {"empty", ""}, {"bin", std::string("\0", 1)}}});
    send_all(config, records);

    std::mutex mutex;
    std::map<std::string, std::vector<std::string>> values;
    std::map<std::string, int> partition;
    Headers headers;
    Tail tail{config, {"t"}, Tail::From::kBeginning, [&](const Message& message) {
                  const std::lock_guard lock{mutex};
                  values[message.key].push_back(message.value);
                  const auto [at, first] = partition.emplace(message.key, message.partition);
                  CHECK(at->second == message.partition);
                  if (message.key == "bytes") headers = message.headers;
                  static_cast<void>(first);
              }};
    tail.start();
    REQUIRE(eventually([&] { return tail.caught_up(); }));
    tail.stop();
    for (int key = 0; key < 20; ++key) {
        const auto& seen = values["key-" + std::to_string(key)];
        REQUIRE(seen.size() == 100);
        for (std::size_t i = 0; i < seen.size(); ++i)
            CHECK(seen[i] == std::to_string(i));
    }
    CHECK(values["bytes"] == std::vector<std::string>{std::string("a\0b\xff", 4)});
    CHECK(headers == records.back().headers);
    // Java's partitioner puts the same keys in the same partitions: murmur2("key-0") of 4 is 1
    // there.
    std::map<int, int> used;
    for (const auto& [key, at] : partition)
        ++used[at];
    CHECK(used.size() == 4);
}

TEST_CASE("a producer without a broker fails by the deadline and is spent") {
    Config config = test_config();
    config.brokers = "127.0.0.1:" + std::to_string(testkit::free_port());
    Producer producer{config};
    const auto records = numbered("t", 10, 2);
    const auto started = std::chrono::steady_clock::now();
    const auto sent = producer.send(records, Deadline::after(300ms));
    REQUIRE(!sent);
    CHECK(sent.error().code == Code::kUnavailable);
    CHECK(std::chrono::steady_clock::now() - started < 2s);
    CHECK(!producer.send(records, Deadline::after(300ms)));
}

TEST_CASE("a topic that is not there, or a record that is too large, fails the whole call") {
    const Config config = test_config();
    make_topic(config, "t", 1);
    Producer producer{config};
    std::vector<Record> records{
        {.topic = "t", .key = "k", .value = std::string(2000000, 'x'), .headers = {}}};
    CHECK(!producer.send(records, Deadline::after(5s)));
    REQUIRE(producer.refusals().size() == 1);
    CHECK(producer.refusals()[0].reason == "MSG_SIZE_TOO_LARGE");
    CHECK_FALSE(producer.refusals()[0].whole_topic);

    Producer other{config};
    auto some = numbered("t", 1, 1);
    some.push_back(numbered("nowhere", 1, 1).front());
    CHECK(!other.send(some, Deadline::after(8s)));
    REQUIRE(other.refusals().size() == 1);
    CHECK(other.refusals()[0].record == 1);
    CHECK(other.refusals()[0].whole_topic);

    Config away = config;
    away.brokers = "127.0.0.1:" + std::to_string(testkit::free_port());
    Producer alone{away};
    CHECK(!alone.send(numbered("t", 1, 1), Deadline::after(300ms)));
    CHECK(alone.refusals().empty());
}

}  // namespace hearth::kafka
