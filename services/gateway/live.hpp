#pragma once

#include <functional>
#include <memory>
#include <string>

#include "libs/core/deadline.hpp"
#include "libs/kafka/kafka.hpp"
#include "services/gateway/exchange.hpp"
#include "services/gateway/live_log.hpp"

namespace hearth::gateway {

/// GET /v1/stream: what happens to requests, incidents, plans and crews, as server-sent events.
///
/// Every replica reads the topics for itself, without a group, and keeps the last minutes in
/// memory. An event's id is a cursor that any replica understands; a client comes back with it as
/// `Last-Event-ID` or `cursor`. One older than memory is 410. `request` narrows to one request. A
/// client that reads slowly reads later; one that falls out of memory is cut, and told 410 when it
/// comes back. A stream ends with the token that opened it, with its session and
/// with the key that signed it; one caller has so many and no more. Nothing is missed; an event may
/// come again after a change of replica, and clients apply by version. Thread-safe.
class Live {
public:
    /// `going_on` says whether a token is still good: asked every second, of each stream.
    using GoingOn = std::function<bool(const auth::Proof&)>;
    Live(const kafka::Config& config, LiveLog::Limits limits, std::size_t streams_per_caller,
         GoingOn going_on);
    ~Live();
    void start();
    void stop(Deadline deadline);

    void subscribe(Exchange& exchange);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::gateway
