#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "libs/kafka/kafka.hpp"

namespace hearth::kafka {

/// Owners of librdkafka's objects.
template <auto Destroy>
struct Deleter {
    template <typename T>
    void operator()(T* object) const {
        Destroy(object);
    }
};
using Handle = std::unique_ptr<rd_kafka_t, Deleter<rd_kafka_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Deleter<rd_kafka_queue_destroy>>;
using ReceivedMessage = std::unique_ptr<rd_kafka_message_t, Deleter<rd_kafka_message_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      Deleter<rd_kafka_topic_partition_list_destroy>>;

using Settings = std::vector<std::pair<std::string, std::string>>;

/// A librdkafka client that logs through libs/log and reconnects within a second. `callbacks` sets
/// what has no name. No broker is needed: it connects on its own. INVALID_ARGUMENT on a bad
/// setting.
Result<Handle> make_client(rd_kafka_type_t type, const Config& config, const Settings& settings,
                           const std::function<void(rd_kafka_conf_t*)>& callbacks = {});

/// What both kinds of reader share: where to begin, how much to keep in memory, no automatic
/// commit.
Settings reader_settings(const Config& config, const std::string& group);

PartitionList make_list(std::size_t size);

/// Copies; the topic loses its prefix.
Message read_message(const rd_kafka_message_t& message, std::size_t prefix_length);

inline std::chrono::milliseconds wait_for(std::chrono::milliseconds most, Deadline deadline) {
    return std::min(most, deadline.remaining());
}

}  // namespace hearth::kafka
