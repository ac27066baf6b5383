#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "libs/core/geo.hpp"
#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"

namespace hearth::dispatch {

using nlohmann::json;

// How a member of a noun stands in a document for `jsonb_to_recordset`. Null: there is none.
json of(const std::optional<Uuid>& id);
json of(Instant at);
json of(const std::optional<Instant>& at);
json of(const std::vector<Uuid>& ids);
json text_or_null(const std::string& text);

using sql::document;

/// What a statement joined by the unit separator.
std::vector<std::string> split(const std::string& joined);
std::vector<Uuid> split_ids(const std::string& joined);
/// Nothing unless both are there.
std::optional<GeoPoint> read_point(const sql::Row& row, std::string_view north,
                                   std::string_view east);

}  // namespace hearth::dispatch
