#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/kafka/topics.hpp"
#include "libs/testkit/stack.hpp"

namespace hearth::kafka {

/// The test broker with a topic prefix that nobody else has.
inline Config test_config() {
    return {.brokers = testkit::stack().kafka_brokers,
            .topic_prefix = to_string(new_uuid(Clock{}.now())) + ".",
            .session_timeout = std::chrono::milliseconds{2000}};
}

inline void make_topic(const Config& config, const std::string& name, int partitions) {
    const std::vector<Topic> topics{{name, partitions}};
    const auto done = create_topics(config, topics, Deadline::after(std::chrono::seconds{20}));
    if (!done) throw std::runtime_error(done.error().message);
}

inline void send_all(const Config& config, const std::vector<Record>& records) {
    Producer producer{config};
    const auto done = producer.send(records, Deadline::after(std::chrono::seconds{20}));
    if (!done) throw std::runtime_error(done.error().message);
}

/// `count` records over `keys` keys; the value counts per key: "0", "1", "2" …
inline std::vector<Record> numbered(const std::string& topic, int count, int keys) {
    std::vector<Record> records;
    records.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        records.push_back({.topic = topic,
                           .key = "key-" + std::to_string(i % keys),
                           .value = std::to_string(i / keys),
                           .headers = {}});
    }
    return records;
}

}  // namespace hearth::kafka
