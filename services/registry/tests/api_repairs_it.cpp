#include <manifest_gen/registry.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/core/clock.hpp"
#include "services/registry/tests/process.hpp"

namespace hearth::registry {
namespace {

using dispatch::events::v1::WorkOrderDone;
using dispatch::events::v1::WorkOrderOpened;

constexpr const char* kTopic = manifest::registry::kDispatchWorkOrder;

dispatch::v1::WorkOrder order_at(const std::string& premise) {
    dispatch::v1::WorkOrder order;
    order.set_number("W-10420");
    order.set_premise(premise);
    order.set_commodity("electricity");
    order.set_state("done");
    order.mutable_result()->set_cause("fuse");
    order.mutable_result()->set_note("保险丝已更换");
    order.mutable_done_time()->set_seconds(1'772'510'000);
    order.mutable_supply_restored_time()->set_seconds(1'772'509'000);
    return order;
}

std::string count(const std::string& from) {
    return ground().database().run("SELECT count(*) FROM " + from);
}

}  // namespace

TEST_CASE(
    "finished work becomes repair history of its premise, once; unreadable work is set aside") {
    run_import(registry(), stage(registry(), street("7001")), false);
    v1::GetPremiseRequest request;
    request.set_name(name_of("premises", "premise", "PR-7001"));
    const Uuid key = new_uuid(Clock{}.now());
    const Uuid bad = new_uuid(Clock{}.now());
    WorkOrderOpened opened;
    *opened.mutable_work_order() = order_at(request.name());
    WorkOrderDone done;
    *done.mutable_work_order() = order_at(request.name());
    const std::string opened_type = WorkOrderOpened::descriptor()->full_name();
    const std::string done_type = WorkOrderDone::descriptor()->full_name();
    const auto last = testkit::event_record(kTopic, key, 2, done_type, done.SerializeAsString());
    const std::vector<kafka::Record> records{
        testkit::event_record(kTopic, bad, 1, done_type, "\xFF\xFF"),
        testkit::event_record(kTopic, key, 1, opened_type, opened.SerializeAsString()), last, last};
    ground().send(records);
    const auto repairs = [&] { return registry().must(&Stub::GetPremise, request).repairs(); };
    REQUIRE(testkit::eventually([&] { return !repairs().empty(); }, 30s));
    const auto found = repairs();
    CHECK(found.size() == 1);
    CHECK(found[0].work_order() == "workOrders/" + to_string(key));
    CHECK(found[0].cause() == "fuse");
    CHECK(found[0].outcome() == "done");
    CHECK(found[0].note() == "保险丝已更换");
    CHECK(found[0].restored_time().seconds() == 1'772'509'000);
    CHECK(testkit::eventually(
        [&] { return count("dead_letter WHERE key = '" + to_string(bad) + "'") == "1"; }, 30s));
}

}  // namespace hearth::registry
