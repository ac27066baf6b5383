#pragma once

#include <google/protobuf/message.h>

namespace hearth::contract {

/// Sets every field to something that tells it from the others; of a nested message, which has a
/// sample of its own, only the fields that are no messages. The same for the same type, for ever.
void fill(google::protobuf::Message& message);

}  // namespace hearth::contract
