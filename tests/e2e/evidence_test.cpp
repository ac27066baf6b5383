#include <algorithm>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "libs/rpc/timestamp.hpp"
#include "libs/testkit/eventually.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

using Evidence = std::map<std::string, std::string>;
using Order = Story::WorkOrder;

std::string smell_of_gas(const Household& home) {
    const auto& doors = world().doors;
    contact::v1::OpenRequestRequest open;
    open.set_request_id(unique("gas"));
    open.set_channel("phone");
    open.mutable_report()->set_class_("gas_smell.gas");
    open.mutable_report()->set_premise(home.premise);
    open.mutable_report()->set_phone(home.phone);
    return must(*doors.stub<ContactService>(), &ContactService::Stub::OpenRequest, open,
                doors.as(kAgent))
        .answer()
        .service_request()
        .name();
}

/// A crew's phone that says one thing after another.
class Phone {
public:
    explicit Phone(const Order& order) : order_(order), device_(unique("phone")) {}

    dispatch::v1::MutationAnswer say(const std::string& mutator, const Evidence& evidence = {}) {
        return say_of(world().doors.now(), mutator, evidence);
    }
    dispatch::v1::MutationAnswer say_of(Instant observed, const std::string& mutator,
                                        const Evidence& evidence) {
        const auto& doors = world().doors;
        dispatch::v1::PushMutationsRequest push;
        push.set_device(device_);
        auto& mutation = *push.add_mutations();
        mutation.set_sequence(++sequence_);
        mutation.set_work_order(order_.name());
        mutation.set_mutator(mutator);
        *mutation.mutable_observed_time() = rpc::to_proto(observed);
        mutation.mutable_args()->mutable_result()->mutable_evidence()->insert(evidence.begin(),
                                                                              evidence.end());
        return must(*doors.stub<DispatchService>(), &DispatchService::Stub::PushMutations, push,
                    doors.as(crew(order_.crew().substr(6))))
            .answers(0);
    }

private:
    Order order_;
    std::string device_;
    std::int64_t sequence_ = 0;
};

/// How often the timeline has a line that is about what dispatch calls so.
long lines(const std::string& request, const std::string& words) {
    const auto whole = world().story.request(request);
    return std::ranges::count_if(whole.timeline(), [&](const auto& row) {
        return row.text_en().find(words) != std::string::npos;
    });
}

bool is_open(const Story::Request& request) {
    return request.state() < contact::v1::REQUEST_STATE_RESOLVED;
}

TEST_CASE("S1 a leak that was measured is not over because a crew says so", "[S1]") {
    const auto& story = world().story;
    const auto name = smell_of_gas(household(world().suite, 5));
    const auto order = story.order_of(name);
    REQUIRE(order.evidence_rules_size() == 2);
    Phone phone{order};
    for (const auto* mutator : {"accept", "en_route", "on_site"})
        REQUIRE(phone.say(mutator).outcome() == "applied");

    const Evidence leak{{"gas_reading_ppm", "25000"}, {"tightness_test", "failed"}};
    CHECK(phone.say("made_safe", leak).reason() == "EVIDENCE_NOT_MET");
    const auto refused = phone.say("done", leak);
    CHECK(refused.outcome() == "refused");
    CHECK(refused.reason() == "EVIDENCE_NOT_MET");
    CHECK(refused.message().find("gas_reading_ppm from 0 to 50 ppm") != std::string::npos);
    for (const auto* any : {"", "any", "51", "-1", " 50 ", "50ppm", "NaN", "1e1"}) {
        CAPTURE(any);
        CHECK(
            phone.say("done", {{"gas_reading_ppm", any}, {"tightness_test", "passed"}}).reason() ==
            "EVIDENCE_NOT_MET");
    }
    CHECK(phone.say("no_fault_found").reason() == "EVIDENCE_NOT_MET");

    const auto stands = story.order(order.name());
    CHECK(stands.state() == "on_site");
    CHECK_FALSE(stands.has_made_safe_time());
    CHECK(stands.flags(0) == "evidence_not_met");
    const auto& kept = stands.readings();
    const auto gas = std::ranges::find_if(
        kept, [](const auto& reading) { return reading.name() == "gas_reading_ppm"; });
    REQUIRE(gas != kept.end());
    CHECK(gas->value() == "1e1");
    CHECK(gas->unit() == "ppm");
    REQUIRE(testkit::eventually([&] { return lines(name, "gas_reading_ppm 25000 ppm") >= 2; }));
    CHECK(lines(name, "Raised to the lead") >= 1);
    const auto hazard = story.request(name).service_request();
    CHECK(is_open(hazard));
    CHECK(hazard.hazard() == contact::v1::HAZARD_LIFE);

    CHECK(phone.say("made_safe", {{"gas_reading_ppm", "40"}}).outcome() == "applied");
    const Evidence tight{{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}};
    CHECK(phone.say("done", tight).outcome() == "applied");
    CHECK(story.order(order.name()).state() == "done");
    (void)story.wait_for(name, [](const auto& request) { return !is_open(request); });
    CHECK(lines(name, "gas_reading_ppm 0 ppm, tightness_test passed") == 1);
    story.complete_step(name, "callback", "satisfied", 5);
}

