#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "libs/core/result.hpp"

namespace hearth::http {

/// protobuf's JSON: camelCase, enum names, 64-bit numbers as strings, fields without a value
/// written out. Gateway and `hearthctl` print the same message as the same bytes by this one
/// function.
std::string to_json(const google::protobuf::Message& message);

/// Reads protobuf's JSON into an empty message. INVALID_ARGUMENT names every field that is unknown
/// or of a wrong kind, at once, as the caller wrote it: `party.needs[2]`; BAD_JSON when it is no
/// JSON object. Field names are taken in camelCase and as in the proto.
Result<void> from_json(std::string_view text, google::protobuf::Message& message);

}  // namespace hearth::http
