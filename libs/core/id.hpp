#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth {

/// A 128-bit id. Ours are UUIDv7: they sort by the millisecond in which they were made.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
    auto operator<=>(const Uuid&) const = default;
};

std::string to_string(const Uuid& id);  ///< lower case, 8-4-4-4-12
Result<Uuid> parse_uuid(std::string_view text);

/// A new UUIDv7 (RFC 9562); of a thread's millisecond each is greater than the last. Thread-safe.
Uuid new_uuid(Instant now);

/// The same id for the same words, for ever (UUIDv5 under a namespace of ours): how imported rows
/// and natural message ids get ids that a re-run finds again.
Uuid named_uuid(std::string_view kind, std::string_view name);

}  // namespace hearth

template <>
struct std::hash<hearth::Uuid> {
    std::size_t operator()(const hearth::Uuid& id) const noexcept;
};
