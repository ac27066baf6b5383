#pragma once

#include <cstddef>

namespace hearth::outbox {

/// The payload of an event has fewer bytes (schema.sql): a larger one fails its whole transaction.
inline constexpr std::size_t kPayloadLimit = 900'000;

}  // namespace hearth::outbox
