#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/timestamp.pb.h>

namespace hearth::ctl {

/// A time as people read it here; empty when there is none.
std::string time_text(bool has, const google::protobuf::Timestamp& at);
/// REQUEST_STATE_IN_PROGRESS as people read it: "in progress".
std::string enum_text(std::string name, std::string_view prefix);
/// `workOrders/<uid>` of that, of the uid, or the number people say, which begins with `prefix`.
std::string full_name(const std::string& collection, const std::string& prefix,
                      const std::string& id);

}  // namespace hearth::ctl
