#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace hearth::sql {

/// JSON as PostgreSQL takes it, for `jsonb_to_recordset` and the like. Never throws over a text:
/// bytes that are not UTF-8 are replaced by U+FFFD, and NUL, which no column takes, is left out.
std::string document(const nlohmann::json& rows);

}  // namespace hearth::sql
