#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

World town() {
    World world;
    world.add(crew("C1", {"electricity"}, east_km(0)));
    world.add(crew("C2", {"electricity", "gas"}, east_km(20)));
    world.state().network.add(uid("TX1"), uid("FD"));
    world.state().network.add(uid("TX2"), uid("FD"));
    return world;
}

WorkRequest in_danger(const std::string& request, double km, const std::string& node,
                      Hazard hazard = Hazard::kLife) {
    auto made = no_supply(request, km, node);
    made.hazard = hazard;
    return made;
}

std::vector<Fact> raise(World& world, const std::string& request, Hazard hazard) {
    const auto id = world.order(request).id;
    const int rank = world.order(request).rank;
    return world.run([&](Board& board) { board.change_rank(id, rank, hazard, {}); });
}

void report_outage(World& world, const std::string& node) {
    world.run(
        [&](Board& board) { board.report("outage", "electricity", {uid(node)}, world.now, "x"); },
        "agents/A1");
}

/// Three reports, confirmed by a person; `a` leads.
World outage() {
    auto world = town();
    auto reported_at = kMorning;
    for (const auto* name : {"a", "b", "c"}) {
        auto report = no_supply(name, 1, "TX1");
        report.reported_at = reported_at += 1s;
        world.open(report);
    }
    world.say("C1", "a", "en_route");
    const auto incident = world.incident().id;
    world.run([&](Board& board) { REQUIRE(board.confirm(incident, "", "dispatcher")); });
    REQUIRE(world.incident().lead == world.order("a").id);
    REQUIRE(world.order("b").state == OrderState::kFolded);
    return world;
}

}  // namespace

TEST_CASE("an order with a hazard is part of no incident, whoever raises it and however") {
    const auto hazard = GENERATE(Hazard::kProperty, Hazard::kLife);
    auto world = town();
    SECTION("reported by hand over its node") {
        world.open(in_danger("wire", 1, "TX1", hazard));
        const auto crew = world.order("wire").crew;
        REQUIRE_FALSE(crew.empty());
        report_outage(world, "TX1");
        CHECK(world.order("wire").crew == crew);
        CHECK_FALSE(world.holds(world.order("wire").id));
        // Nobody else has reported: an order of dispatch's own leads.
        CHECK(world.state().orders.at(world.incident().lead.value()).key.request == std::nullopt);
    }
    SECTION("opened below a confirmed one") {
        world.open(no_supply("a", 1, "TX1"));
        report_outage(world, "TX1");
        world.open(in_danger("wire", 1, "TX1", hazard));
        CHECK(world.incident().lead == world.order("a").id);
        CHECK_FALSE(world.holds(world.order("wire").id));
    }
    SECTION("suspected before, and confirmed by hand") {
        world.open(no_supply("a", 1, "TX1"));
        world.open(no_supply("b", 1, "TX1"));
        raise(world, "a", hazard);
        const auto incident = world.incident().id;
        world.run([&](Board& board) { REQUIRE(board.confirm(incident, "", "dispatcher")); });
        CHECK(world.incident().lead == world.order("b").id);
        CHECK(world.order("a").state == OrderState::kAssigned);
        CHECK_FALSE(world.holds(world.order("a").id));
    }
    SECTION("moved below one, as another matter") {
        world.open(no_supply("a", 1, "TX1"));
        world.open(no_supply("b", 5, "TX2"));
        report_outage(world, "TX1");
        world.run([&](Board& board) {
            board.relocate(world.order("b").id, in_danger("b", 1, "TX1", hazard));
        });
        CHECK(world.order("b").state == OrderState::kAssigned);
        CHECK_FALSE(world.holds(world.order("b").id));
    }
}

