#include <catch2/catch.hpp>

#include "services/contact/domain/hazard.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::ten;

WorkNews work(const std::string& type, Instant observed, int attempt = 1, int round = 1) {
    WorkNews fact;
    fact.type = type;
    fact.order = "workOrders/w" + std::to_string(attempt);
    fact.step = "repair";
    fact.round = round;
    fact.attempt = attempt;
    fact.observed = observed;
    return fact;
}

Case opened() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    return story;
}

void dispatch_says(Case& story, const WorkNews& fact, Instant now) {
    story.act(now, [&](Change& change) { apply_work(change, fact); });
}

void time_passes(Case& story, Instant now) {
    story.act(now, [&](Change& change) { tick(change, samples::roster()); });
}

TEST_CASE("a report opens, is triaged, starts repair and promises what the clock allows") {
    const Case story = opened();
    CHECK(story.types() == "RequestOpened RequestTriaged StepStarted PromiseMade");
    CHECK(story.request.state == RequestState::kInProgress);
    CHECK(story.request.version == 4);
    CHECK(story.request.owner_agent == "A1");
    CHECK(story.request.promise("arrival")->due == ten() + 45min);
    CHECK(story.request.key == to_string(named_uuid("premise", "p1")));
    REQUIRE(story.notices.size() == 1);
    CHECK(story.notices[0].template_name == "accepted");
    std::int64_t version = 0;
    for (const Fact& fact : story.facts)
        CHECK(fact.after.version == ++version);
}

TEST_CASE("whoever reports is answered what the notice to him says") {
    Case story{"no_supply.electricity"};
    Report report = samples::report();
    report.reporter.address = "+8613900000000";
    report.reporter.language = "en";
    report.restoration_forecast = ten() + 2h;
    Reply reply;
    const auto check_told = [&](const std::string& words) {
        CHECK(reply.template_name == words);
        CHECK(reply.language == "en");
        CHECK(story.notices.back().template_name == words);
        CHECK(story.notices.back().fields == reply.fields);
        CHECK(story.notices.back().address == report.reporter.address);
    };
    story.act(ten(), [&](Change& change) { reply = open_request(change, report); });
    check_told("incident");
    CHECK(story.request.promise("restoration")->due ==
          ten() + 2h + story.definition->promise_slack);
    story.act(ten() + 1min, [&](Change& change) { reply = join_report(change, report); });
    check_told("accepted");
    story.request.state = RequestState::kResolved;
    story.request.resolved = ten() + 1h;
    REQUIRE(story.act(ten() + 2h, [&](Change& change) -> Result<void> {
        auto again = reopen_by_report(change, report, false);
        if (!again) return fail(std::move(again).error());
        reply = std::move(*again);
        return {};
    }));
    check_told("again");

    Case whole{"several"};
    whole.act(ten(), [&](Change& change) { reply = open_request(change, report); });
    CHECK(reply.template_name.empty());
    CHECK(whole.notices.empty());
}

TEST_CASE("without a premise triage waits; with a hazard it does not") {
    Case story{"no_supply.electricity"};
    Report report = samples::report();
    report.place = {};
    report.place.location = Location{31.2, 121.4, 50, "桥头"};
    story.act(ten(), [&](Change& change) { open_request(change, report); });
    CHECK(story.types() == "RequestOpened StepStarted PromiseMade");
    CHECK(story.state("triage") == "started 1");
    CHECK(story.request.state == RequestState::kReceived);

    Case wire{"no_supply.electricity"};
    report.triage.safety.fallen_or_open = true;
    wire.act(ten(), [&](Change& change) { open_request(change, report); });
    CHECK(wire.request.hazard == Hazard::kLife);
    CHECK(wire.state("repair") == "started 1");
}

