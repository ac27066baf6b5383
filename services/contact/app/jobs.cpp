#include "services/contact/app/jobs.hpp"

#include <functional>
#include <memory>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/outbox/guard.hpp"
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

/// One round: takes up to `most` items but some, and does what is due for each; tells which.
struct Round {
    const char* name;
    /// Names what was taken before it does anything to it.
    std::function<Result<void>(const Scene&, int most, const std::vector<Uuid>& but,
                               std::vector<Uuid>& taken)>
        run;
};

/// Whose round, and when.
struct Turn {
    outbox::Work& work;
    Instant now;
    Casebook& casebook;
    int tenant;
    outbox::Aside& aside;
};

using Take = std::function<Result<std::vector<Request>>(const Scene&, int most,
                                                        const std::vector<Uuid>& but)>;
using RuleOf = std::function<Result<std::function<void(Change&)>>(const Scene&)>;

Result<void> change_all(Casebook& casebook, const Scene& scene,
                        const std::function<void(Change&)>& rule, std::vector<Request> taken) {
    Batch batch{casebook, scene};
    batch.take(std::move(taken));
    for (const Uuid& uid : batch.locked()) {
        if (auto changed = batch.change(uid, {}, rule); !changed) return changed;
    }
    return batch.save();
}

/// A round over requests: what it takes, and what becomes of each.
Round over_requests(const char* name, Casebook& casebook, Take take, RuleOf rule_of) {
    return {name,
            [&casebook, take = std::move(take), rule_of = std::move(rule_of)](
                const Scene& scene, int most, const std::vector<Uuid>& but,
                std::vector<Uuid>& taken) -> Result<void> {
                auto found = take(scene, most, but);
                if (!found) return fail(std::move(found).error());
                if (found->empty()) return {};
                const auto rule = rule_of(scene);
                if (!rule) return fail(rule.error());
                for (const Request& request : *found)
                    taken.push_back(request.uid);
                return change_all(casebook, scene, *rule, std::move(*found));
            }};
}

/// In one transaction up to `most`; `taken` names them, whatever becomes of it.
Result<void> run_some(const Turn& turn, const Round& round, int most, std::vector<Uuid>& taken) {
    const auto body = [&](outbox::UnitOfWork& work) -> Result<void> {
        taken.clear();
        return round.run(turn.casebook.scene(work), most, turn.aside.left_out(turn.now), taken);
    };
    return guarded([&] { return turn.work.run(cause(turn.tenant, round.name, turn.now), body); });
}

/// All together; where that fails and would again, one after the other: what fails even alone is
/// set aside, and the others go on.
Result<bool> run_round(const Turn& turn, const Round& round) {
    std::vector<Uuid> taken;
    auto together = run_some(turn, round, kTimersAtOnce, taken);
    const bool full = static_cast<int>(taken.size()) >= kTimersAtOnce;
    if (together) {
        for (const Uuid& uid : taken)
            turn.aside.done(uid);
        return full;
    }
    // What was too much for its deadline may go in one by one.
    const auto passes = [](Code code) {
        return outbox::is_passing(code) && code != Code::kDeadlineExceeded;
    };
    if (taken.empty() || passes(together.error().code)) return fail(std::move(together).error());
    for (std::size_t left = taken.size(); left > 0; --left) {
        std::vector<Uuid> one;
        auto alone = run_some(turn, round, 1, one);
        if (one.empty()) break;
        if (alone) {
            turn.aside.done(one.front());
        } else if (passes(alone.error().code)) {
            return fail(std::move(alone).error());
        } else {
            turn.aside.put(one.front(), alone.error(), turn.now);
        }
    }
    return false;
}

}  // namespace

Result<bool> run_timers(outbox::Work& work, Instant now, Casebook& casebook, int tenant,
                        outbox::Aside& aside) {
    return run_round({work, now, casebook, tenant, aside},
                     over_requests(
                         "requests", casebook,
                         [](const Scene& scene, int most, const std::vector<Uuid>& but) {
                             return scene.stores->requests().lock_due(scene.now(), most, but);
                         },
                         [&](const Scene& scene) -> Result<std::function<void(Change&)>> {
                             const auto roster = casebook.roster(scene);
                             if (!roster) return fail(roster.error());
                             return [roster = *roster](Change& change) { tick(change, *roster); };
                         }));
}

Result<bool> call_back(outbox::Work& work, Instant now, Casebook& casebook, Intake& intake,
                       int tenant, outbox::Aside& aside) {
    const auto run = [&intake](const Scene& scene, int most, const std::vector<Uuid>& but,
                               std::vector<Uuid>& taken) -> Result<void> {
        auto due = scene.stores->interactions().lock_call_backs(scene.now(), most, but);
        if (!due) return fail(std::move(due).error());
        for (const Interaction& interaction : *due)
            taken.push_back(interaction.uid);
        intake.call_back(scene, std::move(*due));
        return {};
    };
    return run_round({work, now, casebook, tenant, aside}, {"call_back", run});
}

Result<bool> go_on_with_parts(outbox::Work& work, Instant now, Casebook& casebook, int tenant,
                              outbox::Aside& aside) {
    const Turn turn{work, now, casebook, tenant, aside};
    auto let_go =
        run_round(turn, over_requests(
                            "parts", casebook,
                            [](const Scene& scene, int most, const std::vector<Uuid>& but) {
                                return scene.stores->requests().lock_ready(most, but);
                            },
                            [](const Scene&) -> Result<std::function<void(Change&)>> {
                                return [](Change& change) {
                                    release(change);
                                    parts_over(change);
                                };
                            }));
    if (!let_go) return let_go;
    auto held =
        run_round(turn, over_requests(
                            "parts", casebook,
                            [&](const Scene& scene, int most, const std::vector<Uuid>& but) {
                                return scene.stores->requests().lock_endangered(
                                    casebook.catalogue.endangering(), most, but);
                            },
                            [](const Scene&) -> Result<std::function<void(Change&)>> {
                                return std::function<void(Change&)>{hold_back};
                            }));
    if (!held) return held;
    return *let_go || *held;
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
    const auto aside = [](const char* job) { return std::make_shared<outbox::Aside>(job); };
    return {
        {"timers", 500ms,
         round("timers_failed",
               [&work, &casebook, tenant, aside = aside("timers")](Instant now) {
                   return run_timers(work, now, casebook, tenant, *aside);
               })},
        {"parts", 500ms,
         round("parts_failed",
               [&work, &casebook, tenant, aside = aside("parts")](Instant now) {
                   return go_on_with_parts(work, now, casebook, tenant, *aside);
               })},
        {"call_backs", 1s,
         round("call_back_failed",
               [&work, &casebook, &intake, tenant, aside = aside("call_backs")](Instant now) {
                   return call_back(work, now, casebook, intake, tenant, *aside);
               })},
        {"courier", 200ms,
         [&courier, tenant](const runtime::Loop& loop) {
             return !loop.stopping() && courier.send_next(tenant);
         }},
    };
}

}  // namespace hearth::contact::app