TEST_CASE("a danger told of a folded order unfolds it, and a crew goes there") {
    auto world = outage();
    const auto hazard = GENERATE(Hazard::kProperty, Hazard::kLife);
    const auto facts = raise(world, "b", hazard);
    CHECK(has(facts, "IncidentSplit"));
    CHECK(has(facts, "WorkOrderUnfolded"));
    CHECK(has(facts, "WorkOrderAssigned"));
    CHECK(world.order("b").state == OrderState::kAssigned);
    CHECK_FALSE(world.order("b").parent);
    CHECK_FALSE(world.order("b").incident);
    CHECK_FALSE(has(raise(world, "b", hazard), "WorkOrderRankChanged"));

    SECTION("the end of the work elsewhere does not end it") {
        world.say("C1", "a", "on_site");
        const auto incident = world.incident().id;
        world.run([&](Board& board) { REQUIRE(board.restore_nodes(incident, {}, world.now)); });
        world.say("C1", "a", "done");
        CHECK(world.order("c").state == OrderState::kDone);
        CHECK(world.order("b").state == OrderState::kAssigned);
        CHECK_FALSE(world.order("b").restored_at);
    }
    SECTION("it is folded again by nobody, while it is in danger") {
        world.open(no_supply("d", 1, "TX1"));
        world.run([&](Board& board) { board.cancel(world.order("a").id, "withdrawn"); });
        CHECK(world.order("b").state == OrderState::kAssigned);
        CHECK_FALSE(world.holds(world.order("b").id));
    }
}

TEST_CASE("supply was back before the danger was told: the leader's end does not end it") {
    auto world = outage();
    const auto incident = world.incident().id;
    world.say("C1", "a", "on_site");
    world.run([&](Board& board) { REQUIRE(board.restore_nodes(incident, {}, world.now)); });
    REQUIRE(world.order("b").restored_at);
    raise(world, "b", Hazard::kLife);
    world.say("C1", "a", "done");
    CHECK(world.order("b").state == OrderState::kAssigned);
}

TEST_CASE("a leader in danger stands alone, and another leads the rest") {
    auto world = outage();
    raise(world, "a", Hazard::kLife);
    CHECK(world.order("a").state == OrderState::kEnRoute);
    CHECK_FALSE(world.order("a").incident);
    CHECK(world.incident().lead == world.order("b").id);
    CHECK(world.order("b").state == OrderState::kAssigned);
    CHECK(world.order("c").parent == world.order("b").id);
}

TEST_CASE("who moves within an incident is its member once, with the new place") {
    auto world = outage();
    const auto facts = world.run(
        [&](Board& board) { board.relocate(world.order("b").id, no_supply("b", 2, "TX1")); });
    CHECK(has(facts, "IncidentSplit"));
    CHECK(has(facts, "IncidentGrown"));
    CHECK(world.order("b").state == OrderState::kFolded);
    CHECK(world.members().size() == 3);
    CHECK(world.members().size() == 3);
    SECTION("and who was only suspected leaves with its place") {
        auto other = town();
        other.open(no_supply("a", 1, "TX1"));
        other.open(no_supply("b", 1, "TX1"));
        other.run(
            [&](Board& board) { board.relocate(other.order("b").id, no_supply("b", 9, "TX2")); });
        CHECK_FALSE(other.holds(other.order("b").id));
    }
}

TEST_CASE("a crew confirms an incident of its own order and no other") {
    auto world = town();
    for (const auto* name : {"a", "b"})
        world.open(no_supply(name, 1, "TX1"));
    world.open(gas_smell("gas", 20));
    world.open(no_supply("far", 2, "TX2"));
    const auto incident = world.incident().id;
    const auto crew = world.order("gas").crew;
    Mutation says;
    says.mutator = "confirm_incident";
    says.incident = incident;
    for (const auto* name : {"gas", "far"}) {
        CAPTURE(name);
        const auto before = world.order(name);
        const auto answer = world.push(before.crew, name, says);
        CHECK(answer.outcome == "refused");
        CHECK(answer.reason == "NOT_A_MEMBER");
        CHECK(world.order(name) == before);
        CHECK(world.incident().state == IncidentState::kSuspected);
    }
    auto unknown = says;
    unknown.incident = uid("nothing");
    CHECK(world.push(crew, "gas", unknown).reason == "NOT_A_MEMBER");
    CHECK(world.say(crew, "gas", "confirm_incident").reason == "NOT_FOUND");
    SECTION("a member does, by name") {
        CHECK(world.push(world.order("a").crew, "a", says).outcome == "applied");
        CHECK(world.incident().state == IncidentState::kConfirmed);
    }
    SECTION("a member does, without a name") {
        CHECK(world.say(world.order("b").crew, "b", "confirm_incident").outcome == "applied");
        CHECK(world.incident().state == IncidentState::kConfirmed);
    }
    SECTION("who left it does not") {
        world.run(
            [&](Board& board) { board.relocate(world.order("a").id, no_supply("a", 9, "TX2")); });
        CHECK(world.push(world.order("a").crew, "a", says).reason == "NOT_A_MEMBER");
    }
}

