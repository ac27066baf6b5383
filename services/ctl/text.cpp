#include "services/ctl/text.hpp"

#include <algorithm>

#include "libs/core/text.hpp"
#include "services/ctl/context.hpp"

namespace hearth::ctl {

std::string time_text(bool has, const google::protobuf::Timestamp& at) {
    return has ? local_text(at.seconds()) : "";
}

std::string enum_text(std::string name, std::string_view prefix) {
    name = lower_case(name.substr(prefix.size()));
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string full_name(const std::string& collection, const std::string& prefix,
                      const std::string& id) {
    const bool whole = id.find('/') != std::string::npos || id.starts_with(prefix);
    return whole ? id : collection + '/' + id;
}

}  // namespace hearth::ctl
