#include "libs/outbox/low_water.hpp"

#include <algorithm>

namespace hearth::outbox {

void LowWater::look(std::int64_t highest, const Writers& now) {
    if (!mark_ && highest > place_) mark_ = Mark{highest, now};
    settled_ = mark_ && std::ranges::none_of(mark_->writers, [&](const auto& writer) {
                   return now.contains(writer);
               });
}

void LowWater::taken(std::optional<std::int64_t> last, bool cut) {
    if (!settled_) return;
    place_ = cut && last ? std::min(*last, mark_->seq) : mark_->seq;
    mark_.reset();
    settled_ = false;
}

}  // namespace hearth::outbox
