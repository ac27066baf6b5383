#include <map>

#include "libs/sql/tests/sample.hpp"

namespace hearth::sql {

using namespace std::chrono_literals;

TEST_CASE("a session without a tenant sees no row of a tenant table") {
    Pool pool = make_pool(database().app());
    {
        Tx tx = must_begin(pool);
        tx.queue(kItemAdd, 1, 1, "");
        REQUIRE(tx.commit().has_value());
    }
    for (const auto& [tenant, expected] : std::map<int, bool>{{1, true}, {0, false}, {2, false}}) {
        Tx tx = must_begin(pool, tenant);
        CHECK(tx.tenant() == tenant);
        CHECK(((*tx.run(kItems))[0].get<std::int32_t>("n") > 0) == expected);
    }
    Tx none = must_begin(pool, 0);
    check_failed(none.run(kItemAdd, 1, 2, ""), Code::kInternal, "INTERNAL");
}

TEST_CASE("settings last as long as their transaction") {
    Pool pool = make_pool(database().app(), 1);
    std::int32_t pid = 0;
    {
        Tx tx = must_begin(pool, 7, soon(2s));
        pid = (*tx.run(kPid))[0].get<std::int32_t>("pid");
        const auto rows = tx.run(kSettings);
        CHECK((*rows)[0].get<std::string>("tenant") == "7");
        CHECK((*rows)[0].get<std::string>("timeout") != "0");
        CHECK((*rows)[0].get<std::string>("zone") == "UTC");
        REQUIRE(tx.commit().has_value());
    }
    Tx tx = must_begin(pool, 0);
    CHECK((*tx.run(kPid))[0].get<std::int32_t>("pid") == pid);
    CHECK((*tx.run(kSettings))[0].get<std::string>("tenant").empty());
}

TEST_CASE("an exhausted pool refuses at the deadline and serves again") {
    Pool pool = make_pool(database().app(), 1);
    {
        const Tx taken = must_begin(pool);
        const auto start = std::chrono::steady_clock::now();
        check_failed(pool.begin(1, soon(100ms)), Code::kResourceExhausted, "POOL_EXHAUSTED");
        CHECK(std::chrono::steady_clock::now() - start < 1s);
    }
    CHECK(must_begin(pool).run(kPid).has_value());
}

TEST_CASE("a passed deadline asks nobody") {
    Pool pool = make_pool(database().app(), 1);
    check_failed(pool.begin(1, soon(0ms)), Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
    REQUIRE(pool.check(soon()).has_value());
    Tx tx = must_begin(pool, 1, soon(50ms));
    while (tx.run(kPid).has_value()) {
    }
    check_failed(tx.commit(), Code::kDeadlineExceeded, "DEADLINE_EXCEEDED");
}

TEST_CASE("a wrong statement stops the start and is named") {
    static constexpr Statement kWrong[] = {{"wrong_one", "SELECT nothing FROM nowhere", 0}};
    Pool pool{database().app(), {kSample, kWrong}};
    const auto checked = pool.check(soon());
    check_failed(checked, Code::kFailedPrecondition, "STATEMENT_WRONG");
    CHECK_THAT(checked.error().message, Catch::Contains("wrong_one"));
    CHECK_THAT(checked.error().cause, Catch::Contains("nowhere"));
    CHECK_FALSE(pool.healthy());
    Pool right = make_pool(database().app());
    CHECK_FALSE(right.healthy());
    REQUIRE(right.check(soon()).has_value());
    CHECK(right.healthy());
}

TEST_CASE("nobody there is UNAVAILABLE with a hint, at once") {
    Config config = database().app();
    config.port = 1;
    Pool pool = make_pool(config);
    const auto start = std::chrono::steady_clock::now();
    const auto begun = pool.begin(1, soon());
    check_failed(begun, Code::kUnavailable, "DATABASE_UNAVAILABLE");
    CHECK(begun.error().retry_after.has_value());
    CHECK(std::chrono::steady_clock::now() - start < 1s);
    CHECK_FALSE(pool.healthy());
}

TEST_CASE("a wrong password or database is UNAVAILABLE") {
    Config config = database().app();
    config.password = config::Secret{"wrong"};
    check_failed(make_pool(config).check(soon()), Code::kUnavailable, "DATABASE_UNAVAILABLE");
    config = database().app();
    config.database = "no_such_database";
    check_failed(make_pool(config).check(soon()), Code::kUnavailable, "DATABASE_UNAVAILABLE");
}

}  // namespace hearth::sql
