#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"

namespace hearth::contact {

using Json = nlohmann::json;

// What PostgreSQL takes and gives for our types, in JSON.

inline Json json_of(const Uuid& id) {
    return to_string(id);
}
inline Json json_of(Instant at) {
    return to_rfc3339(at);
}
inline Json json_of(double value) {
    return value;
}
template <typename T>
Json json_of(const std::optional<T>& value) {
    if constexpr (std::is_same_v<T, std::string>) {
        return value ? Json(*value) : Json(nullptr);
    } else {
        return value ? json_of(*value) : Json(nullptr);
    }
}

inline std::string text_of(const Json& row, const char* column) {
    return row.at(column).get<std::string>();
}
inline Uuid uuid_of(const Json& row, const char* column) {
    return parse_uuid(text_of(row, column)).value();
}
inline Instant instant_of(const Json& row, const char* column) {
    return parse_rfc3339(text_of(row, column)).value();
}
inline std::optional<Uuid> maybe_uuid(const Json& row, const char* column) {
    if (row.at(column).is_null()) return {};
    return uuid_of(row, column);
}
inline std::optional<Instant> maybe_instant(const Json& row, const char* column) {
    if (row.at(column).is_null()) return {};
    return instant_of(row, column);
}
inline int int_of(const Json& row, const char* column) {
    return row.at(column).get<int>();
}

}  // namespace hearth::contact
