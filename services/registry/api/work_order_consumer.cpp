#include "services/registry/api/work_order_consumer.hpp"

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "services/registry/api/convert.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

using dispatch::events::v1::WorkOrderDone;
using dispatch::events::v1::WorkOrderFailed;

template <typename Event>
Result<dispatch::v1::WorkOrder> head_of(const outbox::Delivery& delivery) {
    auto event = outbox::read<Event>(delivery);
    if (!event) return fail(std::move(event).error());
    return std::move(*event->mutable_work_order());
}

Result<Repair> repair_of(const outbox::Delivery& delivery, const dispatch::v1::WorkOrder& order) {
    Repair repair;
    repair.work_order = delivery.key;
    repair.number = order.number();
    const auto premise = require_name(Noun::kPremise, order.premise(), "work_order.premise");
    if (!premise) return fail(premise.error());
    repair.premise = *premise;
    if (!order.service_point().empty()) {
        const auto point =
            require_name(Noun::kServicePoint, order.service_point(), "work_order.service_point");
        if (!point) return fail(point.error());
        repair.service_point = *point;
    }
    repair.commodity = order.commodity();
    repair.outcome = order.state();
    repair.cause = order.state() == "failed" ? order.fail_reason() : order.result().cause();
    repair.note = order.result().note();
    repair.restored_at = from_proto(order.has_supply_restored_time(), order.supply_restored_time());
    repair.ended_at = order.has_done_time() ? from_proto(order.done_time()) : delivery.occurred_at;
    return repair;
}

}  // namespace

outbox::Apply repair_history(const app::Context& context) {
    return [repairs = app::Repairs{context}](
               outbox::UnitOfWork& work,
               std::span<const outbox::Delivery> deliveries) -> Result<void> {
        std::vector<Repair> told;
        for (const auto& delivery : deliveries) {
            const bool done = outbox::is<WorkOrderDone>(delivery);
            if (!done && !outbox::is<WorkOrderFailed>(delivery)) continue;
            const auto order =
                done ? head_of<WorkOrderDone>(delivery) : head_of<WorkOrderFailed>(delivery);
            if (!order) return fail(order.error());
            if (order->premise().empty()) continue;
            auto repair = repair_of(delivery, *order);
            if (!repair) return fail(std::move(repair).error());
            told.push_back(std::move(*repair));
        }
        return repairs.keep(work, told);
    };
}

}  // namespace hearth::registry
