#pragma once

#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

/// Rules of calls in libs, services and deploy, tests left out:
/// - banned-call: there is a better one, which the message names.
/// - get-locks: a method of a service's api that only reads (Get…, List…, Search…) calls `lock…`: a
///   reader waits for no writer.
Violations check_calls(const std::vector<Source>& sources);

}  // namespace hearth::tidy
