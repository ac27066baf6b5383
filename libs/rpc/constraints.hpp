#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "hearth/common/v1/constraints.pb.h"

#include "libs/core/error.hpp"

namespace hearth::rpc {

using Violations = std::vector<FieldViolation>;

/// What a field declares by its option `hearth.common.v1.constraints`, read here and nowhere else;
/// null when it declares nothing.
const common::v1::Constraints* constraints_of(const google::protobuf::FieldDescriptor& field);

/// Holds a message to what its fields declare, and the messages in it to what theirs do; maps are
/// not looked into. Names each value that breaks a rule once, by the first it breaks:
/// `duty[2].start`. Message types must live as long as the process. Thread-safe; the first message
/// of a type costs the reading of its declarations.
Violations check(const google::protobuf::Message& message);

/// What a type's own fields declare that cannot be: a rule for another kind of field, a pattern
/// that does not compile, bounds the wrong way round. One sentence each, none when all is well.
std::vector<std::string> faults_of(const google::protobuf::Descriptor& type);

}  // namespace hearth::rpc
