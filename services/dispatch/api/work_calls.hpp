#pragma once

#include "services/dispatch/api/api.hpp"

namespace hearth::dispatch {

/// Work orders and the plan: what people look at, and what the office decides.
class WorkCalls {
public:
    explicit WorkCalls(const Api& api) : api_(api) {}

    Result<void> get(const rpc::Call&, const v1::GetWorkOrderRequest&, v1::GetWorkOrderResponse&);
    Result<void> list(const rpc::Call&, const v1::ListWorkOrdersRequest&,
                      v1::ListWorkOrdersResponse&);
    Result<void> assign(const rpc::Call&, const v1::AssignWorkOrderRequest&,
                        v1::AssignWorkOrderResponse&);
    Result<void> cancel(const rpc::Call&, const v1::CancelWorkOrderRequest&,
                        v1::CancelWorkOrderResponse&);
    Result<void> plan(const rpc::Call&, const v1::GetPlanRequest&, v1::GetPlanResponse&);

private:
    const Api& api_;
};

}  // namespace hearth::dispatch