TEST_CASE("supply that was ordered off is looked at by a person before a crew is sent") {
    Case story{"no_supply.electricity"};
    Report report = samples::report();
    report.place.supply_state = "off";
    report.place.supply_cause = "arrears";
    story.act(ten(), [&](Change& change) { open_request(change, report); });
    CHECK(story.state("triage") == "started 1");
    CHECK(story.request.promises.empty());
    auto done = story.act(ten() + 5min, [](Change& change) {
        return complete_step(change, {"triage", "done", 0, "", change.now()});
    });
    CHECK(done);
    CHECK(story.state("repair") == "started 1");
}

TEST_CASE("the whole way: arrival kept, restored, verified by silence, called back, closed") {
    Case story = opened();
    dispatch_says(story, work("CrewOnSite", ten() + 30min), ten() + 31min);
    CHECK(story.request.promise("arrival")->state == PromiseState::kKept);
    CHECK(story.request.clock("arrival")->state == ClockState::kMet);
    dispatch_says(story, work("SupplyRestored", ten() + 60min), ten() + 61min);
    CHECK(story.request.clock("restoration")->state == ClockState::kMet);
    CHECK(story.notices.back().template_name == "restored");
    dispatch_says(story, work("WorkOrderDone", ten() + 70min), ten() + 71min);
    CHECK(story.state("verify") == "started 1");
    time_passes(story, ten() + 100min);
    CHECK(story.state("verify") == "started 1");
    time_passes(story, ten() + 102min);
    CHECK(story.request.state == RequestState::kResolved);
    CHECK(story.state("callback") == "started 1");
    const auto done = story.act(ten() + 3h, [](Change& change) {
        return complete_step(change, {"callback", "satisfied", 5, "", change.now()});
    });
    CHECK(done);
    CHECK(story.request.state == RequestState::kClosed);
    CHECK(story.request.step("callback")->satisfaction == 5);
    CHECK_FALSE(next_tick(story.request, *story.definition));
}

TEST_CASE("a message and a call of one interval are one try of a callback, whichever is first") {
    for (const bool message_first : {true, false}) {
        Case story = opened();
        dispatch_says(story, work("WorkOrderDone", ten() + 70min), ten() + 71min);
        time_passes(story, ten() + 110min);
        REQUIRE(story.state("callback") == "started 1");
        const auto nobody_answers = [&](Instant at) {
            const auto done = story.act(at, [](Change& change) {
                return complete_step(change, {"callback", "no_answer", 0, "", change.now()});
            });
            CHECK(done);
        };
        for (int interval = 0; interval < 3; ++interval) {
            const Instant at = ten() + 2h + interval * 125min;
            if (message_first) time_passes(story, at);
            nobody_answers(at);
            nobody_answers(at + 1min);
            if (!message_first) time_passes(story, at + 2min);
            CHECK(story.state("callback") == "started 1");
            CHECK(story.request.step("callback")->tries >= interval + 1);
        }
        CHECK(story.request.step("callback")->tries == 3);
        time_passes(story, ten() + 9h);
        CHECK(story.request.step("callback")->outcome == "unreached");
        CHECK(story.request.state == RequestState::kClosed);
    }
}

TEST_CASE("a callback is tried three times in allowed hours, then ends as unreached") {
    Case story = opened();
    const Instant evening = samples::at("2026-03-03T20:30:00+08:00");
    dispatch_says(story, work("WorkOrderDone", ten() + 70min), evening);
    time_passes(story, evening + 31min);
    REQUIRE(story.state("callback") == "started 1");
    const Instant morning = samples::at("2026-03-04T08:00:00+08:00");
    CHECK(story.request.step("callback")->next == morning);
    for (int i = 0; i < 3; ++i)
        time_passes(story, morning + i * 2h);
    CHECK(story.request.step("callback")->tries == 3);
    time_passes(story, morning + 6h);
    CHECK(story.request.state == RequestState::kClosed);
    CHECK(story.request.step("callback")->outcome == "unreached");
}

