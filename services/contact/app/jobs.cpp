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

bool more(const char* event, const Result<bool>& done) {
    if (done) return *done;
    log::failure(event, done.error());
    return false;
}

}  // namespace

Result<bool> run_timers(outbox::Work& work_of, Instant now, Casebook& casebook, int tenant) {
    bool full = false;
    auto done =
        work_of.run(cause(tenant, "requests", now), [&](outbox::UnitOfWork& work) -> Result<void> {
            auto due = casebook.stores(work.tx())->requests().lock_due(work.now(), kTimersAtOnce);
            if (!due) return fail(std::move(due).error());
            full = static_cast<int>(due->size()) == kTimersAtOnce;
            if (due->empty()) return {};
            auto roster = casebook.roster(work);
            if (!roster) return fail(std::move(roster).error());
            Batch batch{casebook, work};
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
            auto ready = casebook.stores(work.tx())->requests().lock_ready(kTimersAtOnce);
            if (!ready) return fail(std::move(ready).error());
            full = static_cast<int>(ready->size()) >= kTimersAtOnce;
            if (ready->empty()) return {};
            Batch batch{casebook, work};
            batch.take(std::move(*ready));
            for (const Uuid& uid : batch.locked()) {
                auto gone_on = batch.change(uid, {}, [](Change& change) {
                    release(change);
                    parts_over(change);
                });
                if (!gone_on) return gone_on;
            }
            return batch.save();
        });
    if (!done) return fail(std::move(done).error());
    return full;
}

void add_jobs(service::Host& host, Casebook& casebook, Intake& intake, Courier& courier,
              int tenant) {
    host.job("timers", 500ms, [&host, &casebook, tenant](const runtime::Loop&) {
        return more("timers_failed", run_timers(host.work(), host.clock().now(), casebook, tenant));
    });
    host.job("parts", 500ms, [&host, &casebook, tenant](const runtime::Loop&) {
        return more("parts_failed",
                    go_on_with_parts(host.work(), host.clock().now(), casebook, tenant));
    });
    host.job("call_backs", 1s, [&host, &intake, tenant](const runtime::Loop&) {
        bool full = false;
        auto done = host.work().run(cause(tenant, "call_back", host.clock().now()),
                                    [&](outbox::UnitOfWork& work) -> Result<void> {
                                        auto called = intake.call_back(work);
                                        if (!called) return fail(std::move(called).error());
                                        full = *called;
                                        return {};
                                    });
        if (!done) return more("call_back_failed", fail(std::move(done).error()));
        return full;
    });
    host.job("courier", 200ms, [&courier, tenant](const runtime::Loop& loop) {
        return !loop.stopping() && courier.send_next(tenant);
    });
}

}  // namespace hearth::contact::app
