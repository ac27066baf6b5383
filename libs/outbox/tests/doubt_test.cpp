#include <thread>

#include "libs/outbox/tests/work_fixture.hpp"
#include "libs/runtime/failpoint.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/tcp_gate.hpp"

namespace hearth::outbox {
namespace {

struct Gated {
    Gated() : gate(database().app().host, database().app().port), bench(through(gate.port()), 2) {}
    static sql::Config through(int port) {
        sql::Config config = database().app();
        config.port = port;
        config.connect_timeout = 5s;
        return config;
    }
    /// Runs `ask` whose body makes the gate slow; cuts the connection when the commit is done and
    /// its answer on the way.
    template <typename Ask>
    auto answer_is_lost(const Uuid& key, Ask ask) {
        std::thread cutter{[this, key] {
            const bool committed = testkit::eventually([&] { return traces(key) != effects(0); });
            gate.cut();
            gate.delay(0ms);
            done_before_cut = committed;
        }};
        auto answer = ask();
        cutter.join();
        CHECK(done_before_cut);
        return answer;
    }
    testkit::TcpGate gate;
    Bench bench;
    bool done_before_cut = false;
};

}  // namespace

TEST_CASE("a commit whose answer is lost is found by its request id") {
    Gated gated;
    const Uuid key = new_key();
    const auto answer = gated.answer_is_lost(key, [&] {
        return gated.bench.work.command(command("doubt-1"), [&](UnitOfWork& unit) {
            auto done = bump(unit, key);
            gated.gate.delay(500ms);
            return done;
        });
    });
    CHECK(answer == "1");
    CHECK(traces(key) == effects(1));
    CHECK(gated.bench.wakes == 1);
}

TEST_CASE("a commit without a request id whose answer is lost is found by its first event") {
    Gated gated;
    const Uuid key = new_key();
    const auto answer = gated.answer_is_lost(key, [&] {
        return gated.bench.work.command(command(""), [&](UnitOfWork& unit) {
            auto done = bump(unit, key);
            gated.gate.delay(500ms);
            return done;
        });
    });
    CHECK(answer == "1");
    CHECK(traces(key) == effects(1));
    CHECK(gated.bench.wakes == 1);
}

TEST_CASE("a connection cut before the commit arrives: UNAVAILABLE, and the repeat does it") {
    Gated gated;
    const Uuid key = new_key();
    const auto cut = [&](UnitOfWork& unit) {
        auto done = bump(unit, key);
        gated.gate.cut();
        return done;
    };
    const auto answer = gated.bench.work.command(command("doubt-2"), cut);
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().code == Code::kUnavailable);
    CHECK(traces(key) == effects(0));
    CHECK(gated.bench.bump_as(command("doubt-2"), key) == "1");
    CHECK(traces(key) == effects(1));
}

TEST_CASE("a server that hangs at the commit holds nobody past the deadline") {
    Gated gated;
    const Uuid key = new_key();
    const auto start = std::chrono::steady_clock::now();
    const auto hang = [&](UnitOfWork& unit) {
        auto done = bump(unit, key);
        gated.gate.hold(true);
        return done;
    };
    check_failed(gated.bench.work.command(command("doubt-3", "body", 300ms), hang),
                 Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
    CHECK(std::chrono::steady_clock::now() - start < 800ms);
    gated.gate.hold(false);
    CHECK(gated.bench.bump_as(command("doubt-3"), key) == "1");
    CHECK(traces(key) == effects(1));
}

TEST_CASE("failpoints around the commit: all or nothing") {
    Bench bench;
    runtime::allow_failpoints();
    const Uuid key = new_key();
    REQUIRE(runtime::arm_failpoint("uow.before_commit", "fail").has_value());
    check_failed(bench.bump_as(command("point"), key), Code::kUnavailable, "FAILPOINT");
    CHECK(traces(key) == effects(0));
    REQUIRE(runtime::arm_failpoint("uow.before_commit", "off").has_value());
    REQUIRE(runtime::arm_failpoint("uow.after_commit", "fail").has_value());
    CHECK(bench.bump_as(command("point"), key) == "1");
    REQUIRE(runtime::arm_failpoint("uow.after_commit", "off").has_value());
    CHECK(traces(key) == effects(1));
}

}  // namespace hearth::outbox
