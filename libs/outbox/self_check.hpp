#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "libs/core/result.hpp"
#include "libs/core/time.hpp"
#include "libs/sql/tx.hpp"

namespace hearth::outbox {

/// What a self-check found: `checked` things looked at, one line per violation.
struct CheckResult {
    std::int64_t checked = 0;
    std::vector<std::string> violations;
};
using Check = std::function<Result<CheckResult>(sql::Tx&)>;

/// A step a service is waiting on: for finding sagas that are half done (I19).
struct OpenStep {
    std::string kind;  ///< "work_order"
    /// What it is for, in the owner's words: "serviceRequests/…/steps/repair/1".
    std::string reference;
    Instant since;
};

}  // namespace hearth::outbox
