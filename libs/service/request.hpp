#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/generated_enum_reflection.h>

#include "libs/core/resource.hpp"
#include "libs/rpc/timestamp.hpp"

namespace hearth::service {

// What every method reads of a request: its id, names, etags (libs/core/resource.hpp), times, words
// of enums.

using rpc::from_proto;
using rpc::to_proto;

/// INVALID_ARGUMENT, REQUIRED: without an id a repeat would do it again.
Result<void> require_request_id(std::string_view request_id);

/// The same violations under `prefix`: "party." makes "party.name_zh" of "name_zh".
Error prefixed(Error error, std::string_view prefix);
std::vector<FieldViolation> prefixed(std::vector<FieldViolation> fields, std::string_view prefix);

/// The word of an enum's value: "gas" of COMMODITY_GAS, "in_progress" of STATE_IN_PROGRESS. Empty
/// for the unspecified one and for a number that has no name.
std::string word_of(const google::protobuf::EnumDescriptor& type, int number);
template <typename Enum>
std::string word_of(Enum value) {
    return word_of(*google::protobuf::GetEnumDescriptor<Enum>(), static_cast<int>(value));
}

}  // namespace hearth::service
