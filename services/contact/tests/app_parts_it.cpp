#include <thread>

#include <catch2/catch.hpp>

#include "services/contact/app/jobs.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Office;
using samples::ten;

const std::string kPower = "no_supply.electricity";
const std::string kGas = "gas_smell.gas";

Result<app::ReportOutcome> both(Office& office, int home, Instant now) {
    app::ReportInput input;
    input.request_class = kPower;
    input.also = {kGas, kPower};
    input.premise = Office::premise(home);
    input.address = Office::phone(home);
    input.observed = now;
    input.actor = {"channels/phone", "phone", now};
    for (int runs = 0;; ++runs) {
        app::ReportOutcome outcome;
        auto done = office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
            auto made = office.casebook.report(office.casebook.scene(work), input);
            if (!made) return fail(std::move(made).error());
            outcome = std::move(*made);
            return {};
        });
        if (done) return outcome;
        const std::string& reason = done.error().reason;
        if ((reason != "SERVICE_REQUEST_OPEN_KEY" && reason != "DEADLOCK") || runs == 5)
            return fail(std::move(done).error());
    }
}

void change(Office& office, const Uuid& uid, Instant now,
            const std::function<Result<void>(Change&)>& rule) {
    const auto done = office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
        auto changed = office.casebook.change(office.casebook.scene(work), uid, {},
                                              {"agents/A1", "desk", now}, rule);
        if (!changed) return fail(std::move(changed).error());
        return {};
    });
    INFO((done ? "" : done.error().reason + " " + done.error().cause));
    REQUIRE(done);
}

void work_says(Office& office, const Uuid& uid, Instant now, const std::string& type) {
    change(office, uid, now, [&](Change& what) -> Result<void> {
        WorkNews fact;
        fact.type = type;
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = now;
        fact.evidence = {{"gas_reading_ppm", "20", "ppm"}};
        apply_work(what, fact);
        return {};
    });
}

void finish(Office& office, const Uuid& uid, Instant now) {
    work_says(office, uid, now, "WorkOrderDone");
    for (const auto& [step, outcome] :
         {std::pair{"verify", "supply_back"}, {"callback", "satisfied"}})
        change(office, uid, now, [&, step = step, outcome = outcome](Change& what) {
            return complete_step(what, {step, outcome, 0, {}, now});
        });
}

bool go_on(Office& office, Instant now) {
    outbox::Aside aside{"parts"};
    auto done = app::go_on_with_parts(office.work, now, office.casebook, 1, aside);
    CHECK(aside.left_out(now).empty());
    REQUIRE(done);
    return *done;
}

TEST_CASE("two commodities at once are one parent with a part and a promise for each") {
    Office office;
    office.settle(2);
    const auto told = both(office, 0, ten());
    REQUIRE(told);
    REQUIRE(told->parts.size() == 2);
    const Request& gas = told->parts[0].request;
    const Request& power = told->parts[1].request;
    CHECK(gas.request_class == kGas);
    CHECK(power.request_class == kPower);
    CHECK(told->request.request_class == "several");
    RequestView whole = office.view(told->request.uid);
    REQUIRE(whole.parts.size() == 2);
    CHECK(whole.parts[0].uid == gas.uid);
    CHECK(whole.parts[1].parent == told->request.uid);
    CHECK(whole.parts[0].promise("arrival") != nullptr);
    CHECK(whole.parts[1].promise("arrival") != nullptr);
    CHECK(office.count("SELECT count(*) FROM step WHERE owner = 'dispatch'") == 1);

    // Nobody goes in while gas is not made safe.
    go_on(office, ten() + 1min);
    CHECK(office.view(power.uid).request.held_back);
    work_says(office, gas.uid, ten() + 10min, "MadeSafe");
    go_on(office, ten() + 11min);
    const RequestView freed = office.view(power.uid);
    CHECK_FALSE(freed.request.held_back);
    REQUIRE(freed.request.step("repair") != nullptr);
    CHECK(freed.request.step("repair")->started == ten() + 11min);
    CHECK(freed.timeline.back().type == "StepStarted");

    finish(office, gas.uid, ten() + 40min);
    go_on(office, ten() + 41min);
    CHECK(office.view(told->request.uid).request.is_open());
    finish(office, power.uid, ten() + 50min);
    go_on(office, ten() + 51min);
    whole = office.view(told->request.uid);
    CHECK(whole.request.state == RequestState::kClosed);
    CHECK(whole.timeline.size() == static_cast<std::size_t>(whole.request.version));
}

