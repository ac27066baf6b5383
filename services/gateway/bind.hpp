#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "libs/core/result.hpp"

namespace hearth::gateway {

/// Sets the field at `path` ("party.name", camelCase or as in the proto) from text; a repeated one
/// gets one more. The violation's field is `path`, its reason UNKNOWN_FIELD or BAD_VALUE.
Result<void> set_field(google::protobuf::Message& message, std::string_view path,
                       const std::string& text);
/// The text of a string field; empty when the message has no such field.
std::string get_text(const google::protobuf::Message& message, std::string_view path);

}  // namespace hearth::gateway
