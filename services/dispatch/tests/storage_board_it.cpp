#include <random>

#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "services/dispatch/storage/stores.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

/// What happens to a change.
enum class End {
    kCommitted,
    kRefused,     ///< by its rule, before it is written
    kLost,        ///< written, never committed
    kOtherWrote,  ///< lost, and the same number given to another replica's change
};

struct Ground {
    testkit::TestDatabase database{"dispatch"};
    sql::Pool pool{database.app(), all_statements()};
};

/// One process with the board of tenant 1 in memory.
class Replica {
public:
    explicit Replica(Ground& ground) : ground_(ground) {}

    void change(const std::function<void(Board&)>& body, const Wanted& wanted = {},
                End end = End::kCommitted) {
        auto tx = ground_.pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        const auto stores = open_stores(*tx);
        auto& boards = stores->boards();
        const auto locked = boards.lock(kept_, wanted, policy_, kMorning);
        INFO((locked ? std::string{} : locked.error().cause));
        REQUIRE(locked);
        const auto version = kept_.plan_version;
        Board board{
            policy_, std::move(kept_), {kMorning, "test", [] { return new_uuid(kMorning); }}};
        body(board);
        board.replan();
        std::optional<Stamp> pending;
        if (end != End::kRefused && !board.unchanged()) {
            const auto saved = boards.save(board, version, new_uuid(kMorning), kMorning);
            INFO((saved ? std::string{} : saved.error().cause));
            REQUIRE(saved);
            pending = *saved;
        }
        kept_ = std::move(board).release();
        kept_.pending = pending;
        if (end == End::kCommitted) REQUIRE(tx->commit());
    }
    /// The board as the next change finds it, with these requests.
    const Board::State& look(const std::vector<Uuid>& requests = {}) {
        Wanted wanted;
        wanted.requests = requests;
        auto tx = ground_.pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        REQUIRE(open_stores(*tx)->boards().lock(kept_, wanted, policy_, kMorning));
        return kept_;
    }

    /// Whether the next change finds the board.
    [[nodiscard]] bool locks() {
        auto tx = ground_.pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        return open_stores(*tx)->boards().lock(kept_, {}, policy_, kMorning).has_value();
    }

private:
    Ground& ground_;
    Policy policy_ = policy();
    Board::State kept_;
};

template <typename Map>
auto copy_of(const Map& map) {
    std::vector<std::pair<typename Map::const_iterator::value_type::first_type,
                          typename Map::const_iterator::value_type::second_type>>
        rows;
    for (const auto& [key, value] : map)
        rows.emplace_back(key, value);
    return rows;
}

/// Crews without work have no route or an empty one.
auto stops_of(const Board::State& state) {
    std::map<std::string, std::vector<PlannedStop>> stops;
    for (const auto& [code, route] : state.routes) {
        if (!route.empty()) stops[code] = route;
    }
    return stops;
}

void check_same(const Board::State& kept, const Board::State& read) {
    CHECK(copy_of(kept.orders) == copy_of(read.orders));
    CHECK(copy_of(kept.crews) == copy_of(read.crews));
    CHECK(stops_of(kept) == stops_of(read));
    CHECK(copy_of(kept.incidents) == copy_of(read.incidents));
    CHECK(copy_of(kept.members) == copy_of(read.members));
    CHECK(kept.plan_version == read.plan_version);
    CHECK(kept.order_sequence == read.order_sequence);
    CHECK(kept.incident_sequence == read.incident_sequence);
    CHECK(kept.stamp == read.stamp);
    CHECK(copy_of(kept.orders.by_crew()) == copy_of(read.orders.by_crew()));
    CHECK(copy_of(kept.orders.waiting()) == copy_of(read.orders.waiting()));
}

std::string name_of_request(unsigned number) {
    return "r" + std::to_string(number);
}

/// Any one thing that may happen to a board.
void disturb(Board& board, unsigned what, unsigned which) {
    const auto name = name_of_request(which);
    const auto orders = board.state().orders.of_request(uid(name));
    const auto node = "TX" + std::to_string(which % 3);
    const auto& incidents = board.state().incidents;
    switch (what % 8) {
        case 0:
        case 1:
            board.open(no_supply(name, which % 20, node));
            return;
        case 2:
            if (!orders.empty()) board.cancel(orders.front(), "test");
            return;
        case 3:
            board.verify(uid(name), kMorning + 1h);
            return;
        case 4:
            for (const auto& [id, incident] : incidents) {
                if (board.confirm(id, "", "dispatcher")) return;
            }
            return;
        case 5:
            for (const auto& [id, incident] : incidents) {
                if (incident.folds() && board.restore_nodes(id, {}, kMorning)) return;
            }
            return;
        case 6:
            (void)board.set_crew_state("C1", which % 2 == 0, "ill");
            return;
        default:
            if (orders.empty()) return;
            Mutation said;
            said.order = orders.front();
            said.mutator = which % 2 == 0 ? "on_site" : "done";
            said.observed_at = kMorning;
            said.result = WorkResult{"x", "", {}, false, true};
            board.mutate(said, board.order(orders.front())->crew, {orders.front()});
    }
}

