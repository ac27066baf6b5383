#include <csignal>

#include "libs/sql/tests/sample.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/tcp_gate.hpp"

namespace hearth::sql {
namespace {

using namespace std::chrono_literals;

std::int32_t pid_of(Tx& tx) {
    return (*tx.run(kPid))[0].get<std::int32_t>("pid");
}

void kill_backend(std::int32_t pid) {
    database().run("SELECT pg_terminate_backend(" + std::to_string(pid) + ", 5000)");
}

/// A server that hangs for one of its clients. It must be in the test's own process space.
class Stopped {
public:
    explicit Stopped(std::int32_t pid) : pid_(pid) { REQUIRE(::kill(pid_, SIGSTOP) == 0); }
    ~Stopped() { ::kill(pid_, SIGCONT); }

private:
    std::int32_t pid_;
};

struct Gated {
    explicit Gated(int size = 2)
        : gate(database().app().host, database().app().port), pool(make(size)) {}
    Pool make(int size) const {
        Config config = database().app();
        config.port = gate.port();
        return make_pool(config, size);
    }
    testkit::TcpGate gate;
    Pool pool;
};

}  // namespace

TEST_CASE(
    "a backend killed in a transaction: UNAVAILABLE once, then a new session with its settings") {
    Pool pool = make_pool(database().app(), 1);
    std::int32_t pid = 0;
    {
        Tx tx = must_begin(pool);
        pid = pid_of(tx);
        kill_backend(pid);
        check_failed(tx.run(kItems), Code::kUnavailable, "DATABASE_UNAVAILABLE");
        check_failed(tx.commit(), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    }
    CHECK_FALSE(pool.healthy());
    Tx tx = must_begin(pool, 9);
    CHECK(pid_of(tx) != pid);
    CHECK((*tx.run(kSettings))[0].get<std::string>("tenant") == "9");
    CHECK((*tx.run(kSettings))[0].get<std::string>("zone") == "UTC");
    CHECK(pool.healthy());
}

TEST_CASE("a backend killed while idle is noticed before anyone gets it") {
    Pool pool = make_pool(database().app(), 1);
    std::int32_t pid = 0;
    {
        Tx tx = must_begin(pool);
        pid = pid_of(tx);
    }
    kill_backend(pid);
    Tx tx = must_begin(pool);
    CHECK(pid_of(tx) != pid);
}

TEST_CASE("a stopped backend holds nobody past the deadline") {
    Pool pool = make_pool(database().app(), 1);
    {
        Tx tx = must_begin(pool, 1, soon(300ms));
        const Stopped stopped{pid_of(tx)};
        const auto start = std::chrono::steady_clock::now();
        check_failed(tx.run(kItems), Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
        CHECK(std::chrono::steady_clock::now() - start < 600ms);
    }
    Tx tx = must_begin(pool);
    CHECK(tx.run(kItems).has_value());
}

TEST_CASE("a server that hangs between two transactions") {
    Gated gated{1};
    REQUIRE(gated.pool.check(soon()).has_value());
    gated.gate.hold(true);
    auto start = std::chrono::steady_clock::now();
    {
        Tx tx = must_begin(gated.pool, 1, soon(200ms));
        check_failed(tx.run(kItems), Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
    }
    check_failed(gated.pool.begin(1, soon(200ms)), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    CHECK(std::chrono::steady_clock::now() - start < 800ms);
    start = std::chrono::steady_clock::now();
    check_failed(gated.pool.begin(1, soon()), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    CHECK(std::chrono::steady_clock::now() - start < 1500ms);  // connect_timeout
    gated.gate.hold(false);
    CHECK(gated.pool.check(soon()).has_value());
}

TEST_CASE("a server that is gone and comes back") {
    Gated gated;
    {
        Tx tx = must_begin(gated.pool);
        REQUIRE(tx.run(kItems).has_value());
        gated.gate.refuse(true);
        check_failed(tx.run(kItems), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    }
    check_failed(gated.pool.begin(1, soon()), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    CHECK_FALSE(gated.pool.healthy());
    gated.gate.refuse(false);
    CHECK(gated.pool.check(soon()).has_value());
    CHECK(gated.pool.healthy());
}

TEST_CASE("a connection that breaks under COMMIT leaves doubt") {
    Gated gated;
    Tx tx = must_begin(gated.pool, 1, soon(300ms));
    REQUIRE(tx.run(kItemAdd, 1, 800, "").has_value());
    gated.gate.hold(true);
    check_failed(tx.commit(), Code::kUnknown, "COMMIT_IN_DOUBT");
    gated.gate.hold(false);
    Pool direct = make_pool(database().app());
    CHECK(testkit::eventually([&] { return must_begin(direct).run(kAmount, 800)->size() == 1; }));
}

TEST_CASE("a farewell before COMMIT leaves no doubt") {
    Pool pool = make_pool(database().app(), 1);
    Tx tx = must_begin(pool);
    REQUIRE(tx.run(kItemAdd, 1, 801, "").has_value());
    kill_backend(pid_of(tx));
    tx.queue(kItemBump, 1, 801);
    check_failed(tx.commit(), Code::kUnavailable, "DATABASE_UNAVAILABLE");
}

TEST_CASE("a rollback that nobody waits for releases its locks") {
    Pool pool = make_pool(database().app());
    {
        Tx tx = must_begin(pool);
        tx.queue(kItemAdd, 1, 802, "");
        REQUIRE(tx.commit().has_value());
    }
    for (int i = 0; i < 50; ++i) {
        Tx tx = must_begin(pool, 1, soon(2s));
        Tx other = must_begin(pool, 1, soon(2s));
        REQUIRE(tx.run(kItemBump, 1, 802).has_value());
        { const Tx dropped = std::move(tx); }
        REQUIRE(other.run(kItemBump, 1, 802).has_value());
    }
}

}  // namespace hearth::sql
