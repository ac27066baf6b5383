#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "libs/testkit/plans.hpp"
#include "services/dispatch/storage/stores.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

const testkit::TestDatabase& database() {
    static const testkit::TestDatabase made{"dispatch"};
    return made;
}

sql::Pool& pool() {
    static sql::Pool made{database().app(), all_statements()};
    return made;
}

/// One transaction of a tenant over the stored board.
class Session {
public:
    explicit Session(int tenant, std::chrono::milliseconds within = 10s)
        : tx_(*pool().begin(tenant, Deadline::after(within))), stores_(open_stores(tx_)) {}

    Result<void> lock(const Wanted& wanted = {}) {
        return stores_->boards().lock(state_, wanted, policy_, kMorning);
    }
    Result<void> run(const std::function<void(Board&)>& change, const Wanted& wanted = {}) {
        if (auto locked = lock(wanted); !locked) return locked;
        const auto version = state_.plan_version;
        Board board{policy_, state_, {kMorning, "test", [] { return new_uuid(kMorning); }}};
        change(board);
        board.replan();
        if (auto saved = save(board, version); !saved) return fail(std::move(saved).error());
        return tx_.commit();
    }
    Result<Stamp> save(const Board& board, std::int64_t old_version) {
        return stores_->boards().save(board, old_version, new_uuid(kMorning), kMorning);
    }
    Stores& stores() { return *stores_; }
    const Board::State& state() const { return state_; }

private:
    Policy policy_ = policy();
    sql::Tx tx_;
    std::unique_ptr<Stores> stores_;
    Board::State state_;
};

void write(int tenant, const std::function<void(Board&)>& change, const Wanted& wanted = {}) {
    Session session{tenant};
    const auto done = session.run(change, wanted);
    INFO((done ? std::string{} : done.error().reason + ' ' + done.error().cause));
    REQUIRE(done);
}

WorkOrder stored(int tenant, const std::string& request) {
    Session session{tenant};
    OrderFilter filter;
    filter.request = uid(request);
    const auto orders = session.stores().queries().orders(filter);
    REQUIRE(orders);
    REQUIRE(orders->size() == 1);
    return orders->front();
}

}  // namespace

TEST_CASE("a board comes back from the store as it was saved") {
    write(1, [](Board& board) {
        board.import_crew(crew("C1", {"electricity", "gas"}, east_km(0)));
        board.import_crew(crew("C2", {"water"}, east_km(30)));
        auto work = no_supply("round trip", 2, "TX1");
        work.needs = {"life_support", "deaf"};
        work.evidence_rules = {{"ohm", "Ω", -0.5, 4.25, {}, {"done"}},
                               {"seal", "", 0, 0, {"new", "old"}, {"made_safe", "done"}}};
        work.place.words = "opposite the \"school\", door 3";
        work.summary_zh = "停电";
        board.open(work);
        // Either may lead, by their ids.
        auto neighbour = no_supply("round trip 2", 3, "TX1");
        neighbour.evidence_rules = work.evidence_rules;
        board.open(neighbour);
    });
    const auto order = stored(1, "round trip");
    CHECK(order.state == OrderState::kAssigned);
    CHECK(order.crew == "C1");
    CHECK(order.needs == std::vector<std::string>{"life_support", "deaf"});
    CHECK(order.evidence_rules ==
          std::vector<EvidenceRule>{{"ohm", "Ω", -0.5, 4.25, {}, {"done"}},
                                    {"seal", "", 0, 0, {"new", "old"}, {"made_safe", "done"}}});
    CHECK(order.place.words == "opposite the \"school\", door 3");
    CHECK(order.summary_zh == "停电");
    CHECK(order.place.point == east_km(2));
    CHECK(order.arrive_by == kMorning + 45min);
    CHECK(order.forecast_arrival_at);

    write(1, [&](Board& board) {
        REQUIRE(board.state().incidents.size() == 1);
        const auto& incident = board.state().incidents.begin()->second;
        CHECK(board.state().members.present(incident.id).size() == 2);
        CHECK(incident.evidence.size() == 2);
        CHECK(incident.nodes == std::vector<Uuid>{uid("TX1")});
        REQUIRE(board.confirm(incident.id, "seen", "dispatcher"));
        Mutation there;
        there.mutator = "on_site";
        there.observed_at = kMorning;
        there.order = incident.lead.value();
        CHECK(board.mutate(there, board.order(incident.lead)->crew, {}).outcome == "applied");
        there.mutator = "done";
        there.result =
            WorkResult{"fuse", "new \\ fuse", {{"ohm", "0"}, {"seal", "new"}}, true, true};
        CHECK(board.mutate(there, board.order(incident.lead)->crew, {}).outcome == "applied");
    });
    Session session{1};
    const auto incidents = session.stores().queries().incidents({});
    REQUIRE(incidents);
    REQUIRE(incidents->size() == 1);
    CHECK(incidents->front().state == IncidentState::kRestored);
    const auto lead = session.stores().queries().order(incidents->front().lead, {});
    REQUIRE(lead);
    CHECK((*lead)->result ==
          WorkResult{"fuse", "new \\ fuse", {{"ohm", "0"}, {"seal", "new"}}, true, true});
    const auto shown = [&](const char* name, const char* value, const char* unit) {
        return Reading{name, value, unit, "done", kMorning, (*lead)->crew, (*lead)->version};
    };
    CHECK((*lead)->readings == std::vector{shown("ohm", "0", "Ω"), shown("seal", "new", "")});
    const auto plan = session.stores().queries().plan();
    REQUIRE(plan);
    for (const auto& [code, stops] : plan->routes)
        CHECK(stops.empty());
    const auto crews = session.stores().queries().crews("C1", 10);
    REQUIRE(crews);
    REQUIRE(crews->size() == 1);
    CHECK(crews->front().shifts.size() == 7);
}

