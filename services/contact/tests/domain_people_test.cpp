#include <catch2/catch.hpp>

#include "services/contact/domain/identity.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::at;
using samples::Case;
using samples::roster;
using samples::ten;

TEST_CASE("shifts repeat each week, pass midnight and end") {
    const Roster known = roster();
    CHECK(known.shift_of("A1", ten())->until == at("2026-03-03T20:00:00+08:00"));
    CHECK_FALSE(known.shift_of("A1", at("2026-03-03T20:00:00+08:00")));
    CHECK_FALSE(known.shift_of("A1", at("2026-03-07T10:00:00+08:00")));
    CHECK(known.shift_of("A2", at("2026-03-04T07:59:00+08:00"))->until ==
          at("2026-03-04T08:00:00+08:00"));
    CHECK_FALSE(known.shift_of("A2", at("2026-03-03T07:59:00+08:00")));
    CHECK(known.on_duty(ten()).size() == 2);
}

TEST_CASE("every wrong row of a roster is named") {
    Roster wrong = roster();
    CHECK(check_roster(wrong).empty());
    wrong.agents.push_back({"A1", "", "", {"king"}});
    wrong.agents.push_back({std::string(201, 'A'), "", "", {"intake"}});
    wrong.duty.push_back({"A9", "intake", {}, 0min, 0min});
    wrong.duty.push_back({"A3", "intake", {8}, 0min, 0min});
    std::string all;
    for (const auto& fault : check_roster(wrong))
        all += fault.field + "=" + fault.reason + " ";
    CHECK(all ==
          "agents[3].code=REPEATED agents[3].roles=UNKNOWN_ROLE agents[4].code=TOO_LONG "
          "duty[3].agent=UNKNOWN_AGENT "
          "duty[3].weekdays=BAD_WEEKDAY duty[4].role=NOT_THEIR_ROLE duty[4].weekdays=BAD_WEEKDAY ");
}

Case opened() {
    Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    return story;
}

TEST_CASE("a hand-over is accepted within 15 minutes or the lead owns it") {
    Case story = opened();
    CHECK(
        story.act(ten() + 1min, [](Change& change) { return hand_over(change, "A3", roster()); }));
    CHECK(story.request.owner_agent == "A1");
    Case late = story;
    CHECK(story.act(ten() + 5min,
                    [](Change& change) { return accept_hand_over(change, "A3", roster()); }));
    CHECK(story.request.owner_agent == "A3");
    CHECK(story.request.owner_role == "lead");
    CHECK(story.request.first_agent == "A1");
    CHECK_FALSE(story.act(ten() + 5min,
                          [](Change& change) { return accept_hand_over(change, "A3", roster()); }));
    late.act(ten() + 16min, [](Change& change) { tick(change, roster()); });
    CHECK(late.request.owner_role == "lead");
    CHECK(late.request.owner_agent.empty());
    CHECK_FALSE(
        late.act(ten() + 17min, [](Change& change) { return hand_over(change, "A2", roster()); }));
}

TEST_CASE("nobody off duty owns anything for more than 15 minutes") {
    Case story = opened();
    const Instant end = at("2026-03-03T20:00:00+08:00");
    story.act(end + 13min, [](Change& change) { check_owner(change, roster()); });
    CHECK(story.request.owner_agent == "A1");
    REQUIRE(next_owner_check(story.request));
    CHECK(*next_owner_check(story.request) < end + 15min);
    story.act(end + 14min, [](Change& change) { check_owner(change, roster()); });
    CHECK(story.request.owner_agent.empty());
    CHECK(story.facts.back().row.detail("why") == "off_duty");
}

TEST_CASE("a roster that takes somebody off duty takes the request back in time") {
    Case story = opened();
    Roster empty = roster();
    empty.duty.clear();
    story.act(ten() + 1h, [&](Change& change) { check_owner(change, empty); });
    CHECK(story.request.owner_agent == "A1");
    story.act(ten() + 1h + 14min, [&](Change& change) { check_owner(change, empty); });
    CHECK(story.request.owner_agent.empty());
}

CandidatePremise premise(const std::string& name, bool in_incident,
                         const std::string& commodity = "electricity") {
    CandidatePremise made;
    made.premise = named_uuid("premise", name);
    made.party = named_uuid("party", "x");
    made.in_incident = in_incident;
    made.supplies.push_back({named_uuid("sp", name), commodity, {}, true, "connected", {}});
    return made;
}

TEST_CASE("a number preselects one premise of one party and nothing else") {
    const CandidateParty one{named_uuid("party", "x"), "张", "Zhang", "general", "zh-CN", ""};
    const CandidateParty two{named_uuid("party", "y"), "李", "Li", "general", "zh-CN", ""};
    CHECK(identify({}, {}, "").why == "UNKNOWN_NUMBER");
    CHECK(identify({one}, {premise("a", false)}, "electricity").preselected ==
          named_uuid("premise", "a"));
    CHECK(identify({one}, {premise("a", false), premise("g", false, "gas")}, "electricity")
              .preselected);
    CHECK_FALSE(identify({one}, {premise("a", false), premise("b", true)}, "").preselected);
    CHECK(identify({one}, {premise("a", false), premise("b", true)}, "").premises[0].premise ==
          named_uuid("premise", "b"));
    CHECK(identify({one, two}, {premise("a", false)}, "").why == "SEVERAL_PARTIES");
    const auto many = identify({one},
                               {premise("a", false), premise("b", false, "gas"),
                                premise("c", false, "gas"), premise("d", false, "gas")},
                               "electricity");
    CHECK(many.why == "TOO_MANY_PREMISES");
    CHECK_FALSE(many.preselected);
}

}  // namespace
}  // namespace hearth::contact
