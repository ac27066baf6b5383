#include "services/dispatch/api/dispatch_service.hpp"

namespace hearth::dispatch {

DispatchService::DispatchService(Doors doors, AskContact ask)
    : doors_(doors),
      dispatcher_("hearth.dispatch.v1.DispatchService", doors_.host.executor(),
                  doors_.host.verifier()),
      work_(doors_),
      crews_(doors_),
      incidents_(doors_),
      mobile_(doors_, std::move(ask)) {}

grpc::ServerUnaryReactor* DispatchService::GetWorkOrder(grpc::CallbackServerContext* context,
                                                        const v1::GetWorkOrderRequest* request,
                                                        v1::GetWorkOrderResponse* response) {
    return run(context, "GetWorkOrder", request, response, work_, &WorkCalls::get);
}

grpc::ServerUnaryReactor* DispatchService::ListWorkOrders(grpc::CallbackServerContext* context,
                                                          const v1::ListWorkOrdersRequest* request,
                                                          v1::ListWorkOrdersResponse* response) {
    return run(context, "ListWorkOrders", request, response, work_, &WorkCalls::list);
}

grpc::ServerUnaryReactor* DispatchService::AssignWorkOrder(
    grpc::CallbackServerContext* context, const v1::AssignWorkOrderRequest* request,
    v1::AssignWorkOrderResponse* response) {
    return run(context, "AssignWorkOrder", request, response, work_, &WorkCalls::assign);
}

grpc::ServerUnaryReactor* DispatchService::CancelWorkOrder(
    grpc::CallbackServerContext* context, const v1::CancelWorkOrderRequest* request,
    v1::CancelWorkOrderResponse* response) {
    return run(context, "CancelWorkOrder", request, response, work_, &WorkCalls::cancel);
}

grpc::ServerUnaryReactor* DispatchService::GetPlan(grpc::CallbackServerContext* context,
                                                   const v1::GetPlanRequest* request,
                                                   v1::GetPlanResponse* response) {
    return run(context, "GetPlan", request, response, work_, &WorkCalls::plan);
}

grpc::ServerUnaryReactor* DispatchService::ListCrews(grpc::CallbackServerContext* context,
                                                     const v1::ListCrewsRequest* request,
                                                     v1::ListCrewsResponse* response) {
    return run(context, "ListCrews", request, response, crews_, &CrewCalls::list);
}

grpc::ServerUnaryReactor* DispatchService::GetCrew(grpc::CallbackServerContext* context,
                                                   const v1::GetCrewRequest* request,
                                                   v1::GetCrewResponse* response) {
    return run(context, "GetCrew", request, response, crews_, &CrewCalls::get);
}

grpc::ServerUnaryReactor* DispatchService::SetCrewState(grpc::CallbackServerContext* context,
                                                        const v1::SetCrewStateRequest* request,
                                                        v1::SetCrewStateResponse* response) {
    return run(context, "SetCrewState", request, response, crews_, &CrewCalls::set_state);
}

grpc::ServerUnaryReactor* DispatchService::ListIncidents(grpc::CallbackServerContext* context,
                                                         const v1::ListIncidentsRequest* request,
                                                         v1::ListIncidentsResponse* response) {
    return run(context, "ListIncidents", request, response, incidents_, &IncidentCalls::list);
}

grpc::ServerUnaryReactor* DispatchService::GetIncident(grpc::CallbackServerContext* context,
                                                       const v1::GetIncidentRequest* request,
                                                       v1::GetIncidentResponse* response) {
    return run(context, "GetIncident", request, response, incidents_, &IncidentCalls::get);
}

grpc::ServerUnaryReactor* DispatchService::ConfirmIncident(
    grpc::CallbackServerContext* context, const v1::ConfirmIncidentRequest* request,
    v1::ConfirmIncidentResponse* response) {
    return run(context, "ConfirmIncident", request, response, incidents_, &IncidentCalls::confirm);
}

grpc::ServerUnaryReactor* DispatchService::DismissIncident(
    grpc::CallbackServerContext* context, const v1::DismissIncidentRequest* request,
    v1::DismissIncidentResponse* response) {
    return run(context, "DismissIncident", request, response, incidents_, &IncidentCalls::dismiss);
}

grpc::ServerUnaryReactor* DispatchService::UngroupIncident(
    grpc::CallbackServerContext* context, const v1::UngroupIncidentRequest* request,
    v1::UngroupIncidentResponse* response) {
    return run(context, "UngroupIncident", request, response, incidents_, &IncidentCalls::ungroup);
}

grpc::ServerUnaryReactor* DispatchService::RestoreNodes(grpc::CallbackServerContext* context,
                                                        const v1::RestoreNodesRequest* request,
                                                        v1::RestoreNodesResponse* response) {
    return run(context, "RestoreNodes", request, response, incidents_, &IncidentCalls::restore);
}

grpc::ServerUnaryReactor* DispatchService::ReportIncident(grpc::CallbackServerContext* context,
                                                          const v1::ReportIncidentRequest* request,
                                                          v1::ReportIncidentResponse* response) {
    return run(context, "ReportIncident", request, response, incidents_, &IncidentCalls::report);
}

grpc::ServerUnaryReactor* DispatchService::PullPackage(grpc::CallbackServerContext* context,
                                                       const v1::PullPackageRequest* request,
                                                       v1::PullPackageResponse* response) {
    return run(context, "PullPackage", request, response, mobile_, &MobileCalls::pull);
}

grpc::ServerUnaryReactor* DispatchService::PushMutations(grpc::CallbackServerContext* context,
                                                         const v1::PushMutationsRequest* request,
                                                         v1::PushMutationsResponse* response) {
    return run(context, "PushMutations", request, response, mobile_, &MobileCalls::push);
}

grpc::ServerUnaryReactor* DispatchService::ImportCrews(grpc::CallbackServerContext* context,
                                                       const v1::ImportCrewsRequest* request,
                                                       v1::ImportCrewsResponse* response) {
    return run(context, "ImportCrews", request, response, crews_, &CrewCalls::import);
}

}  // namespace hearth::dispatch
