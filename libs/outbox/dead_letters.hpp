#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/core/deadline.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/sql/pool.hpp"

namespace hearth::outbox {

/// A message that a consumer could not apply.
struct DeadLetter {
    Uuid id;
    std::string consumer;
    std::string topic;
    int partition = 0;
    std::int64_t offset = 0;
    std::string key;
    std::string type;    ///< empty when it had none
    std::string reason;  ///< UPPER_SNAKE
    std::string detail;
    int attempts = 0;
    std::string state;  ///< waiting, replayed, skipped
    std::string settled_by;
    std::string settled_why;
    std::int64_t parked = 0;  ///< later messages of the key that wait behind it
    Instant at;
    std::string message;  ///< the bytes, where one was asked for
};

/// Those of all consumers of a database, oldest first, at most 1,000.
Result<std::vector<DeadLetter>> list_dead_letters(sql::Pool& pool, bool include_settled,
                                                  Deadline deadline);
/// One with its bytes, settled or not; NOT_FOUND.
Result<DeadLetter> get_dead_letter(sql::Pool& pool, const Uuid& id, Deadline deadline);

}  // namespace hearth::outbox
