#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libs/core/error.hpp"
#include "libs/kafka/kafka.hpp"
#include "libs/outbox/inbox.hpp"

namespace hearth::outbox {

/// A message as a delivery, or why it cannot be one. Refers to the message.
struct Incoming {
    const kafka::Message* message = nullptr;
    Delivery delivery;
    std::optional<Error>
        fault;  ///< MALFORMED_MESSAGE or UNKNOWN_MAJOR; `delivery` then means nothing
};

Incoming read_incoming(const kafka::Message& message);

/// The key as the tables know it: a uuid in its usual form, short plain text as it is, anything
/// else in hex.
std::string stored_key(std::string_view key);

/// Headers as a JSON object and back. Values that are not text PostgreSQL takes lose what is wrong
/// with them.
std::string headers_to_json(const kafka::Headers& headers);
kafka::Headers headers_from_json(std::string_view json);

}  // namespace hearth::outbox
