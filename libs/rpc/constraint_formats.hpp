#pragma once

#include <optional>
#include <string>

#include "hearth/common/v1/constraints.pb.h"

namespace hearth::rpc {

struct WrongFormat {
    const char* reason;
    const char* message;
};

/// What is wrong with a text that should be of a format; nothing for an unknown one.
std::optional<WrongFormat> wrong_format(const std::string& text, common::v1::Format format);

}  // namespace hearth::rpc
