#include "libs/kv/breaker.hpp"

namespace hearth::kv {

bool Breaker::pass(Time now) {
    const std::lock_guard lock{mutex_};
    if (failures_ < limit_) return true;
    if (now < probe_at_) return false;
    probe_at_ = now + rest_;
    return true;
}

void Breaker::succeeded() {
    const std::lock_guard lock{mutex_};
    failures_ = 0;
}

void Breaker::failed(Time now) {
    const std::lock_guard lock{mutex_};
    ++failures_;
    probe_at_ = now + rest_;
}

bool Breaker::open() const {
    const std::lock_guard lock{mutex_};
    return failures_ >= limit_;
}

}  // namespace hearth::kv
