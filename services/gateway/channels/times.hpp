#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "libs/core/time.hpp"

namespace hearth::gateway {

inline google::protobuf::Timestamp to_timestamp(Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    google::protobuf::Timestamp time;
    time.set_seconds(seconds.time_since_epoch().count());
    time.set_nanos(static_cast<google::protobuf::int32>((at - seconds).count() * 1000));
    return time;
}

}  // namespace hearth::gateway
