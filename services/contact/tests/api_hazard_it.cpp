#include <algorithm>

#include <catch2/catch.hpp>

#include "services/contact/api/event_codec.hpp"
#include "services/contact/app/field_news.hpp"
#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/door.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Door;
using samples::Office;
using samples::ten;

Result<Request> ask(Door& door, const Uuid& uid, Instant now,
                    const std::function<Result<void>(Change&)>& rule,
                    const RequestClass* target = nullptr) {
    Request changed;
    auto done = door.office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
        auto made = door.office.casebook.change(door.office.casebook.scene(work), uid, {},
                                                {"agents/A1", "desk", now}, rule, target);
        if (!made) return fail(std::move(made).error());
        changed = std::move(*made);
        return {};
    });
    if (!done) return fail(std::move(done).error());
    return changed;
}

void crew_says(Door& door, const Uuid& uid, const std::string& type, Instant now) {
    REQUIRE(ask(door, uid, now, [&](Change& change) -> Result<void> {
        WorkNews fact;
        fact.type = type;
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = now;
        fact.evidence = {{"gas_reading_ppm", "0", "ppm"}};
        apply_work(change, fact);
        return {};
    }));
}

TEST_CASE(
    "what is refused at an open hazard leaves nothing behind, and ends with the crew's word") {
    Door door;
    const Uuid gas = door.office.report(1, ten(), "gas_smell.gas")->uid;
    const auto withdraw = [](Change& change) { return withdraw_request(change, "it is gone"); };
    const auto refused = ask(door, gas, ten() + 1min, withdraw);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::kFailedPrecondition);
    CHECK(refused.error().reason == "HAZARD_OPEN");
    const RequestClass* enquiry = samples::catalogue().find("enquiry");
    const RequestClass* smell = samples::catalogue().find("gas_smell.gas");
    const auto reclassify = [&](Change& change) { return reclassify_request(change, *smell); };
    CHECK(ask(door, gas, ten() + 1min, reclassify, enquiry).error().reason == "HAZARD_OPEN");
    const Request standing = door.office.view(gas).request;
    CHECK(standing.state == RequestState::kInProgress);
    CHECK(standing.request_class == "gas_smell.gas");
    CHECK(door.office.count("SELECT count(*) FROM history WHERE type LIKE '%RequestWithdrawn'") ==
          0);
    crew_says(door, gas, "MadeSafe", ten() + 20min);
    const auto gone = ask(door, gas, ten() + 21min, withdraw);
    REQUIRE(gone);
    CHECK(gone->state == RequestState::kWithdrawn);
}

TEST_CASE("a hazard that is seen again stands again after it was stored") {
    Door door;
    const Uuid gas = door.office.report(1, ten(), "gas_smell.gas")->uid;
    crew_says(door, gas, "MadeSafe", ten() + 20min);
    REQUIRE(ask(door, gas, ten() + 30min, [](Change& change) -> Result<void> {
        Report again = samples::report();
        again.observed = ten() + 25min;
        join_report(change, again);
        return {};
    }));
    const Request stored = door.office.view(gas).request;
    CHECK(stored.endangers);
    CHECK(hazard_stands(stored, *samples::catalogue().find("gas_smell.gas")));
}

TEST_CASE("what a crew showed is kept, whatever characters it has") {
    Door door;
    const Uuid gas = door.office.report(1, ten(), "gas_smell.gas")->uid;
    REQUIRE(ask(door, gas, ten() + 20min, [](Change& change) -> Result<void> {
        WorkNews fact;
        fact.type = "MadeSafe";
        fact.order = "workOrders/w";
        fact.step = "repair";
        fact.observed = ten() + 20min;
        fact.evidence = {{"gas_reading_ppm", std::string{"1\0002", 3}, "ppm"}};
        apply_work(change, fact);
        return {};
    }));
    const auto lines = door.office.view(gas).timeline;
    CHECK(std::any_of(lines.begin(), lines.end(), [](const TimelineRow& line) {
        return line.detail("evidence") == "gas_reading_ppm 12 ppm";
    }));
    CHECK(
        hazard_stands(door.office.view(gas).request, *samples::catalogue().find("gas_smell.gas")));
}