TEST_CASE("still out during verification sends a crew again and the clock runs on from the start") {
    Case story = opened();
    dispatch_says(story, work("CrewOnSite", ten() + 30min), ten() + 31min);
    dispatch_says(story, work("SupplyRestored", ten() + 60min), ten() + 61min);
    dispatch_says(story, work("WorkOrderDone", ten() + 70min), ten() + 71min);
    const auto said = story.act(ten() + 80min, [](Change& change) {
        return say_still_out(change, "never", change.now(), "interactions/x");
    });
    CHECK(said);
    CHECK(story.state("repair") == "started 2");
    CHECK(story.request.clock("restoration")->state == ClockState::kRunning);
    CHECK(story.request.clock("restoration")->started == ten() + 30min);
    // A late event of the first attempt is a line and nothing more.
    const auto before = story.request.moments;
    dispatch_says(story, work("SupplyRestored", ten() + 90min, 1), ten() + 90min);
    CHECK(story.request.moments == before);
    CHECK(story.facts.back().row.type == "TimelineAppended");
}

TEST_CASE("still out after closing reopens in a new round, back-dated, within 72 hours") {
    Case story = opened();
    dispatch_says(story, work("WorkOrderDone", ten() + 70min), ten() + 71min);
    time_passes(story, ten() + 102min);
    REQUIRE(story.request.state == RequestState::kResolved);
    Case late = story;
    const auto reopened = story.act(ten() + 3h, [](Change& change) {
        return say_still_out(change, "never", change.now(), "");
    });
    CHECK(reopened);
    CHECK(story.request.round == 2);
    CHECK(story.request.opened == ten());
    CHECK(story.state("repair") == "started 1");
    // The clock is late already; the promise can still be kept.
    CHECK(story.request.clock("arrival")->state == ClockState::kBreached);
    CHECK(story.request.promise("arrival")->due == ten() + 3h + 45min);
    const auto refused = late.act(ten() + 200h, [](Change& change) {
        return say_still_out(change, "never", change.now(), "");
    });
    CHECK(refused.error().reason == "WRONG_STATE");
}

TEST_CASE(
    "a forecast keeps, renews with a notice, or escalates; the first promise is what is judged") {
    Case story = opened();
    WorkNews fact = work("ForecastChanged", ten() + 5min);
    fact.forecast_arrival = ten() + 40min;
    dispatch_says(story, fact, ten() + 5min);
    CHECK(story.request.promises.size() == 1);
    fact.forecast_arrival = ten() + 52min;
    dispatch_says(story, fact, ten() + 10min);
    REQUIRE(story.request.promises.size() == 2);
    CHECK(story.request.promises[0].state == PromiseState::kRenewed);
    CHECK(story.request.promises[0].informed);
    CHECK(story.request.promise("arrival")->due == ten() + 65min);
    CHECK(story.request.promise("arrival")->first == story.request.promises[0].uid);
    CHECK(story.notices.back().template_name == "changed_arrival");
    CHECK(story.types(6).find("PromiseRenewed RequestEscalated") != std::string::npos);
    dispatch_says(story, work("CrewOnSite", ten() + 60min), ten() + 60min);
    CHECK(story.facts.back().row.type == "PromiseKept");
    CHECK(story.facts.back().row.detail("first_kept") == "false");
}

TEST_CASE("a promise breaks by time, and is kept after all by what was observed in time") {
    Case story = opened();
    time_passes(story, ten() + 45min);
    CHECK(story.request.promise("arrival")->state == PromiseState::kMade);
    time_passes(story, ten() + 46min);
    CHECK(story.request.promise("arrival")->state == PromiseState::kBroken);
    Case late = story;
    dispatch_says(story, work("CrewOnSite", ten() + 40min), ten() + 3h);
    CHECK(story.request.promise("arrival")->state == PromiseState::kKept);
    CHECK(story.request.clock("arrival")->state == ClockState::kMet);
    dispatch_says(late, work("CrewOnSite", ten() + 50min), ten() + 3h);
    CHECK(late.request.promise("arrival")->state == PromiseState::kBroken);
}

