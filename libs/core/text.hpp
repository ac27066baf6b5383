#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// A to Z as a to z; every other byte stays, so UTF-8 stays UTF-8.
std::string lower_case(std::string_view text);

}  // namespace hearth