/// Smells of gas at one premise are one matter.
Catalogue with_keyed_gas() {
    Catalogue keyed = samples::catalogue();
    for (auto& [name, definition] : keyed.classes) {
        if (definition.name == "gas_smell.gas") definition.natural_key = {"premise"};
    }
    return keyed;
}

TEST_CASE("a hazard that is reopened beside a new report of its matter gives up the key") {
    Office office;
    office.settle(2);
    const Catalogue keyed = with_keyed_gas();
    app::Casebook book{open_stores, as_events(), keyed, app::CasebookSettings{}};
    const app::FieldNews news{book};
    const auto report = [&](int premise, Instant now) {
        Request made;
        REQUIRE(office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
            app::ReportInput input;
            input.request_class = "gas_smell.gas";
            input.premise = Office::premise(premise);
            input.address = Office::phone(premise);
            input.observed = now;
            input.actor = {"channels/sms", "sms", now};
            auto outcome = book.report(book.scene(work), input);
            if (!outcome) return fail(std::move(outcome).error());
            made = std::move(outcome->request);
            return {};
        }));
        return made;
    };
    const Request first = report(0, ten());
    const auto says = [&](const char* type, Instant now, const char* ppm, const char* flag) {
        app::WorkEvent event;
        event.event = named_uuid("event", std::string{type} + ppm);
        event.known.uid = named_uuid("workOrder", "w");
        event.known.request = first.uid;
        event.news.type = type;
        event.news.order = "workOrders/w";
        event.news.step = "repair";
        event.news.observed = now;
        event.news.flag = flag;
        event.news.evidence = {{"gas_reading_ppm", ppm, "ppm"}, {"tightness_test", "passed", ""}};
        REQUIRE(
            office.run(now, [&](outbox::UnitOfWork& work) { return news.hear(work, {event}); }));
    };
    says("MadeSafe", ten() + 10min, "10", "");
    says("WorkOrderDone", ten() + 20min, "0", "");
    REQUIRE(office.view(first.uid).request.resolved);
    const Request second = report(1, ten() + 30min);
    REQUIRE(office.run(ten() + 31min, [&](outbox::UnitOfWork& work) -> Result<void> {
        const auto scene = book.scene(work);
        auto moved = book.change(
            scene, second.uid, {}, {"agents/A1", "desk", ten() + 31min},
            [&](Change& change) { return book.relocate(scene, change, Office::premise(0), {}); });
        if (!moved) return fail(std::move(moved).error());
        return {};
    }));
    SECTION("by what a crew measures") {
        says("WorkOrderRemarked", ten() + 40min, "3000", "evidence_not_met");
    }
    SECTION("by a caller who joins it") {
        REQUIRE(office.run(ten() + 40min, [&](outbox::UnitOfWork& work) -> Result<void> {
            app::ReportInput input;
            input.join = first.uid;
            input.observed = ten() + 40min;
            input.actor = {"agents/A1", "phone", input.observed};
            const auto joined = book.report(book.scene(work), input);
            if (!joined) return fail(joined.error());
            CHECK(joined->outcome == "reopened");
            return {};
        }));
    }
    const Request again = office.view(first.uid).request;
    CHECK(again.is_open());
    CHECK_FALSE(again.key);
    CHECK(office.view(second.uid).request.key == first.key);
}

TEST_CASE("a customer who says by text that all is well is thanked, and the crew still goes") {
    Door door;
    const auto told = door.sms("m1", Office::phone(1), "家里有煤气味", ten());
    const Uuid gas = door.request_of(told).uid;
    const auto yes = door.sms("m2", Office::phone(1), "Y", ten() + 2min);
    CHECK(yes.answer().text_zh().find("仍会到场") != std::string::npos);
    CHECK(yes.answer().text_en().find("still comes") != std::string::npos);
    crew_says(door, gas, "WorkOrderDone", ten() + 30min);
    REQUIRE(door.request_of(told).step("verify")->state == StepState::kStarted);
    door.sms("m3", Office::phone(1), "来电了", ten() + 31min);
    CHECK(door.request_of(told).step("verify")->state == StepState::kStarted);
    CHECK(door.request_of(told).is_open());
    // Still there: a crew again.
    door.sms("m4", Office::phone(1), "N", ten() + 32min);
    CHECK(door.request_of(told).step("repair")->attempt == 2);
}

}  // namespace
}  // namespace hearth::contact
