#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/message.h>

namespace hearth::contract {

/// A resource name of a collection: "premises" gives "premises/<uid>".
using NameOf = std::function<std::string(const std::string& collection)>;
std::string any_name(const std::string& collection);

/// Sets every field that declares constraints, and the fields of what is in it, to a value that
/// keeps them. Throws where it knows none.
void fill_well(google::protobuf::Message& message, const NameOf& name_of = any_name);

/// A message that is right but for one value.
struct Damage {
    std::string field;   ///< path of that value: `duty[0].start`
    std::string reason;  ///< what must be said of it
    std::unique_ptr<google::protobuf::Message> message;
};

/// One for each rule that a type and what is in it declare.
std::vector<Damage> damages_of(const google::protobuf::Message& prototype,
                               const NameOf& name_of = any_name);

}  // namespace hearth::contract