TEST_CASE("a forecast that comes after a promise ran out breaks it before it makes a new one") {
    Case story = opened();
    WorkNews fact = work("ForecastChanged", ten() + 50min);
    fact.forecast_arrival = ten() + 70min;
    dispatch_says(story, fact, ten() + 50min);
    REQUIRE(story.request.promises.size() == 2);
    CHECK(story.request.promises[0].state == PromiseState::kBroken);
    CHECK_FALSE(story.request.promises[0].informed);
    CHECK(story.types(0).find("PromiseBroken PromiseRenewed") != std::string::npos);
}

TEST_CASE("a report that joins makes clocks start earlier and moves no promise") {
    Case story = opened();
    const Instant due = story.request.promise("arrival")->due;
    Report earlier = samples::report();
    earlier.observed = ten() - 20min;
    story.act(ten() + 1min, [&](Change& change) { join_report(change, earlier); });
    CHECK(story.request.report_count == 2);
    CHECK(story.request.clock("arrival")->started == ten() - 20min);
    CHECK(story.request.promise("arrival")->due == due);
}

TEST_CASE("a smell of gas starts work at once and is verified by the crew's evidence alone") {
    Case story{"gas_smell.gas"};
    Report report;
    report.observed = ten();
    report.place.location = Location{31.2, 121.4, 0, ""};
    story.act(ten(), [&](Change& change) { open_request(change, report); });
    CHECK(story.types() == "RequestOpened StepStarted PromiseMade");
    CHECK(story.request.hazard == Hazard::kLife);
    CHECK_FALSE(story.request.key);
    CHECK(story.notices[0].urgent);
    CHECK(story.request.promise("arrival")->due == ten() + 15min);
    Case bare = story;
    dispatch_says(bare, work("WorkOrderDone", ten() + 30min), ten() + 30min);
    CHECK(bare.state("verify") == "started 1");
    WorkNews done = work("WorkOrderDone", ten() + 30min);
    done.evidence = {{"gas_reading_ppm", "12", "ppm"}, {"tightness_test", "passed", ""}};
    dispatch_says(story, done, ten() + 30min);
    // Nobody left a name or a number: there is nobody to call.
    CHECK(story.state("callback") == "waived 1");
    CHECK(story.request.step("callback")->outcome == "nobody_to_call");
    CHECK(story.request.state == RequestState::kClosed);
}

Case smell_of_gas() {
    Case story{"gas_smell.gas"};
    Report report;
    report.observed = ten();
    report.place.location = Location{31.2, 121.4, 0, ""};
    story.act(ten(), [&](Change& change) { open_request(change, report); });
    return story;
}

TEST_CASE("a crew's evidence ends a smell of gas only where its values meet the rules [S1]") {
    constexpr bool kDanger = true;
    const std::vector<std::pair<bool, std::vector<Shown>>> not_enough{
        {false, {}},
        {kDanger, {{"gas_reading_ppm", "25000", "ppm"}, {"tightness_test", "failed", ""}}},
        {kDanger, {{"gas_reading_ppm", "25000", "ppm"}, {"tightness_test", "passed", ""}}},
        {kDanger, {{"gas_reading_ppm", "0", "ppm"}, {"tightness_test", "failed", ""}}},
        {false, {{"gas_reading_ppm", "0", "ppm"}}},
        {false, {{"gas_reading_ppm", "0", "percent"}, {"tightness_test", "passed", ""}}},
        {kDanger, {{"gas_reading_ppm", "-1", "ppm"}, {"tightness_test", "passed", ""}}},
        {kDanger, {{"gas_reading_ppm", "any", "ppm"}, {"tightness_test", "passed", ""}}}};
    for (const auto& [danger, shown] : not_enough) {
        for (const char* type : {"WorkOrderDone", "NoFaultFound"}) {
            Case story = smell_of_gas();
            WorkNews done = work(type, ten() + 30min);
            done.evidence = shown;
            dispatch_says(story, done, ten() + 30min);
            // Whoever was at a danger has left: a crew goes again, in two more lines.
            CHECK(story.state("verify") == (danger ? "failed 1" : "started 1"));
            CHECK(story.request.is_open());
            const auto told = story.facts.rbegin() + (danger ? 2 : 0);
            CHECK(told->row.type == "RequestEscalated");
            CHECK(told->row.detail("to_role") == "lead");
            CHECK(told->row.detail("reason") == "evidence_not_met");
            CHECK((told + 1)->row.detail("source_type") == "EvidenceNotMet");
        }
    }
    Case story = smell_of_gas();
    WorkNews done = work("WorkOrderDone", ten() + 30min);
    done.evidence = {{"gas_reading_ppm", "50", "ppm"}, {"tightness_test", "passed", ""}};
    dispatch_says(story, done, ten() + 30min);
    CHECK(story.request.state == RequestState::kClosed);
    const auto line = std::find_if(story.facts.begin(), story.facts.end(), [](const Fact& fact) {
        return fact.row.detail("source_type") == "WorkOrderDone";
    });
    REQUIRE(line != story.facts.end());
    CHECK(line->row.detail("evidence") == "gas_reading_ppm 50 ppm, tightness_test passed");
    CHECK(line->row.text_en.find("gas_reading_ppm 50 ppm") != std::string::npos);
}

