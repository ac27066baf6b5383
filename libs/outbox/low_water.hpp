#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace hearth::outbox {

/// From where a relay takes, so that it does not walk what was sent before: at or below `place`
/// every event is sent or set aside, and none can appear there any more.
///
/// Numbers are drawn in order and become visible out of it: one below the highest that can be seen
/// may belong to a transaction that is still writing. So the place moves up to that highest only
/// when everybody who wrote when it was seen has ended, and one more take from the old place has
/// found all that they left. One thread.
class LowWater {
public:
    using Writers = std::set<std::string>;

    [[nodiscard]] std::int64_t place() const { return place_; }
    /// The highest number that could be seen and, of a moment after that, who is writing. Each
    /// before the rows of a take are looked at.
    void look(std::int64_t highest, const Writers& now);
    /// What that take found is committed as sent or set aside: the highest number of it, and
    /// whether its limit may have cut it short. A take of which that is not known is not told.
    void taken(std::optional<std::int64_t> last, bool cut);

private:
    struct Mark {
        std::int64_t seq = 0;
        Writers writers;
    };

    std::int64_t place_ = 0;
    std::optional<Mark> mark_;
    bool settled_ = false;  ///< all who might still show something up to the mark have ended
};

}  // namespace hearth::outbox
