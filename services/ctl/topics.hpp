#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "libs/kafka/kafka.hpp"

namespace hearth::ctl {

/// The broker of HEARTH_KAFKA_BROKERS. INVALID_ARGUMENT when it is not set.
Result<kafka::Config> kafka_config();

/// Hands over all that stood on the topics when it was called, partition by partition in order.
/// UNAVAILABLE when that takes longer than `within`.
Result<void> read_topics(const std::vector<std::string>& topics, std::chrono::milliseconds within,
                         const std::function<void(const kafka::Message&)>& on_message);

/// Of the aggregate after the event; 0 when the message tells none.
std::int64_t version_of(const kafka::Message& message);

}  // namespace hearth::ctl
