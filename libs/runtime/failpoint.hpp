#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::runtime {

/// A named place where a test may break the process: `failpoint("outbox.before_commit");`
/// Inert until armed: one relaxed atomic load. Armed ones do `crash` (kill -9 of ourselves), `fail`
/// (the returned error; callers that cannot fail ignore it) or `sleep:<ms>`, on the n-th passage.
Result<void> failpoint(std::string_view name);

/// `spec`: "crash", "crash@3" (third passage), "fail", "sleep:200", "off". Arming is refused
/// (PERMISSION_DENIED) unless `allow_failpoints` was called, which only the development profile
/// does.
Result<void> arm_failpoint(std::string_view name, std::string_view spec);
void allow_failpoints();
std::vector<std::string> armed_failpoints();

}  // namespace hearth::runtime
