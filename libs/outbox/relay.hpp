#pragma once

#include <functional>
#include <memory>

#include "libs/kafka/kafka.hpp"
#include "libs/runtime/loop.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::outbox {

/// Sends unsent outbox rows to Kafka in order, under one transaction lock per database, so that any number of replicas run
/// one each and whoever is woken first serves all. A failed batch is rolled back and sent again. Also deletes
/// sent rows older than three days. Works with the relay's role.
class Relay {
public:
    Relay(sql::Pool& relay_pool, kafka::Config kafka);
    ~Relay();
    void start();
    void wake();
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::outbox
