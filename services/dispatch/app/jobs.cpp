#include "services/dispatch/app/jobs.hpp"

#include "libs/log/log.hpp"

namespace hearth::dispatch::app {

void replan(outbox::Work& work, const Changes& changes, int tenant, Instant now) {
    constexpr std::chrono::seconds kWithin{10};
    const outbox::Cause cause{tenant, "timer:replan", "", now, Deadline::after(kWithin)};
    const auto done = work.run(cause, [&](outbox::UnitOfWork& unit) {
        return changes.run(unit, {}, "services/dispatch",
                           [](const Changes::Scene&) -> Result<void> { return {}; });
    });
    if (!done) log::failure("replan_failed", done.error());
}

}  // namespace hearth::dispatch::app
