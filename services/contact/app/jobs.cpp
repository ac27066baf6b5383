#include "services/contact/app/jobs.hpp"

#include "libs/log/log.hpp"
#include "services/contact/app/batch.hpp"
#include "services/contact/domain/parts.hpp"
#include "services/contact/domain/timers.hpp"

namespace hearth::contact::app {
namespace {

using namespace std::chrono_literals;

constexpr int kTimersAtOnce = 50;

outbox::Cause cause(int tenant, const char* what, Instant now) {
    return {tenant, std::string{"timer:"} + what, {}, now, Deadline::after(10s)};
}

/// One round of callers who hung up on a hazard.
Result<bool> call_back(outbox::Work& work_of, Instant now, Intake& intake, int tenant) {
    bool full = false;
    auto done =
        work_of.run(cause(tenant, "call_back", now), [&](outbox::UnitOfWork& work) -> Result<void> {
            auto called = intake.call_back(work);
            if (!called) return fail(std::move(called).error());
            full = *called;
            return {};
        });
    if (!done) return fail(std::move(done).error());
    return full;
}

Result<void> change_all(Casebook& casebook, const Scene& scene, std::vector<Request> locked,
                        const std::function<void(Change&)>& rule) {
    if (locked.empty()) return {};
    Batch batch{casebook, scene};
    batch.take(std::move(locked));
    for (const Uuid& uid : batch.locked()) {
        if (auto done = batch.change(uid, {}, rule); !done) return done;
    }
    return batch.save();
}

}  // namespace

Result<bool> run_timers(outbox::Work& work_of, Instant now, Casebook& casebook, int tenant) {
    bool full = false;
    auto done =
        work_of.run(cause(tenant, "requests", now), [&](outbox::UnitOfWork& work) -> Result<void> {
            const Scene scene = casebook.scene(work);
            auto due = scene.stores->requests().lock_due(scene.now(), kTimersAtOnce);
            if (!due) return fail(std::move(due).error());
            full = static_cast<int>(due->size()) == kTimersAtOnce;
            if (due->empty()) return {};
            auto roster = casebook.roster(scene);
            if (!roster) return fail(std::move(roster).error());
            Batch batch{casebook, scene};
            batch.take(std::move(*due));
            for (const Uuid& uid : batch.locked()) {
                if (auto ticked =
                        batch.change(uid, {}, [&](Change& change) { tick(change, **roster); });
                    !ticked)
                    return ticked;
            }
            return batch.save();
        });
    if (!done) return fail(std::move(done).error());
    return full;
}

Result<bool> go_on_with_parts(outbox::Work& work_of, Instant now, Casebook& casebook, int tenant) {
    bool full = false;
    auto done =
        work_of.run(cause(tenant, "parts", now), [&](outbox::UnitOfWork& work) -> Result<void> {
            const Scene scene = casebook.scene(work);
            auto ready = scene.stores->requests().lock_ready(kTimersAtOnce);
            if (!ready) return fail(std::move(ready).error());
            full = static_cast<int>(ready->size()) >= kTimersAtOnce;
            auto gone_on = change_all(casebook, scene, std::move(*ready), [](Change& change) {
                release(change);
                parts_over(change);
            });
            if (!gone_on) return gone_on;
            auto endangered = scene.stores->requests().lock_endangered(
                casebook.catalogue.endangering(), kTimersAtOnce);
            if (!endangered) return fail(std::move(endangered).error());
            full = full || static_cast<int>(endangered->size()) >= kTimersAtOnce;
            return change_all(casebook, scene, std::move(*endangered), hold_back);
        });
    if (!done) return fail(std::move(done).error());
    return full;
}

std::vector<runtime::Job> jobs(outbox::Work& work, const Clock& clock, Casebook& casebook,
                               Intake& intake, Courier& courier, int tenant) {
    const auto round = [&clock](const char* failed, std::function<Result<bool>(Instant)> run) {
        return [&clock, failed, run = std::move(run)](const runtime::Loop&) {
            const auto more = run(clock.now());
            if (!more) log::failure(failed, more.error());
            return more.value_or(false);
        };
    };
    return {
        {"timers", 500ms,
         round("timers_failed",
               [&work, &casebook, tenant](Instant now) {
                   return run_timers(work, now, casebook, tenant);
               })},
        {"parts", 500ms,
         round("parts_failed",
               [&work, &casebook, tenant](Instant now) {
                   return go_on_with_parts(work, now, casebook, tenant);
               })},
        {"call_backs", 1s,
         round("call_back_failed",
               [&work, &intake, tenant](Instant now) {
                   return call_back(work, now, intake, tenant);
               })},
        {"courier", 200ms,
         [&courier, tenant](const runtime::Loop& loop) {
             return !loop.stopping() && courier.send_next(tenant);
         }},
    };
}

}  // namespace hearth::contact::app
