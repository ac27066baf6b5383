#include "services/dispatch/api/dispatch_service.hpp"

#include "services/dispatch/api/owners.hpp"

namespace hearth::dispatch {

DispatchService::DispatchService(Api api, AskContact ask)
    : api_(api),
      work_(api_),
      crews_(api_),
      incidents_(api_),
      mobile_(api_, std::move(ask)),
      methods_("hearth.dispatch.v1.DispatchService", api_.host.executor(), api_.host.verifier()) {
    methods_.owned_by(owners(api_))
        .unary("GetWorkOrder", work_, &WorkCalls::get)
        .unary("ListWorkOrders", work_, &WorkCalls::list)
        .unary("AssignWorkOrder", work_, &WorkCalls::assign)
        .unary("CancelWorkOrder", work_, &WorkCalls::cancel)
        .unary("GetPlan", work_, &WorkCalls::plan)
        .unary("ListCrews", crews_, &CrewCalls::list)
        .unary("GetCrew", crews_, &CrewCalls::get)
        .unary("SetCrewState", crews_, &CrewCalls::set_state)
        .unary("ListIncidents", incidents_, &IncidentCalls::list)
        .unary("GetIncident", incidents_, &IncidentCalls::get)
        .unary("ConfirmIncident", incidents_, &IncidentCalls::confirm)
        .unary("DismissIncident", incidents_, &IncidentCalls::dismiss)
        .unary("UngroupIncident", incidents_, &IncidentCalls::ungroup)
        .unary("RestoreNodes", incidents_, &IncidentCalls::restore)
        .unary("ReportIncident", incidents_, &IncidentCalls::report)
        .unary("PullPackage", mobile_, &MobileCalls::pull)
        .unary("PushMutations", mobile_, &MobileCalls::push)
        .unary("ImportCrews", crews_, &CrewCalls::import);
}

}  // namespace hearth::dispatch