TEST_CASE("S1 the next crew cannot certify gas with what was measured before the danger", "[S1]") {
    const auto& story = world().story;
    const auto name = smell_of_gas(household(world().suite, 7));
    const auto first = story.order_of(name);
    Phone phone{first};
    for (const auto* mutator : {"accept", "en_route", "on_site"})
        REQUIRE(phone.say(mutator).outcome() == "applied");
    const auto before = world().doors.now();
    REQUIRE(phone.say("fail", {{"gas_reading_ppm", "8000"}}).outcome() == "applied");
    const auto next = story.order_of(name);
    REQUIRE(next.attempt() == 2);
    Phone other{next};
    for (const auto* mutator : {"accept", "en_route", "on_site"})
        REQUIRE(other.say(mutator).outcome() == "applied");
    const Evidence tight{{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}};
    for (const auto* word : {"made_safe", "done"}) {
        const auto answer = other.say_of(before, word, tight);
        CHECK(answer.reason() == "EVIDENCE_NOT_MET");
        CHECK(answer.message().find("needs evidence from after") != std::string::npos);
    }
    CHECK(is_open(story.request(name).service_request()));
    // Behind the closed valve the pipe still leaks: that is the truth, and counts.
    CHECK(other.say("made_safe", {{"gas_reading_ppm", "0"}, {"tightness_test", "failed"}})
              .outcome() == "applied");
    CHECK(other.say("done", tight).outcome() == "applied");
    (void)story.wait_for(name, [](const auto& request) { return !is_open(request); });
    story.complete_step(name, "callback", "satisfied", 5);
}

TEST_CASE("S1 a reading that comes late from a crew without the order ends nothing", "[S1]") {
    const auto& story = world().story;
    const auto& doors = world().doors;
    const auto name = smell_of_gas(household(world().suite, 6));
    const auto order = story.order_of(name);
    Phone offline{order};
    dispatch::v1::CancelWorkOrderRequest cancel;
    cancel.set_request_id(unique("cancel"));
    cancel.set_name(order.name());
    cancel.set_reason("plan_again");
    must(*doors.stub<DispatchService>(), &DispatchService::Stub::CancelWorkOrder, cancel,
         doors.as(kDispatcher));

    const auto late = offline.say("done", {{"gas_reading_ppm", "900"}});
    CHECK(late.outcome() == "conflict");
    CHECK(late.reason() == "EVIDENCE_NOT_MET");
    CHECK(story.order(order.name()).state() == "cancelled");
    REQUIRE(testkit::eventually([&] { return lines(name, "gas_reading_ppm 900 ppm") == 1; }));
    CHECK(is_open(story.request(name).service_request()));

    story.repair(story.order_of(name));
    (void)story.wait_for(name, [](const auto& request) { return !is_open(request); });
    story.complete_step(name, "callback", "satisfied", 5);
}

}  // namespace
