#pragma once

#include <span>
#include <string>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/kafka/kafka.hpp"

namespace hearth::kafka {

struct Topic {
    std::string name;  ///< without the prefix
    int partitions = 4;
};

/// Creates the topics that do not exist yet, with one replica, in one call to the broker; those
/// that do are left as they are. INVALID_ARGUMENT names a topic the broker refused, UNAVAILABLE
/// means that no broker answered; what was made before stays.
Result<void> create_topics(const Config& config, std::span<const Topic> topics, Deadline deadline);

}  // namespace hearth::kafka
