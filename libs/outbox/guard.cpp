#include "libs/outbox/guard.hpp"

namespace hearth::outbox {

Verdict judge(KeyState& state, std::int64_t version) {
    if (version <= state.last) return Verdict::kDuplicate;
    if (state.blocked) return Verdict::kBehind;
    if (version == state.last + 1) {
        state.last = version;
        return Verdict::kApply;
    }
    state.blocked = true;
    return Verdict::kGap;
}

bool is_passing(Code code) {
    switch (code) {
        case Code::kUnavailable:
        case Code::kDeadlineExceeded:
        case Code::kResourceExhausted:
        case Code::kAborted:
        case Code::kCancelled:
            return true;
        default:
            return false;
    }
}

}  // namespace hearth::outbox
