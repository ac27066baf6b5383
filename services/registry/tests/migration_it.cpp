#include <string>

#include <catch2/catch.hpp>

#include "libs/testkit/database.hpp"
#include "services/registry/storage/stores.hpp"

namespace hearth::registry {
namespace {

using namespace std::chrono_literals;

constexpr Instant kThen{std::chrono::microseconds{1'772'503'200'000'000}};

Uuid id(int number) {
    return *parse_uuid("00000000-0000-7000-8000-00000000000" + std::to_string(number));
}

template <typename N>
void check_kept(Store<N>& store, const Uuid& which, const N& expected) {
    const auto found = store.find({which});
    REQUIRE(found);
    CHECK(*found == std::vector{expected});
}

}  // namespace

// A new change brings rows of its own; those of older ones stay as the service of their day wrote
// them.
TEST_CASE("each change goes in over the rows of before, and what stood is read as it was") {
    const std::string first{schema_plan().front()};
    const testkit::TestDatabase database{testkit::SchemaAt{"registry", first}};
    database.grow(schema_plan(), "services/registry/tests/rows");

    sql::Pool pool{database.app(), all_statements()};
    REQUIRE(sql::check_schema(pool, schema_plan(), Deadline::after(10s)));
    REQUIRE(pool.check(Deadline::after(10s)));
    auto tx = pool.begin(1, Deadline::after(10s));
    REQUIRE(tx);
    const auto stores = open_stores(*tx);
    check_kept(stores->nodes(), id(1),
               NetworkNode{id(1),
                           "TX-1",
                           "transformer",
                           Commodity::kElectricity,
                           std::nullopt,
                           "变",
                           "Tx",
                           {30.5, 114.25},
                           3});
    check_kept(stores->premises(), id(2),
               Premise{id(2),
                       "PR-1",
                       "解放路1号",
                       "1 Jiefang Road",
                       "3",
                       "2",
                       "501",
                       {30.5, 114.25},
                       "city",
                       2});
    check_kept(stores->service_points(), id(3),
               ServicePoint{id(3),
                            "SE-1",
                            id(2),
                            Commodity::kElectricity,
                            id(1),
                            {false, "safety", kThen, "agents/A1"},
                            4});
    check_kept(stores->devices(), id(4),
               Device{id(4), "MT-1", "E1", id(3), "meter", "DDZY", "5(60) A", 1});
    check_kept(stores->parties(), id(5),
               Party{id(5),
                     1001,
                     "PT-1",
                     PartyKind::kPerson,
                     "王伟",
                     "Wei Wang",
                     PartyClass::kVulnerable,
                     "zh-CN",
                     {"alone", "deaf"},
                     kThen,
                     kThen,
                     2});
    check_kept(stores->contacts(), id(5),
               Contacts{id(5), {{ContactPointKind::kPhone, "+8613800138000", "mobile", true}}, 5});
    check_kept(stores->accounts(), id(6), Account{id(6), "AC-1", "2700000001", id(5), 1});
    check_kept(stores->agreements(), id(7),
               Agreement{id(7), "AG-1", id(6), id(5), id(3), "2020-01-31", "", 1});
    CHECK(stores->search().find({"jiefang"}, 10, "2026-03-03")->size() == 1);
    CHECK(stores->imports().lock(id(8)).value()->rows_total == 9);
    CHECK(stores->repairs_at(id(2))->front().number == "W-1");
}

TEST_CASE("a database that is not to grow does not") {
    const testkit::TestDatabase whole{"registry"};
    CHECK_THROWS_WITH(whole.deploy(), Catch::Contains("SchemaAt"));
}

}  // namespace hearth::registry
