#include "services/dispatch/app/jobs.hpp"

#include "libs/log/log.hpp"

namespace hearth::dispatch::app {
namespace {

/// Brings the plan up to date with the time alone, which moves forecasts: crews that have not set
/// off, jobs that overrun.
void replan(outbox::Work& work, const Changes& changes, int tenant, Instant now) {
    constexpr std::chrono::seconds kWithin{10};
    const outbox::Cause cause{tenant, "timer:replan", "", now, Deadline::after(kWithin)};
    const auto done = work.run(cause, [&](outbox::UnitOfWork& unit) {
        return changes.run(unit, {}, {"services/dispatch", Haste::kTime},
                           [](const Changes::Scene&) -> Result<void> { return {}; });
    });
    if (!done) log::failure("replan_failed", done.error());
}

}  // namespace

std::vector<runtime::Job> jobs(outbox::Work& work, const Clock& clock, const Changes& changes,
                               int tenant, std::chrono::milliseconds replan_every) {
    return {{"replan", replan_every, [&work, &clock, &changes, tenant](const runtime::Loop&) {
                 replan(work, changes, tenant, clock.now());
                 return false;
             }}};
}

}  // namespace hearth::dispatch::app
