#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/core/id.hpp"
#include "libs/core/result.hpp"

namespace hearth {

// How a thing is called outside, and which version of it the caller has seen.

/// "premises/0192…"; empty for none.
std::string resource_name(std::string_view collection, const Uuid& id);
std::string resource_name(std::string_view collection, const std::optional<Uuid>& id);

/// The id of a name of this collection. INVALID_ARGUMENT naming `field`: REQUIRED when there is no
/// name, BAD_NAME when it is another one.
Result<Uuid> require_name(std::string_view name, std::string_view collection,
                          std::string_view field);
/// The same where the name may be left out.
Result<std::optional<Uuid>> read_name(std::string_view name, std::string_view collection,
                                      std::string_view field);
/// The id that a name of any collection ends with, for names that another service made; none when
/// it does not end with one.
std::optional<Uuid> uid_of(std::string_view name);

/// INVALID_ARGUMENT, REQUIRED, when the caller does not say which version it has read.
Result<void> require_etag(std::string_view etag);
/// ABORTED, reason STALE_ETAG, unless `etag` is the version; an empty one goes with each.
Result<void> check_etag(std::string_view etag, std::int64_t version);

}  // namespace hearth
