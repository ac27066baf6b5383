#include <thread>

#include "libs/outbox/payload.hpp"
#include "libs/outbox/tests/work_fixture.hpp"
#include "libs/trace/trace.hpp"

namespace hearth::outbox {

TEST_CASE("a command leaves its row, history, outbox and answer, and wakes the relay") {
    Bench bench;
    const Uuid key = new_key();
    trace::Context context = trace::new_root();
    const trace::Span span{"test", context};
    const Command once = command("leaves-all");
    const auto answer = bench.bump_as(once, key);
    REQUIRE(answer == "1");
    CHECK(bench.wakes == 1);
    CHECK(traces(key) == effects(1));
    const auto row = database().run(
        "SELECT tenant_id, request_id, actor, recorded_at = '" + to_rfc3339(once.cause.now) +
        "', encode(payload, 'hex') FROM history WHERE key = '" + to_string(key) + "'");
    CHECK(row == "1|leaves-all|tester|t|006279746573");
    CHECK_THAT(
        database().run("SELECT traceparent FROM outbox WHERE key = '" + to_string(key) + "'"),
        Catch::Contains(context.trace_id));
}

TEST_CASE("the same command again is answered again, once done") {
    Bench bench;
    const Uuid key = new_key();
    for (int i = 0; i < 3; ++i)
        CHECK(bench.bump_as(command("again"), key) == "1");
    CHECK(traces(key) == effects(1));
    CHECK(bench.wakes == 1);
    check_failed(bench.bump_as(command("again", "another body"), key), Code::kAlreadyExists,
                 "REQUEST_ID_REUSED");
    Command other_actor = command("again");
    other_actor.cause.actor = "somebody else";
    CHECK(bench.bump_as(other_actor, key) == "2");
    Command other_method = command("again");
    other_method.method = "Counter.Other";
    CHECK(bench.bump_as(other_method, key) == "3");
}

TEST_CASE("a repeat of a command whose body asks nothing first") {
    Bench bench;
    const Uuid key = new_key();
    int runs = 0;
    const auto record_only = [&](UnitOfWork& unit) -> Result<std::string> {
        unit.record({"t", key, 1, "e", "p"});
        return std::to_string(++runs);
    };
    CHECK(bench.work.command(command("record-only"), record_only) == "1");
    CHECK(bench.work.command(command("record-only"), record_only) == "1");
    CHECK(count("history", "key = '" + to_string(key) + "'") == "1");
}

TEST_CASE("a payload has fewer bytes than the limit") {
    Bench bench;
    const auto record = [&](std::size_t bytes) {
        return bench.work.command(command(""), [&](UnitOfWork& unit) -> Result<std::string> {
            unit.record({"t", new_key(), 1, "e", std::string(bytes, 'p')});
            return std::string{};
        });
    };
    CHECK(record(kPayloadLimit - 1));
    check_failed(record(kPayloadLimit), Code::kFailedPrecondition, "OUTBOX_PAYLOAD_CHECK");
}

TEST_CASE("an empty request id is not remembered") {
    Bench bench;
    const Uuid key = new_key();
    CHECK(bench.bump_as(command(""), key) == "1");
    CHECK(bench.bump_as(command(""), key) == "2");
    CHECK(count("command", "request_id = ''") == "0");
}

TEST_CASE("an answer may be empty or hold any byte") {
    Bench bench;
    const std::string bytes{"\0\xff", 2};
    for (const std::string& answer : {std::string{}, bytes}) {
        const auto say = [&](UnitOfWork&) -> Result<std::string> { return answer; };
        CHECK(bench.work.command(command("bytes" + std::to_string(answer.size())), say) == answer);
        CHECK(bench.work.command(command("bytes" + std::to_string(answer.size())), say) == answer);
    }
    CHECK(bench.wakes == 0);
}

TEST_CASE("a refusal changes nothing and is computed anew") {
    Bench bench;
    const Uuid key = new_key();
    const auto refuse = [&](UnitOfWork& unit) -> Result<std::string> {
        if (auto done = bump(unit, key); !done) return done;
        return fail(failed_precondition("NOT_YET", "come later"));
    };
    check_failed(bench.work.command(command("refused"), refuse), Code::kFailedPrecondition,
                 "NOT_YET");
    check_failed(bench.work.command(command("refused"), refuse), Code::kFailedPrecondition,
                 "NOT_YET");
    CHECK(traces(key) == effects(0));
    CHECK(bench.wakes == 0);
    CHECK(bench.bump_as(command("refused"), key) == "1");
}

TEST_CASE("a body that hides a failed statement commits nothing") {
    Bench bench;
    const Uuid key = new_key();
    const auto hide = [&](UnitOfWork& unit) -> Result<std::string> {
        auto first = bump(unit, key);
        static_cast<void>(unit.tx().run(kBump, 2, key));  // another tenant's row
        return first;
    };
    check_failed(bench.work.command(command("hidden"), hide), Code::kInternal, "INTERNAL");
    CHECK(traces(key) == effects(0));
}

TEST_CASE("twins of one command: one effect, one answer") {
    Bench bench;
    for (int round = 0; round < 10; ++round) {
        const Uuid key = new_key();
        const std::string id = "twin-" + std::to_string(round);
        std::vector<std::thread> threads;
        std::vector<Result<std::string>> answers(6);
        for (auto& answer : answers) {
            threads.emplace_back([&] { answer = bench.bump_as(command(id), key); });
        }
        for (auto& thread : threads)
            thread.join();
        for (const auto& answer : answers)
            CHECK(answer == "1");
        CHECK(traces(key) == effects(1));
    }
}

TEST_CASE("a twin that is refused for what the other did gets the other's answer") {
    Bench bench;
    const Uuid key = new_key();
    bool first = true;
    const auto open_once = [&](UnitOfWork& unit) -> Result<std::string> {
        if (std::exchange(first, false)) {
            REQUIRE(bench.bump_as(command("open-once"), key) == "1");
        }
        const auto found = unit.tx().run(kCounter, key);
        if (!found) return fail(found.error());
        if (!found->empty()) return fail(already_exists("OPEN", "it is open already"));
        return bump(unit, key);
    };
    CHECK(bench.work.command(command("open-once"), open_once) == "1");
    CHECK(traces(key) == effects(1));
}

TEST_CASE("a deadlock is repeated and both get through") {
    Bench bench;
    const Uuid one = new_key();
    const Uuid two = new_key();
    std::atomic<int> holding{0};
    std::atomic<int> bodies{0};
    const auto bump_both = [&](const Uuid& first, const Uuid& second) {
        return [&](UnitOfWork& unit) -> Result<std::string> {
            const bool meets = ++bodies <= 2;
            if (auto done = bump(unit, first); !done) return done;
            ++holding;
            while (meets && holding < 2)
                std::this_thread::yield();
            return bump(unit, second);
        };
    };
    Result<std::string> other;
    std::thread thread{
        [&] { other = bench.work.command(command("deadlock-1"), bump_both(one, two)); }};
    const auto mine = bench.work.command(command("deadlock-2"), bump_both(two, one));
    thread.join();
    REQUIRE(mine.has_value());
    REQUIRE(other.has_value());
    CHECK(bodies == 3);
    CHECK(traces(one) == effects(2));
    CHECK(traces(two) == effects(2));
}

TEST_CASE("a stale version is the caller's to repeat") {
    Bench bench;
    int runs = 0;
    const auto stale = [&](UnitOfWork&) -> Result<std::string> {
        ++runs;
        return fail(aborted("VERSION_MISMATCH", "somebody else was faster"));
    };
    check_failed(bench.work.command(command("stale"), stale), Code::kAborted, "VERSION_MISMATCH");
    CHECK(runs == 1);
}

TEST_CASE("events of one transaction keep their order in the outbox") {
    Bench bench;
    const Uuid key = new_key();
    const Cause cause{1, "timer:test", "", now(), Deadline::after(10s)};
    const auto done = bench.work.run(cause, [&](UnitOfWork& unit) -> Result<void> {
        for (std::int64_t version = 1; version <= 300; ++version) {
            unit.record({"t", key, version, "e", std::to_string(version)});
        }
        return {};
    });
    REQUIRE(done.has_value());
    CHECK(database().run("SELECT bool_and(version = place) FROM (SELECT version, row_number() OVER "
                         "(ORDER BY seq) AS place FROM outbox WHERE key = '" +
                         to_string(key) + "') x") == "t");
    CHECK(bench.wakes == 1);
}

TEST_CASE("a read sees its tenant's rows and leaves nothing") {
    Bench bench;
    const Uuid key = new_key();
    REQUIRE(bench.bump_as(command("read"), key).has_value());
    for (const int tenant : {1, 2}) {
        const auto read =
            bench.work.read(tenant, Deadline::after(5s), [&](sql::Tx& tx) -> Result<void> {
                const auto rows = tx.run(kCounter, key);
                if (!rows) return fail(rows.error());
                CHECK(rows->size() == (tenant == 1 ? 1 : 0));
                return {};
            });
        CHECK(read.has_value());
    }
    CHECK(bench.wakes == 1);
}

}  // namespace hearth::outbox