TEST_CASE("made safe counts only with a reading that meets its rule [S1]") {
    Case story = smell_of_gas();
    const auto is_safe = [&] {
        return std::ranges::any_of(story.request.moments,
                                   [](const Moment& at) { return at.type == "made_safe"; });
    };
    WorkNews safe = work("MadeSafe", ten() + 10min);
    dispatch_says(story, safe, ten() + 10min);
    CHECK_FALSE(is_safe());
    safe.evidence = {{"gas_reading_ppm", "25000", "ppm"}};
    dispatch_says(story, safe, ten() + 11min);
    CHECK_FALSE(is_safe());
    CHECK(story.facts.back().row.detail("reason") == "evidence_not_met");
    safe.observed = ten() + 12min;
    safe.evidence = {{"gas_reading_ppm", "30", "ppm"}};
    dispatch_says(story, safe, ten() + 12min);
    CHECK(is_safe());
    CHECK_FALSE(hazard_stands(story.request, *story.definition));
    // The gas is back before the work is over.
    WorkNews again = work("WorkOrderRemarked", ten() + 20min);
    again.flag = "evidence_not_met";
    again.evidence = {{"gas_reading_ppm", "900", "ppm"}};
    dispatch_says(story, again, ten() + 20min);
    CHECK(hazard_stands(story.request, *story.definition));
}

TEST_CASE(
    "words that dispatch kept for want of evidence are shown and raised, and end nothing [S1]") {
    Case story = smell_of_gas();
    WorkNews kept = work("WorkOrderRemarked", ten() + 20min, 7);  // of whichever attempt
    kept.flag = "evidence_not_met";
    kept.evidence = {{"gas_reading_ppm", "25000", "ppm"}};
    const auto before = story.facts.size();
    dispatch_says(story, kept, ten() + 20min);
    REQUIRE(story.facts.size() == before + 2);
    CHECK(story.facts[before].row.text_en.find("25000 ppm") != std::string::npos);
    CHECK(story.facts[before].row.text_zh.find("险情未解除") != std::string::npos);
    CHECK(story.facts[before + 1].row.type == "RequestEscalated");
    CHECK(story.state("repair") == "started 1");
    kept.evidence.clear();
    dispatch_says(story, kept, ten() + 21min);
    CHECK(story.facts[before + 2].row.text_en.find("nothing was shown") != std::string::npos);
}

TEST_CASE("warnings climb the ladder; after a pause only the highest is said") {
    Case story = opened();
    const auto before = story.facts.size();
    time_passes(story, ten() + 23min);
    CHECK(story.facts.back().row.detail("to_role") == "owner");
    time_passes(story, ten() + 24min);
    CHECK(story.facts.size() == before + 1);
    time_passes(story, ten() + 44min);
    CHECK(story.facts.size() == before + 2);
    CHECK(story.facts.back().row.detail("percent") == "90");
    CHECK(story.facts.back().row.detail("to_role") == "manager");
    REQUIRE(next_tick(story.request, *story.definition));
    CHECK(*next_tick(story.request, *story.definition) == ten() + 45min);
}