namespace {

/// What may be done to a board that has to do with incidents, or raises a hazard.
class Storm {
public:
    explicit Storm(World& world) : world_(world) {}

    std::vector<Fact> next() {
        world_.now += std::chrono::minutes{*rc::gen::inRange(0, 20)};
        const auto kind = *rc::gen::inRange(0, 10);
        if (kind < 3 || count_ == 0) return open();
        if (kind < 6) return crew_says();
        if (kind == 6) return raise(world_, one(), hazard());
        return world_.run([&](Board& board) { office_does(board); });
    }

private:
    static std::string node() { return *rc::gen::arbitrary<bool>() ? "TX1" : "TX2"; }
    static Hazard hazard() {
        return *rc::gen::element(Hazard::kNone, Hazard::kProperty, Hazard::kLife);
    }
    [[nodiscard]] std::string one() const {
        return "r" + std::to_string(*rc::gen::inRange(0, count_));
    }

    WorkRequest some(const std::string& name) {
        const auto kind = *rc::gen::inRange(0, 5);
        if (kind == 0) return gas_smell(name, 3);
        return kind == 1 ? in_danger(name, 2, node()) : no_supply(name, 1, node());
    }
    std::vector<Fact> open() {
        const auto name = "r" + std::to_string(count_++);
        return world_.open(some(name));
    }
    std::vector<Fact> crew_says() {
        const auto name = one();
        const auto crew = world_.order(name).crew;
        Mutation says;
        says.order = world_.order(name).id;
        static const std::vector<std::string> kWords = {
            "accept", "en_route",        "on_site",         "made_safe",
            "done",   "supply_restored", "suspend",         "resume",
            "fail",   "decline",         "confirm_incident"};
        says.mutator = *rc::gen::elementOf(kWords);
        says.observed_at = world_.now;
        says.result = WorkResult{
            "x", "", {{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}}, false, true};
        return world_.run([&](Board& board) { board.mutate(says, crew, world_.given(crew)); },
                          "crews/" + crew);
    }
    void office_does(Board& board) {
        const auto order = world_.order(one()).id;
        const auto& incidents = board.state().incidents;
        std::optional<Uuid> incident;
        if (!incidents.empty()) {
            const auto place = *rc::gen::inRange<std::size_t>(0, incidents.size());
            incident = std::next(incidents.begin(), static_cast<std::ptrdiff_t>(place))->first;
        }
        switch (*rc::gen::inRange(0, 7)) {
            case 0:
                return board.cancel(order, "test");
            case 1:
                return board.relocate(order, some("moved"));
            case 2:
                return (void)board.report("outage", "electricity", {uid(node())}, world_.now, "");
            case 3:
                if (incident) (void)board.confirm(*incident, "", "dispatcher");
                return;
            case 4:
                if (incident) (void)board.ungroup(*incident, {}, "");
                return;
            case 5:
                if (incident) (void)board.restore_nodes(*incident, {}, world_.now);
                return;
            default:
                if (incident) (void)board.dismiss(*incident, "");
        }
    }

    World& world_;
    int count_ = 0;
};

}  // namespace

TEST_CASE("no order with a hazard is ever folded, led, leading, or ended by another's work") {
    REQUIRE(rc::check("", [] {
        auto world = town();
        Storm storm{world};
        const auto steps = *rc::gen::inRange(0, 40);
        for (int i = 0; i < steps; ++i) {
            for (const auto& fact : storm.next()) {
                const auto* told = std::get_if<OrderFact>(&fact);
                if (told == nullptr || told->head.hazard == Hazard::kNone) continue;
                RC_ASSERT(told->head.state != OrderState::kFolded);
                RC_ASSERT(
                    (!told->head.parent || !std::holds_alternative<WorkOrderDone>(told->event)));
            }
            for (const auto& [id, order] : world.state().orders) {
                if (is_ended(order.state) || order.hazard == Hazard::kNone) continue;
                RC_ASSERT(order.state != OrderState::kFolded);
                RC_ASSERT(!order.parent);
                for (const auto& [incident_id, incident] : world.state().incidents) {
                    if (incident.over()) continue;
                    RC_ASSERT(!world.state().members.holds(incident_id, id));
                    RC_ASSERT(incident.lead != id);
                }
            }
        }
    }));
}
