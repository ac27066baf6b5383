#pragma once

#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "libs/rpc/server.hpp"
#include "services/dispatch/api/crew_calls.hpp"
#include "services/dispatch/api/doors.hpp"
#include "services/dispatch/api/incident_calls.hpp"
#include "services/dispatch/api/mobile_calls.hpp"
#include "services/dispatch/api/work_calls.hpp"

namespace hearth::dispatch {

/// Dispatch's gRPC service: each method runs on the host's executor.
class DispatchService final : public v1::DispatchService::CallbackService {
public:
    DispatchService(Doors doors, AskContact ask);

    // clang-format off
    grpc::ServerUnaryReactor* GetWorkOrder(grpc::CallbackServerContext*, const v1::GetWorkOrderRequest*, v1::GetWorkOrderResponse*) override;
    grpc::ServerUnaryReactor* ListWorkOrders(grpc::CallbackServerContext*, const v1::ListWorkOrdersRequest*, v1::ListWorkOrdersResponse*) override;
    grpc::ServerUnaryReactor* AssignWorkOrder(grpc::CallbackServerContext*, const v1::AssignWorkOrderRequest*, v1::AssignWorkOrderResponse*) override;
    grpc::ServerUnaryReactor* CancelWorkOrder(grpc::CallbackServerContext*, const v1::CancelWorkOrderRequest*, v1::CancelWorkOrderResponse*) override;
    grpc::ServerUnaryReactor* GetPlan(grpc::CallbackServerContext*, const v1::GetPlanRequest*, v1::GetPlanResponse*) override;
    grpc::ServerUnaryReactor* ListCrews(grpc::CallbackServerContext*, const v1::ListCrewsRequest*, v1::ListCrewsResponse*) override;
    grpc::ServerUnaryReactor* GetCrew(grpc::CallbackServerContext*, const v1::GetCrewRequest*, v1::GetCrewResponse*) override;
    grpc::ServerUnaryReactor* SetCrewState(grpc::CallbackServerContext*, const v1::SetCrewStateRequest*, v1::SetCrewStateResponse*) override;
    grpc::ServerUnaryReactor* ListIncidents(grpc::CallbackServerContext*, const v1::ListIncidentsRequest*, v1::ListIncidentsResponse*) override;
    grpc::ServerUnaryReactor* GetIncident(grpc::CallbackServerContext*, const v1::GetIncidentRequest*, v1::GetIncidentResponse*) override;
    grpc::ServerUnaryReactor* ConfirmIncident(grpc::CallbackServerContext*, const v1::ConfirmIncidentRequest*, v1::ConfirmIncidentResponse*) override;
    grpc::ServerUnaryReactor* DismissIncident(grpc::CallbackServerContext*, const v1::DismissIncidentRequest*, v1::DismissIncidentResponse*) override;
    grpc::ServerUnaryReactor* UngroupIncident(grpc::CallbackServerContext*, const v1::UngroupIncidentRequest*, v1::UngroupIncidentResponse*) override;
    grpc::ServerUnaryReactor* RestoreNodes(grpc::CallbackServerContext*, const v1::RestoreNodesRequest*, v1::RestoreNodesResponse*) override;
    grpc::ServerUnaryReactor* ReportIncident(grpc::CallbackServerContext*, const v1::ReportIncidentRequest*, v1::ReportIncidentResponse*) override;
    grpc::ServerUnaryReactor* PullPackage(grpc::CallbackServerContext*, const v1::PullPackageRequest*, v1::PullPackageResponse*) override;
    grpc::ServerUnaryReactor* PushMutations(grpc::CallbackServerContext*, const v1::PushMutationsRequest*, v1::PushMutationsResponse*) override;
    grpc::ServerUnaryReactor* ImportCrews(grpc::CallbackServerContext*, const v1::ImportCrewsRequest*, v1::ImportCrewsResponse*) override;
    // clang-format on

private:
    template <typename Part, typename Request, typename Response>
    grpc::ServerUnaryReactor* run(grpc::CallbackServerContext* context, const char* method,
                                  const Request* request, Response* response, Part& part,
                                  Result<void> (Part::*work)(const rpc::Call&, const Request&,
                                                             Response&)) {
        return dispatcher_.unary(
            context, method, request, response,
            [&part, work](const rpc::Call& call, const Request& in, Response& out) {
                return (part.*work)(call, in, out);
            });
    }

    Doors doors_;
    rpc::Dispatcher dispatcher_;
    WorkCalls work_;
    CrewCalls crews_;
    IncidentCalls incidents_;
    MobileCalls mobile_;
};

}  // namespace hearth::dispatch
