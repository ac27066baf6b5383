#pragma once

#include <map>
#include <span>
#include <string>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"
#include "libs/kafka/kafka.hpp"

namespace hearth::kafka {

struct Topic {
    std::string name;  ///< without the prefix
    int partitions = 4;
    int replicas = 1;
    std::map<std::string, std::string> settings = {};  ///< by the broker's names: "retention.ms"
};

/// Creates the topics that do not exist yet in one call to the broker; those
/// that do are left as they are. INVALID_ARGUMENT names a topic the broker refused, UNAVAILABLE
/// means that no broker answered; what was made before stays.
Result<void> create_topics(const Config& config, std::span<const Topic> topics, Deadline deadline);

}  // namespace hearth::kafka
