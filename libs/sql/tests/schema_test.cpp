#include "libs/sql/tests/sample.hpp"

namespace hearth::sql {

TEST_CASE("a schema may be one change newer than the program, never older") {
    const testkit::TestDatabase own{
        testkit::SqlFiles{{"libs/sql/tests/sample.sql", "libs/sql/tests/sqitch.sql"}}};
    Pool pool = make_pool(own.app());
    constexpr std::string_view kPlan[] = {"infrastructure", "party", "premise"};
    const auto check = [&](std::size_t known) {
        return check_schema(pool, std::span{kPlan}.first(known), soon());
    };
    check_failed(check(1), Code::kFailedPrecondition, "SCHEMA_TOO_OLD");
    for (const std::string_view change : kPlan) {
        own.run("INSERT INTO sqitch.changes VALUES ('" + std::string{change} + "')");
    }
    CHECK(check(3).has_value());
    CHECK(check(2).has_value());
    check_failed(check(1), Code::kFailedPrecondition, "SCHEMA_TOO_NEW");
    constexpr std::string_view kNewer[] = {"infrastructure", "party", "premise", "network"};
    const auto older = check_schema(pool, kNewer, soon());
    check_failed(older, Code::kFailedPrecondition, "SCHEMA_TOO_OLD");
    CHECK_THAT(older.error().message, Catch::Contains("network") && Catch::Contains("premise"));
}

TEST_CASE("a database that sqitch has never seen") {
    Pool pool = make_pool(database().app());
    constexpr std::string_view kPlan[] = {"infrastructure"};
    check_failed(check_schema(pool, kPlan, soon()), Code::kFailedPrecondition, "SCHEMA_MISSING");
}

}  // namespace hearth::sql