TEST_CASE("a stuck step alarms once") {
    Case story = opened();
    time_passes(story, ten() + 8h);
    CHECK(story.types().find("StepStuck") != std::string::npos);
    const auto before = story.facts.size();
    time_passes(story, ten() + 8h + 1min);
    CHECK(story.facts.size() == before);
}

TEST_CASE("a second chase alarms the lead") {
    Case story = opened();
    story.act(ten() + 5min, [](Change& change) { chase_request(change, "interactions/a"); });
    CHECK(story.facts.back().row.type == "RequestChased");
    story.act(ten() + 6min, [](Change& change) { chase_request(change, "interactions/b"); });
    CHECK(story.facts.back().row.type == "RequestEscalated");
    CHECK(story.request.report_count == 1);
}

TEST_CASE("an incident that is confirmed promises its restoration and tells once") {
    Case story = opened();
    IncidentNews fact{
        "IncidentConfirmed", named_uuid("incident", "i"), "I-7", ten() + 10min, ten() + 2h, 180};
    story.act(ten() + 10min, [&](Change& change) { apply_incident(change, fact); });
    CHECK(story.request.incident == fact.incident);
    CHECK(story.request.promise("restoration")->due == ten() + 2h + 10min);
    CHECK(story.notices.back().template_name == "incident");
    fact.type = "IncidentForecastChanged";
    fact.forecast_restoration = ten() + 4h;
    story.act(ten() + 20min, [&](Change& change) { apply_incident(change, fact); });
    CHECK(story.notices.back().template_name == "changed_restoration");
    fact.type = "IncidentDismissed";
    story.act(ten() + 30min, [&](Change& change) { apply_incident(change, fact); });
    CHECK_FALSE(story.request.incident);
}

TEST_CASE("withdrawing and merging end the steps, void the clocks and take promises back") {
    Case story = opened();
    Case twin = story;
    CHECK(story.act(ten() + 1min,
                    [](Change& change) { return withdraw_request(change, "mistake"); }));
    CHECK(story.request.state == RequestState::kWithdrawn);
    CHECK(story.state("repair") == "cancelled 1");
    CHECK(story.request.clock("arrival")->state == ClockState::kVoid);
    CHECK(story.request.promise("arrival")->state == PromiseState::kWithdrawn);
    twin.act(ten() + 1min, [](Change& change) { merge_request(change, named_uuid("x", "y")); });
    CHECK(twin.request.state == RequestState::kMerged);
    CHECK(twin.facts.back().row.type == "RequestsMerged");
}

TEST_CASE("relocating plans work anew and keeps number and start") {
    Case story = opened();
    Place place = samples::report("p2").place;
    CHECK(story.act(ten() + 5min, [&](Change& change) { return relocate_request(change, place); }));
    CHECK(story.facts.back().row.type == "RequestRelocated");
    CHECK(story.facts.back().row.detail("work") == "true");
    CHECK(story.request.opened == ten());
    CHECK(story.state("repair") == "started 1");
}

TEST_CASE("waiting pauses what the profile lets pause, and answers end an enquiry") {
    Case story{"enquiry"};
    Report report;
    report.observed = ten();
    story.act(ten(), [&](Change& change) { open_request(change, report); });
    CHECK(story.state("answer") == "started 1");
    CHECK(story.act(ten() + 1h,
                    [](Change& change) { return start_waiting(change, "customer", "papers"); }));
    CHECK(story.request.state == RequestState::kWaiting);
    const auto done = story.act(ten() + 2h, [](Change& change) {
        return complete_step(change, {"answer", "answered", 0, "", change.now()});
    });
    CHECK(done);
    CHECK(story.request.state == RequestState::kClosed);
    CHECK(story.request.promise("answer")->state == PromiseState::kKept);
    CHECK(story.types().find("WaitingEnded") != std::string::npos);
}

}  // namespace
}  // namespace hearth::contact
