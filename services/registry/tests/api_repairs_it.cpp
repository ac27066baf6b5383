#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/core/clock.hpp"
#include "libs/kafka/kafka.hpp"
#include "services/registry/tests/process.hpp"

namespace hearth::registry {
namespace {

using dispatch::events::v1::WorkOrderDone;
using dispatch::events::v1::WorkOrderOpened;

constexpr const char* kTopic = "hearth.dispatch.work_order.v1";

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

kafka::Record record(const Uuid& key, int version, const std::string& type,
                     const std::string& payload) {
    return {kTopic,
            to_string(key),
            payload,
            {{"ce_id", to_string(new_uuid(Clock{}.now()))},
             {"ce_type", type},
             {"ce_source", "dispatch"},
             {"ce_time", "2026-03-03T02:00:00.000000Z"},
             {"tenant", "1"},
             {"version", std::to_string(version)}}};
}

void send(const std::vector<kafka::Record>& records) {
    kafka::Producer producer{
        {.brokers = world().environment.at("HEARTH_KAFKA__BROKERS"),
         .topic_prefix = world().environment.at("HEARTH_KAFKA__TOPIC_PREFIX")}};
    REQUIRE(producer.send(records, Deadline::after(20s)));
}

std::string count(const std::string& from) {
    return world().database.run("SELECT count(*) FROM " + from);
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
    const auto last = record(key, 2, done_type, done.SerializeAsString());
    send({record(bad, 1, done_type, "\xFF\xFF"),
          record(key, 1, opened_type, opened.SerializeAsString()), last, last});
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
