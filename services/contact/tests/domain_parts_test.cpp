#include <catch2/catch.hpp>

#include "services/contact/domain/commands.hpp"
#include "services/contact/domain/parts.hpp"
#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::ten;

const Uuid kParent = named_uuid("request", "parent");

WorkNews work(const std::string& type, Instant at) {
    WorkNews fact;
    fact.type = type;
    fact.order = "workOrders/w";
    fact.step = "repair";
    fact.observed = at;
    fact.evidence = {{"gas_reading_ppm", "20", "ppm"}};
    return fact;
}

Case held() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) {
        become_part(change, kParent, true);
        open_request(change, samples::report());
    });
    return story;
}

TEST_CASE("a part behind a hazard has its promise from the report and its work from the clearing") {
    Case story = held();
    CHECK(story.types() == "RequestOpened TimelineAppended RequestTriaged PromiseMade");
    CHECK(story.facts[1].row.text_zh == "先排除险情,再派人");
    CHECK(story.request.parent == kParent);
    CHECK(story.request.held_back);
    CHECK(story.request.state == RequestState::kTriaged);
    CHECK(story.state("repair") == "none");
    CHECK(story.request.promise("arrival")->due == ten() + 45min);

    story.act(ten() + 20min, [](Change& change) { release(change); });
    CHECK(story.state("repair") == "started 1");
    CHECK_FALSE(story.request.held_back);
    CHECK(story.request.promise("arrival")->due == ten() + 45min);
    CHECK(story.request.clock("arrival")->started == ten());
    const auto lines = story.facts.size();
    story.act(ten() + 21min, [](Change& change) { release(change); });
    CHECK(story.facts.size() == lines);
}

TEST_CASE("nothing that people do sends anybody behind a hazard") {
    Case story = held();
    (void)story.act(ten() + 1min,
                    [](Change& change) { return waive_step(change, "triage", "in a hurry"); });
    (void)story.act(ten() + 1min, [](Change& change) {
        return complete_step(change, {"triage", "done", 0, "never", change.now()});
    });
    story.act(ten() + 2min, [](Change& change) { join_report(change, samples::report()); });
    CHECK(story.state("repair") == "none");
    (void)story.act(ten() + 3min, [](Change& change) { return withdraw_request(change, "gone"); });
    CHECK_FALSE(story.request.held_back);
    CHECK(story.state("repair") == "none");
}

TEST_CASE("what is called back for a hazard, however often, is no failure of its own") {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) {
        open_request(change, samples::report());
        change.request.parent = kParent;
    });
    const int allowed = story.definition->find_step("repair")->attempts;
    for (int i = 1; i <= allowed + 1; ++i) {
        CAPTURE(i);
        const Instant now = ten() + std::chrono::minutes{i};
        story.act(now, [](Change& change) { hold_back(change); });
        CHECK(story.state("repair") == "failed " + std::to_string(i));
        CHECK(story.request.held_back);
        story.act(now, [](Change& change) { release(change); });
        CHECK(story.state("repair") == "started " + std::to_string(i + 1));
    }
    CHECK(story.types().find("RequestEscalated") == std::string::npos);
    // Of its own failures it still has as many as the class allows.
    for (int i = 1; i <= allowed; ++i) {
        WorkNews failed = work("WorkOrderFailed", ten() + 20min);
        failed.attempt = story.request.step("repair")->attempt;
        story.act(ten() + 20min, [&](Change& change) { apply_work(change, failed); });
    }
    CHECK(story.state("repair") == "failed " + std::to_string(2 * allowed + 1));
    CHECK(story.types().find("RequestEscalated") != std::string::npos);
}

TEST_CASE("work under way is called back when gas is smelled there too") {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    REQUIRE(story.state("repair") == "started 1");
    story.act(ten() + 5min, [](Change& change) {
        become_part(change, kParent, true);
        join_report(change, samples::report());
    });
    CHECK(story.state("repair") == "failed 1");
    CHECK(story.request.step("repair")->outcome == "hazard_first");
    story.act(ten() + 30min, [](Change& change) { release(change); });
    CHECK(story.state("repair") == "started 2");
}

TEST_CASE("gas endangers until it is made safe, and again when it is smelled later") {
    Case gas{"gas_smell.gas"};
    gas.act(ten(), [](Change& change) {
        become_part(change, kParent, true);
        open_request(change, samples::report());
    });
    CHECK(gas.request.endangers);
    CHECK_FALSE(gas.request.held_back);
    CHECK(gas.state("repair") == "started 1");
    gas.act(ten() + 20min,
            [](Change& change) { apply_work(change, work("MadeSafe", change.now())); });
    CHECK_FALSE(gas.request.endangers);
    Case earlier = gas;
    earlier.act(ten() + 21min, [](Change& change) { join_report(change, samples::report()); });
    CHECK_FALSE(earlier.request.endangers);
    Report later = samples::report();
    later.observed = ten() + 25min;
    gas.act(ten() + 25min, [&](Change& change) { join_report(change, later); });
    CHECK(gas.request.endangers);
    (void)gas.act(ten() + 26min, [](Change& change) { return withdraw_request(change, "x"); });
    CHECK_FALSE(gas.request.endangers);
}

TEST_CASE("a parent tells nothing itself and closes when its parts are over") {
    Case whole{"several"};
    whole.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    CHECK(whole.types() == "RequestOpened StepStarted");
    CHECK(whole.notices.empty());
    CHECK(whole.request.promises.empty());
    const auto done = whole.act(ten(), [](Change& change) {
        return complete_step(change, {"parts", "done", 0, "", change.now()});
    });
    CHECK(done.error().reason == "STEP_NOT_OURS");
    whole.act(ten() + 60min, [](Change& change) { parts_over(change); });
    CHECK(whole.request.state == RequestState::kClosed);
    const auto lines = whole.facts.size();
    whole.act(ten() + 61min, [](Change& change) { parts_over(change); });
    CHECK(whole.facts.size() == lines);
}

}  // namespace
}  // namespace hearth::contact
