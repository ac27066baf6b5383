#include <map>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using samples::Case;
using samples::ten;

void work_happens(Change& change) {
    static const std::vector<std::string> types{
        "WorkOrderAssigned", "ForecastChanged", "CrewOnSite",   "MadeSafe",
        "SupplyRestored",    "WorkOrderDone",   "NoFaultFound", "WorkOrderFailed"};
    WorkNews fact;
    fact.type = *rc::gen::elementOf(types);
    fact.order = "workOrders/w";
    fact.step = "repair";
    fact.round = *rc::gen::inRange(1, 3);
    fact.attempt = *rc::gen::inRange(1, 4);
    fact.observed = change.now() - std::chrono::minutes{*rc::gen::inRange(0, 90)};
    fact.forecast_arrival = change.now() + std::chrono::minutes{*rc::gen::inRange(0, 120)};
    static const std::vector<std::string> readings{"0", "50", "25000", "-1", "50ppm"};
    if (*rc::gen::arbitrary<bool>())
        fact.evidence = {{"gas_reading_ppm", *rc::gen::elementOf(readings), "ppm"},
                         {"tightness_test", *rc::gen::arbitrary<bool>() ? "passed" : "failed", ""}};
    if (*rc::gen::inRange(0, 5) == 0) fact.flag = "evidence_not_met";
    apply_work(change, fact);
}

void people_act(Change& change) {
    static const std::vector<std::string> steps{"triage", "repair", "verify", "callback", "answer"};
    static const std::vector<std::string> outcomes{
        "done", "supply_back", "still_out", "no_answer", "satisfied", "answered", "refused"};
    switch (*rc::gen::inRange(0, 9)) {
        case 0:
            return (void)join_report(change, samples::report());
        case 1:
            return chase_request(change, "interactions/x");
        case 2:
            return (void)start_waiting(change, "customer", "x");
        case 3:
            return (void)end_waiting(change, change.now());
        case 4:
            return (void)waive_step(change, *rc::gen::elementOf(steps), "x");
        case 5:
            return (void)say_still_out(change, "never", change.now(), "");
        case 6:
            return (void)hand_over(change, "A3", samples::roster());
        case 7:
            return (void)reopen_request(change, "x", *rc::gen::arbitrary<bool>(), change.now());
        default:
            break;
    }
    (void)complete_step(change, {*rc::gen::elementOf(steps), *rc::gen::elementOf(outcomes), 0,
                                 "never", change.now()});
}

void check_laws(const Case& story) {
    const Request& request = story.request;
    std::int64_t version = 0;
    for (const Fact& fact : story.facts)
        RC_ASSERT(fact.after.version == ++version);
    RC_ASSERT(request.version == version);
    int under_way = 0;
    for (const Step& step : request.steps)
        under_way += step.state == StepState::kStarted ? 1 : 0;
    RC_ASSERT(under_way <= 1);
    std::map<std::pair<std::string, int>, int> firsts;
    std::map<std::pair<std::string, int>, int> standing;
    for (const Promise& promise : request.promises) {
        firsts[{promise.kind, promise.round}] += promise.renews ? 0 : 1;
        standing[{promise.kind, promise.round}] += promise.state == PromiseState::kMade ? 1 : 0;
        if (promise.renews) RC_ASSERT(request.promise(*promise.renews)->renewed_by == promise.uid);
        RC_ASSERT((request.promise(promise.first)->renews.has_value()) == false);
        RC_ASSERT((!request.is_over() || promise.state != PromiseState::kMade));
    }
    for (const auto& [chain, count] : firsts)
        RC_ASSERT(count == 1);
    for (const auto& [chain, count] : standing)
        RC_ASSERT(count <= 1);
    RC_ASSERT((request.state == RequestState::kWaiting) == (!request.waiting_for.empty()));
    const auto next = next_tick(request, *story.definition);
    RC_ASSERT((!request.is_over() || !next));
}

TEST_CASE("whatever happens in whatever order, a request keeps its laws") {
    for (const char* name : {"no_supply.electricity", "gas_smell.gas", "enquiry"}) {
        rc::prop(name, [&] {
            Case story{name};
            story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
            Instant now = ten();
            const auto count = *rc::gen::inRange(0, 25);
            for (int i = 0; i < count; ++i) {
                now += std::chrono::minutes{*rc::gen::inRange(0, 600)};
                const auto kind = *rc::gen::inRange(0, 3);
                story.act(now, [&](Change& change) {
                    if (kind == 0) work_happens(change);
                    if (kind == 1) people_act(change);
                    if (kind == 2) tick(change, samples::roster());
                });
                check_laws(story);
            }
            // Time that has done its work does nothing more.
            for (int i = 0; i < 40; ++i)
                story.act(now, [](Change& change) { tick(change, samples::roster()); });
            const auto lines = story.facts.size();
            story.act(now, [](Change& change) { tick(change, samples::roster()); });
            RC_ASSERT(story.facts.size() == lines);
            check_laws(story);
        });
    }
}

}  // namespace
}  // namespace hearth::contact
