#pragma once

#include <cstdint>

#include "libs/core/error.hpp"

namespace hearth::outbox {

/// What one consumer knows of one aggregate.
struct KeyState {
    std::int64_t last = 0;  ///< version of the last event applied; 0: none
    bool blocked = false;   ///< a dead letter waits, so nothing of this key is applied
};

enum class Verdict {
    kApply,
    kDuplicate,  ///< applied before: drop it
    kGap,        ///< an earlier version is missing: it becomes a dead letter and blocks its key
    kBehind,     ///< parked behind the key's dead letter
};

/// What to do with an event of `version`, which is at least 1. Moves `state` on as if it were done.
/// Nothing else decides: the inbox carries this out in one transaction under the lock of the key's
/// row.
Verdict judge(KeyState& state, std::int64_t version);

/// A failure that says nothing about the event: repeat it.
bool is_passing(Code code);

}  // namespace hearth::outbox