void import_crews(Replica& replica) {
    replica.change([](Board& board) {
        board.import_crew(crew("C1", {"electricity"}, east_km(0)));
        board.import_crew(crew("C2", {"electricity"}, east_km(9)));
    });
}

}  // namespace

TEST_CASE("a board kept in memory is what is stored, whoever wrote it and whatever was lost") {
    Ground ground;
    Replica one{ground};
    Replica other{ground};
    import_crews(one);
    std::mt19937 random{4711};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
    constexpr unsigned kRequests = 12;
    for (int step = 0; step < 150; ++step) {
        const auto what = static_cast<unsigned>(random());
        const auto which = static_cast<unsigned>(random()) % kRequests;
        const auto end = static_cast<End>(random() % 4);
        Wanted wanted;
        wanted.requests = {uid(name_of_request(which))};
        const auto body = [&](Board& board) { disturb(board, what, which); };
        auto& writes = random() % 2 == 0 ? one : other;
        auto& waits = &writes == &one ? other : one;
        writes.change(body, wanted, end == End::kOtherWrote ? End::kLost : end);
        if (end == End::kOtherWrote) waits.change(body, wanted);
        if (step % 10 != 0) continue;
        INFO(step);
        Replica fresh{ground};
        const std::vector<Uuid> ended{uid(name_of_request(which))};
        const auto& read = fresh.look(ended);
        check_same(one.look(ended), read);
        check_same(other.look(ended), read);
    }
}

TEST_CASE("a tenant's first change may be lost") {
    Ground ground;
    Replica replica{ground};
    const auto open = [](Board& board) { board.open(no_supply("first", 1)); };
    replica.change(open, {}, End::kLost);
    CHECK(replica.look().orders.size() == 0);
    replica.change(open);
    CHECK(replica.look().orders.size() == 1);
}

TEST_CASE("a replica that does not know what was written since reads all anew") {
    Ground ground;
    Replica one{ground};
    Replica other{ground};
    import_crews(one);
    (void)other.look();
    one.change([](Board& board) { board.open(no_supply("unseen", 1)); });
    ground.database.run("DELETE FROM board_change");
    CHECK(other.look().orders.size() == 1);
}

TEST_CASE("what failed while a board was read is read anew") {
    Ground ground;
    Replica one{ground};
    import_crews(one);
    for (unsigned i = 0; i < 9; ++i)
        one.change([&](Board& board) { disturb(board, i < 6 ? 0 : 4, i); });
    Replica behind{ground};
    (void)behind.look();
    for (const std::string table :
         {"work_order", "crew", "plan_stop", "incident", "incident_member", "network_node"}) {
        INFO(table);
        one.change([](Board& board) { disturb(board, 5, 0); });
        one.change([](Board& board) { disturb(board, 0, 7); });
        ground.database.run("UPDATE plan SET network_version = network_version + 1");
        Replica newcomer{ground};
        ground.database.run("ALTER TABLE " + table + " RENAME TO away");
        for (int i = 0; i < 2; ++i) {
            CHECK_FALSE(newcomer.locks());
            // Whether it has to read this table depends on what was written.
            (void)behind.locks();
        }
        ground.database.run("ALTER TABLE away RENAME TO " + table);
        Replica fresh{ground};
        const auto& read = fresh.look();
        check_same(newcomer.look(), read);
        check_same(behind.look(), read);
    }
}

TEST_CASE("a change that the database lost is not taken for the one that has its number") {
    Ground ground;
    Replica one{ground};
    import_crews(one);
    Replica survivor{ground};
    survivor.change([](Board& board) { board.open(no_supply("lost", 1)); });
    ground.database.run(
        "DELETE FROM plan_stop; DELETE FROM work_order; DELETE FROM board_change WHERE change ="
        " (SELECT change FROM plan); UPDATE plan SET change = change - 1, change_id = (SELECT"
        " b.change_id FROM board_change b WHERE b.change = plan.change - 1)");
    Replica other{ground};
    other.change([](Board& board) { board.open(no_supply("instead", 2)); });
    other.change([](Board& board) { board.open(no_supply("and more", 3)); });
    Replica fresh{ground};
    check_same(survivor.look(), fresh.look());
}

TEST_CASE("what somebody wrote who numbers no changes is read") {
    Ground ground;
    Replica one{ground};
    import_crews(one);
    one.change([](Board& board) { board.open(no_supply("known", 1)); });
    ground.database.run(
        "UPDATE work_order SET rank = rank + 1, version = version + 1;"
        "UPDATE plan SET version = version + 1");
    Replica fresh{ground};
    check_same(one.look(), fresh.look());
}

TEST_CASE("a board in memory hears of another network, and of what the registry counts") {
    Ground ground;
    Replica replica{ground};
    const auto copy = [&](const std::function<Result<void>(NetworkStore&)>& apply) {
        auto tx = ground.pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        REQUIRE(apply(open_stores(*tx)->network()));
        REQUIRE(tx->commit());
    };
    replica.change([](Board& board) { board.open(no_supply("fed", 1, "TX")); });
    CHECK_FALSE(replica.look().network.below(uid("TX"), uid("FD")));
    copy([](NetworkStore& network) {
        return network.apply({NodeCopy{uid("TX"), uid("FD"), "transformer", "electricity", {}, 1}});
    });
    CHECK(replica.look().network.below(uid("TX"), uid("FD")));
}