TEST_CASE("who moves within an incident is stored as its member once, at the new point") {
    write(1, [](Board& board) {
        board.open(no_supply("mover", 2, "TX8"));
        board.open(no_supply("mover's neighbour", 3, "TX8"));
    });
    const auto order = stored(1, "mover").id;
    auto moved = no_supply("mover", 4, "TX8");
    moved.service_point = uid("another point");
    write(1, [&](Board& board) { board.relocate(order, moved); });
    write(1, [&](Board& board) {
        for (const auto& [id, incident] : board.state().incidents) {
            if (incident.nodes != std::vector{uid("TX8")}) continue;
            CHECK(incident.tally.present == 2);
            for (const auto& [key, member] : board.state().members.of(id)) {
                CHECK_FALSE(member.removed);
                if (member.order == order) CHECK(member.service_point == uid("another point"));
            }
            return;
        }
        FAIL("no incident");
    });
}

TEST_CASE("an incident waits, over transactions, until each member's supply is verified") {
    constexpr int kTenant = 12;
    const std::vector<std::string> requests{"verified 1", "verified 2"};
    Wanted wanted;
    write(kTenant, [&](Board& board) {
        for (const auto& request : requests) {
            board.open(no_supply(request, 1, "TX1"));
            wanted.requests.push_back(uid(request));
        }
        const auto incident = board.state().incidents.begin()->first;
        REQUIRE(board.confirm(incident, "seen", "dispatcher"));
        REQUIRE(board.restore_nodes(incident, {}, kMorning));
    });
    const auto stands = [&](const std::string& state, std::ptrdiff_t verified) {
        Session session{kTenant};
        auto& queries = session.stores().queries();
        const auto found = **queries.incident(queries.incidents({})->front().id, {}, 10);
        CHECK(name_of(found.state) == state);
        CHECK(std::count_if(found.members.begin(), found.members.end(), [](const Member& member) {
                  return member.verified_at == kMorning + 1h;
              }) == verified);
    };
    const auto verify = [&](const std::string& request) {
        write(
            kTenant, [&](Board& board) { board.verify(uid(request), kMorning + 1h); }, wanted);
    };
    stands("restored", 0);
    verify(requests[0]);
    stands("restored", 1);
    verify(requests[1]);
    stands("verified", 2);
    write(kTenant, [](Board& board) {
        REQUIRE(board.state().incidents.size() == 1);
        board.cancel(board.state().incidents.begin()->second.lead.value(), "test");
    });
    stands("closed", 2);
}

TEST_CASE("one change of a tenant at a time; another tenant does not wait") {
    Session first{2};
    REQUIRE(first.lock());
    Session second{2, 300ms};
    const auto waited = second.lock();
    CHECK(waited.error().code == Code::kDeadlineExceeded);
    Session other{3};
    CHECK(other.lock());
}