TEST_CASE("gas that is back holds back again whoever was sent meanwhile") {
    Office office;
    office.settle(1);
    const auto told = both(office, 0, ten());
    REQUIRE(told);
    const Uuid gas = told->parts[0].request.uid;
    const Uuid power = told->parts[1].request.uid;
    work_says(office, gas, ten() + 10min, "MadeSafe");
    go_on(office, ten() + 11min);
    REQUIRE(office.view(power).request.step("repair")->state == StepState::kStarted);
    // By whatever way it is back.
    SECTION("a crew measures it") {
        change(office, gas, ten() + 20min, [&](Change& what) -> Result<void> {
            WorkNews fact;
            fact.type = "WorkOrderRemarked";
            fact.flag = "evidence_not_met";
            fact.order = "workOrders/w";
            fact.step = "repair";
            fact.observed = ten() + 20min;
            fact.evidence = {{"gas_reading_ppm", "30000", "ppm"}};
            apply_work(what, fact);
            return {};
        });
    }
    SECTION("somebody smells it") {
        REQUIRE(office.report(0, ten() + 20min, kGas)->uid == gas);
    }
    SECTION("it is at another place") {
        change(office, gas, ten() + 20min, [](Change& what) {
            return relocate_request(what, samples::report("elsewhere").place);
        });
    }
    REQUIRE(office.view(gas).request.endangers);
    go_on(office, ten() + 21min);
    const RequestView held = office.view(power);
    CHECK(held.request.held_back);
    CHECK(held.request.step("repair")->state == StepState::kFailed);
    CHECK(held.request.step("repair")->outcome == "hazard_first");
    CHECK_FALSE(office.view(gas).request.held_back);
    CHECK_FALSE(office.view(told->request.uid).request.held_back);
    // Once: nothing is left to hold back.
    go_on(office, ten() + 22min);
    CHECK(office.view(power).request.version == held.request.version);
    work_says(office, gas, ten() + 30min, "MadeSafe");
    go_on(office, ten() + 31min);
    CHECK_FALSE(office.view(power).request.held_back);
    CHECK(office.view(power).request.step("repair")->attempt == 2);
}

TEST_CASE("what a household reports again joins the part of its class, whichever it names") {
    Office office;
    office.settle(1);
    const auto told = both(office, 0, ten());
    REQUIRE(told);
    const auto again = both(office, 0, ten() + 1min);
    REQUIRE(again);
    CHECK(again->outcome == "joined");
    CHECK(again->request.uid == told->request.uid);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(again->parts[i].outcome == "joined");
        CHECK(again->parts[i].request.uid == told->parts[i].request.uid);
    }
    CHECK(office.report(0, ten() + 2min, kGas)->uid == told->parts[0].request.uid);
    CHECK(office.report(0, ten() + 3min, kPower)->uid == told->parts[1].request.uid);
    CHECK(office.count("SELECT count(*) FROM service_request") == 3);
    CHECK(office.view(told->parts[1].request.uid).request.step("repair") == nullptr);
}

TEST_CASE("a request that was open becomes a part, and its crew is called back") {
    Office office;
    office.settle(1);
    const auto first = office.report(0, ten());
    REQUIRE(first);
    const auto told = both(office, 0, ten() + 5min);
    REQUIRE(told);
    CHECK(told->parts[1].request.uid == first->uid);
    CHECK(told->parts[1].outcome == "joined");
    const Request power = office.view(first->uid).request;
    CHECK(power.parent == told->request.uid);
    CHECK(power.held_back);
    CHECK(power.step("repair")->state == StepState::kFailed);
}

TEST_CASE("callers in the same moment get the same parent and parts") {
    Office office;
    office.settle(1);
    std::vector<Uuid> parents(6);
    std::vector<std::thread> callers;
    callers.reserve(parents.size());
    for (Uuid& parent : parents) {
        callers.emplace_back([&office, &parent] {
            if (const auto told = both(office, 0, ten())) parent = told->request.uid;
        });
    }
    for (std::thread& caller : callers)
        caller.join();
    for (const Uuid& parent : parents)
        CHECK(parent == parents.front());
    CHECK_FALSE(parents.front().is_nil());
    CHECK(office.count("SELECT count(*) FROM service_request") == 3);
}

TEST_CASE("a class of parts is reported by its parts alone") {
    Office office;
    office.settle(1);
    CHECK(office.report(0, ten(), "several").error().fields[0].reason == "UNKNOWN_CLASS");
}

}  // namespace
}  // namespace hearth::contact
