#include <tuple>

#include <catch2/catch.hpp>
#include <sql_gen/dispatch_storage/work_order.sql.hpp>

#include "libs/testkit/database.hpp"
#include "services/dispatch/storage/rows.hpp"
#include "services/dispatch/storage/stores.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

/// All members of an order. One more does not compile before it stands here, and then has to be
/// filled below.
auto fields(const WorkOrder& order) {
    const auto& [id, sequence, key, work_class, commodity, hazard, rank, state, premise,
                 service_point, node, place, place_class, reported_at, arrive_by, crew, pinned_crew,
                 declined_by, plan_version, forecast_arrival_at, forecast_restoration_at, incident,
                 parent, ungrouped, interruptible, accepted_at, en_route_at, on_site_at,
                 made_safe_at, danger_at, restored_at, ended_at, result, evidence_rules, readings,
                 fail_reason, suspend_reason, flags, summary_zh, summary_en, needs, critical,
                 created_at, updated_at, version] = order;
    // Those that never change come first.
    return std::tie(id, sequence, key, reported_at, created_at, work_class, commodity, hazard, rank,
                    state, premise, service_point, node, place, place_class, arrive_by, crew,
                    pinned_crew, declined_by, plan_version, forecast_arrival_at,
                    forecast_restoration_at, incident, parent, ungrouped, interruptible,
                    accepted_at, en_route_at, on_site_at, made_safe_at, danger_at, restored_at,
                    ended_at, result, evidence_rules, readings, fail_reason, suspend_reason, flags,
                    summary_zh, summary_en, needs, critical, updated_at, version);
}
constexpr std::size_t kNeverChanged = 5;

template <std::size_t From, typename Tuple, std::size_t... Is>
bool all_differ(const Tuple& one, const Tuple& other, std::index_sequence<Is...>) {
    return ((std::get<From + Is>(one) != std::get<From + Is>(other)) && ...);
}

template <std::size_t From>
bool all_differ(const WorkOrder& one, const WorkOrder& other) {
    const auto a = fields(one);
    constexpr auto kCount = std::tuple_size_v<decltype(a)>;
    return all_differ<From>(a, fields(other), std::make_index_sequence<kCount - From>{});
}

WorkOrder filled() {
    WorkOrder order;
    order.id = uid("filled");
    order.sequence = 4711;
    order.key = {uid("filled request"), "repair", 2, 3};
    order.work_class = "gas_smell.gas";
    order.commodity = "gas";
    order.hazard = Hazard::kLife;
    order.rank = 7;
    order.state = OrderState::kOnSite;
    order.premise = uid("premise 1");
    order.service_point = uid("point 1");
    order.node = uid("node 1");
    order.place = {east_km(1), 12.5, "at the \"school\", 3"};
    order.place_class = "rural";
    order.reported_at = kMorning;
    order.arrive_by = kMorning + 1min;
    order.crew = "C1";
    order.pinned_crew = "C2";
    order.declined_by = {"C3", "C4"};
    order.plan_version = 9;
    order.forecast_arrival_at = kMorning + 2min;
    order.forecast_restoration_at = kMorning + 3min;
    order.incident = uid("incident 1");
    order.parent = uid("parent 1");
    order.ungrouped = true;
    order.interruptible = Interruptible::kFreely;
    order.accepted_at = kMorning + 4min;
    order.en_route_at = kMorning + 5min;
    order.on_site_at = kMorning + 6min;
    order.made_safe_at = kMorning + 7min;
    order.danger_at = kMorning + 6min + 30s;
    order.restored_at = kMorning + 8min;
    order.ended_at = kMorning + 9min;
    order.result = WorkResult{"joint", "new \\ joint", {{"ohm", "0"}}, true, true};
    order.evidence_rules = {{"ppm", "ppm", -0.5, 50.25, {}, {"done"}},
                            {"seal", "", 0, 0, {"new", "old"}, {"made_safe", "done"}}};
    order.readings = {{"ppm", "12", "ppm", "done", kMorning + 9min, "C1", 8}};
    order.fail_reason = "no_access";
    order.suspend_reason = "permit";
    order.flags = {"done_twice", "evidence_not_met"};
    order.summary_zh = "燃气异味";
    order.summary_en = "smell of gas";
    order.needs = {"deaf", "alone"};
    order.critical = true;
    order.created_at = kMorning + 10min;
    order.updated_at = kMorning + 11min;
    order.version = 8;
    return order;
}

WorkOrder changed() {
    WorkOrder order = filled();
    order.work_class = "no_supply.water";
    order.commodity = "water";
    order.hazard = Hazard::kProperty;
    order.rank = 1;
    order.state = OrderState::kDone;
    order.premise = uid("premise 2");
    order.service_point = uid("point 2");
    order.node = uid("node 2");
    order.place = {east_km(2), 3, "elsewhere"};
    order.place_class = "city";
    order.arrive_by = kMorning + 21min;
    order.crew = "C5";
    order.pinned_crew = "C6";
    order.declined_by = {"C7"};
    order.plan_version = 10;
    order.forecast_arrival_at = kMorning + 22min;
    order.forecast_restoration_at = kMorning + 23min;
    order.incident = uid("incident 2");
    order.parent = uid("parent 2");
    order.ungrouped = false;
    order.interruptible = Interruptible::kAfterMadeSafe;
    order.accepted_at = kMorning + 24min;
    order.en_route_at = kMorning + 25min;
    order.on_site_at = kMorning + 26min;
    order.made_safe_at = kMorning + 27min;
    order.danger_at = kMorning + 26min + 30s;
    order.restored_at = kMorning + 28min;
    order.ended_at = kMorning + 29min;
    order.result = WorkResult{"valve", "", {}, false, false};
    order.evidence_rules.pop_back();
    order.readings.push_back({"seal", "new", "", "made_safe", kMorning, "C5", 9});
    order.fail_reason = "not_found";
    order.suspend_reason = "police";
    order.flags = {"done_twice"};
    order.summary_zh = "停水";
    order.summary_en = "no water";
    order.needs = {"life_support"};
    order.critical = false;
    order.updated_at = kMorning + 30min;
    order.version = 9;
    return order;
}

}  // namespace

TEST_CASE("every member of a work order comes back from the store, written and written over") {
    const testkit::TestDatabase database{"dispatch"};
    sql::Pool pool{database.app(), all_statements()};
    const auto save_and_read = [&](const WorkOrder& order) {
        auto tx = pool.begin(1, Deadline::after(10s));
        REQUIRE(tx);
        REQUIRE(execute(*tx, statement::work_order_save, 1, orders_document({&order})));
        const auto found = open_stores(*tx)->queries().order(order.id, {});
        REQUIRE(found);
        REQUIRE(*found);
        REQUIRE(tx->commit());
        return **found;
    };
    const auto one = filled();
    const auto other = changed();
    REQUIRE(all_differ<0>(one, WorkOrder{}));
    REQUIRE(all_differ<kNeverChanged>(one, other));
    CHECK(save_and_read(one) == one);
    CHECK(save_and_read(other) == other);
}
