#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "services/dispatch/storage/stores.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

Uuid id(const std::string& end) {
    return parse_uuid("00000000-0000-7000-8000-0000000000" + end).value();
}

}  // namespace

// Rows of `work` go through all that came behind it.
TEST_CASE("each change goes in over the rows of before, and what stood is read as it was") {
    const testkit::TestDatabase database{
        testkit::SchemaAt{"dispatch", std::string{schema_plan().front()}}};
    database.grow(schema_plan(), "services/dispatch/tests/rows");

    sql::Pool pool{database.app(), all_statements()};
    REQUIRE(sql::check_schema(pool, schema_plan(), Deadline::after(10s)));
    REQUIRE(pool.check(Deadline::after(10s)));
    auto tx = pool.begin(1, Deadline::after(10s));
    REQUIRE(tx);
    const auto stores = open_stores(*tx);

    const auto order = stores->queries().order(id("01"), {});
    REQUIRE(order);
    REQUIRE(*order);
    const auto& reported = **order;
    CHECK(reported.key == StepKey{id("a1"), "repair", 1, 1});
    CHECK(reported.state == OrderState::kOnSite);
    CHECK(reported.crew == "C1");
    CHECK(reported.declined_by == std::vector<std::string>{"C2"});
    CHECK(reported.node == id("c1"));
    CHECK(reported.incident == id("b1"));
    CHECK(reported.needs == std::vector<std::string>{"deaf"});
    CHECK(reported.on_site_at == kMorning + 20min);
    CHECK(reported.evidence_rules.empty());
    CHECK(reported.readings.empty());
    CHECK_FALSE(reported.premise);
    CHECK_FALSE(reported.parent);

    const auto own = stores->queries().order(id("02"), {});
    REQUIRE(own);
    REQUIRE(*own);
    CHECK_FALSE((*own)->key.request);

    const auto incident = stores->queries().incident(id("b1"), {}, 10);
    REQUIRE(incident);
    REQUIRE(*incident);
    CHECK((*incident)->lead == id("01"));
    auto members = (*incident)->members;
    REQUIRE(members.size() == 2);
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return a.order < b.order; });
    CHECK(members[0].request == id("a1"));
    CHECK(members[0].verified_at == kMorning + 1h);
    CHECK_FALSE(members[1].request);
    CHECK_FALSE(members[1].verified_at);
}
