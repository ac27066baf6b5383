#pragma once

#include <chrono>
#include <optional>

#include <google/protobuf/timestamp.pb.h>

#include "libs/core/time.hpp"

namespace hearth::rpc {

inline google::protobuf::Timestamp to_proto(Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    google::protobuf::Timestamp time;
    time.set_seconds(seconds.time_since_epoch().count());
    time.set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds{at - seconds}.count()));
    return time;
}

/// What lies below the microsecond is cut off.
inline Instant from_proto(const google::protobuf::Timestamp& time) {
    return Instant{std::chrono::seconds{time.seconds()}} +
           std::chrono::floor<Duration>(std::chrono::nanoseconds{time.nanos()});
}

/// Of a field that may be unset: `from_proto(order.has_done_time(), order.done_time())`.
inline std::optional<Instant> from_proto(bool has, const google::protobuf::Timestamp& time) {
    return has ? std::optional<Instant>{from_proto(time)} : std::nullopt;
}

}  // namespace hearth::rpc