TEST_CASE("a plan that was published meanwhile refuses the write") {
    Session session{4};
    REQUIRE(session.lock());
    Policy rules = policy();
    Board board{rules, session.state(), {kMorning, "test", [] { return new_uuid(kMorning); }}};
    const auto saved = session.save(board, 7);
    CHECK(saved.error().code == Code::kAborted);
    CHECK(saved.error().reason == "PLAN_MOVED");
}

TEST_CASE("a tenant sees its own rows alone, and numbers are counted by tenant") {
    write(5, [](Board& board) { board.open(no_supply("ours", 1)); });
    write(6, [](Board& board) { board.open(no_supply("ours", 1)); });
    CHECK(stored(5, "ours").id != stored(6, "ours").id);
    CHECK(stored(5, "ours").sequence == stored(6, "ours").sequence);
    Session session{7};
    CHECK(session.stores().queries().orders({})->empty());
    CHECK(session.stores().queries().live_orders()->empty());
}

TEST_CASE("the database refuses what must never be") {
    write(8, [](Board& board) {
        board.import_crew(crew("C1", {"electricity"}, east_km(0)));
        board.open(no_supply("refused", 1));
    });
    const auto id = to_string(stored(8, "refused").id);
    CHECK_THROWS(database().run(
        "INSERT INTO plan_stop SELECT tenant_id, 'C2', 1, work_order_id, arrival_at, departure_at, "
        "travel_s, rule, cost_term, margin, why, plan_version FROM plan_stop WHERE tenant_id = 8"));
    CHECK_THROWS(
        database().run("UPDATE work_order SET crew = NULL WHERE work_order_id = '" + id + "'"));
    CHECK_THROWS(database().run("UPDATE work_order SET state = 'flying' WHERE work_order_id = '" +
                                id + "'"));
}

TEST_CASE("copies of the registry follow versions, and stand in for what is not seen yet") {
    Session session{9};
    auto& network = session.stores().network();
    REQUIRE(network.apply(
        {NodeCopy{uid("TX"), uid("FD"), "transformer", "electricity", east_km(1), 2}}));
    REQUIRE(
        network.apply({NodeCopy{uid("TX"), uid("other"), "transformer", "electricity", {}, 1}}));
    REQUIRE(network.apply({PointCopy{uid("point"), uid("TX"), "electricity", 1},
                           PointCopy{uid("point 2"), uid("TX"), "electricity", 1}}));
    Wanted wanted;
    wanted.nodes = {uid("TX"), uid("FD")};
    REQUIRE(session.lock(wanted));
    CHECK(session.state().network.below(uid("TX"), uid("FD")));
    CHECK(session.state().node_customers.at(uid("FD")) == 2);
    CHECK(session.state().node_places.at(uid("TX")).point == east_km(1));
    CHECK(network.nodes_of({uid("point")})->at(uid("point")) == uid("TX"));
    REQUIRE(network.apply({NodeCopy{uid("FD"), {}, "feeder", "electricity", east_km(0), 1}}));
}

TEST_CASE("a crew's device is told what it lost") {
    write(10, [](Board& board) {
        board.import_crew(crew("C1", {"electricity"}, east_km(0)));
        board.import_crew(crew("C2", {"electricity"}, east_km(30)));
        board.open(no_supply("lost", 1));
    });
    const auto id = stored(10, "lost").id;
    write(10, [&](Board& board) { REQUIRE(board.assign_by_hand(id, "C2")); });
    Session session{10};
    const auto lost = session.stores().devices().jobs("C1", kMorning - 1h);
    REQUIRE(lost);
    REQUIRE(lost->size() == 1);
    CHECK(lost->front().lost_at);
    const auto won = session.stores().devices().jobs("C2", kMorning);
    REQUIRE(won->size() == 1);
    CHECK_FALSE(won->front().lost_at);
}

TEST_CASE("text that no column takes is cleaned and not thrown over") {
    write(11, [](Board& board) {
        auto work = no_supply("odd text", 1);
        work.place.words = std::string{"a\0b", 3} + "\xff";
        board.open(work);
    });
    CHECK(stored(11, "odd text").place.words == "ab\xef\xbf\xbd");
}

TEST_CASE("no statement reads a large table as a whole") {
    const testkit::PlanRules rules{
        {"plan", "plan_stop", "crew", "crew_shift", "tenant"},
        // The checks read everything once, by pages, with a role and at a time of their own.
        {"check_order_events", "check_assignments", "check_open_steps"}};
    const std::vector<std::string> none;
    CHECK(testkit::unbounded_plans(database(), database().app(), all_statements(), rules) == none);
}
