#pragma once

#include <cstdint>
#include <vector>

#include "libs/kafka/kafka.hpp"
#include "libs/sql/values.hpp"

namespace hearth::outbox {

/// Rows of the outbox as the broker gets them; the two lists are of one order.
struct Outgoing {
    std::vector<std::int64_t> seqs;
    std::vector<kafka::Record> records;
};

/// Of `relay_take` or `relay_take_blocked`.
Outgoing outgoing(const sql::Rows& rows);

}  // namespace hearth::outbox
