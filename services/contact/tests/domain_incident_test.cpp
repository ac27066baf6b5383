#include <catch2/catch.hpp>

#include "services/contact/domain/work.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Case;
using samples::catalogue;
using samples::ten;

IncidentNews news(const std::string& name, const std::string& type, Instant at, Duration until) {
    return {type, named_uuid("incident", name), "I-7", at, ten() + until, 180};
}

/// Of an incident that promised it will be over in two hours.
Case affected() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    story.act(ten() + 10min, [](Change& change) {
        apply_incident(change, news("here", "IncidentConfirmed", ten() + 10min, 2h));
    });
    return story;
}

TEST_CASE("finding 19: who is found elsewhere hears no more of the incident where he is not") {
    Case story = affected();
    const Uuid here = named_uuid("incident", "here");
    REQUIRE(story.request.incident == here);
    REQUIRE(story.request.promise("restoration")->due == ten() + 2h + 10min);
    REQUIRE(story.act(ten() + 20min, [](Change& change) {
        return relocate_request(change, samples::report("elsewhere").place);
    }));
    CHECK_FALSE(story.request.incident);
    CHECK(story.request.promise("restoration")->state == PromiseState::kWithdrawn);
    CHECK(story.request.promise("arrival")->state == PromiseState::kMade);
    CHECK_FALSE(story.facts.back().after.incident);

    SECTION("whatever is said of it after that") {
        const auto notices = story.notices.size();
        story.act(ten() + 30min, [](Change& change) {
            apply_incident(change, news("here", "IncidentForecastChanged", ten() + 30min, 6h));
        });
        CHECK(story.notices.size() == notices);
        CHECK(story.request.promise("restoration")->state == PromiseState::kWithdrawn);
        story.act(ten() + 31min, [](Change& change) {
            apply_incident(change, news("here", "IncidentSplit", ten() + 31min, 6h));
        });
        CHECK_FALSE(story.request.incident);
    }
    SECTION("the one at the new place promises its own time") {
        story.act(ten() + 30min, [](Change& change) {
            apply_incident(change, news("there", "IncidentGrown", ten() + 30min, 5h));
        });
        CHECK(story.request.incident == named_uuid("incident", "there"));
        CHECK(story.request.promise("restoration")->due == ten() + 5h + 10min);
        CHECK(story.request.promise("restoration")->state == PromiseState::kMade);
        CHECK(story.notices.back().template_name == "incident");
    }
}

TEST_CASE("finding 19: what turns out to be another matter is in no incident either") {
    Case story = affected();
    const RequestClass& was = *story.definition;
    story.definition = catalogue().find("enquiry");
    REQUIRE(
        story.act(ten() + 20min, [&](Change& change) { return reclassify_request(change, was); }));
    CHECK_FALSE(story.request.incident);
    CHECK(story.request.promise("restoration")->state == PromiseState::kWithdrawn);
}

}  // namespace
}  // namespace hearth::contact
