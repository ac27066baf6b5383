#pragma once

#include <functional>
#include <memory>
#include <span>

#include "libs/core/clock.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/runtime/loop.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::outbox {

/// What `Relay` needs prepared in its pool.
std::span<const sql::Statement> relay_statements();

/// Sends unsent outbox rows to Kafka in order, under one transaction lock per database, so that any
/// number of replicas run one each and whoever is woken first serves all. A failed batch is rolled
/// back and sent again. Also deletes sent rows older than three days. Works with the relay's role.
///
/// What the broker will not take as it is, is set aside in `blocked`: the events of that key, or of
/// a topic that is not there, wait in their order, all else flows. It is logged as
/// `relay_set_aside` and tried again after half a minute, then after twice as long each time, at
/// most ten minutes.
///
/// Metrics: hearth_outbox_unsent, hearth_outbox_oldest_age_seconds, hearth_relay_failures_total,
/// hearth_relay_set_aside (topics and keys; what waits there is in neither of the first two).
/// The age is told by `clock`, which also told `occurred_at`; above a minute it is logged as
/// `outbox_stalled`.
class Relay {
public:
    Relay(sql::Pool& relay_pool, kafka::Config kafka, const Clock& clock);
    ~Relay();
    void start();
    void wake();
    /// Finishes its batch, within five seconds; else the rows stay unsent.
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::outbox
