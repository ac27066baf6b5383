#include <array>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/v1/workOrders", "dispatch.ListWorkOrders", ""},
    Route{"GET", "/v1/{name=workOrders/*}", "dispatch.GetWorkOrder", ""},
    Route{"POST", "/v1/{name=workOrders/*}:assign", "dispatch.AssignWorkOrder", "*"},
    Route{"POST", "/v1/{name=workOrders/*}:cancel", "dispatch.CancelWorkOrder", "*"},
    Route{"GET", "/v1/plan", "dispatch.GetPlan", ""},
    Route{"GET", "/v1/crews", "dispatch.ListCrews", ""},
    Route{"GET", "/v1/{name=crews/*}", "dispatch.GetCrew", ""},
    Route{"POST", "/v1/{name=crews/*}:setState", "dispatch.SetCrewState", "*"},
    Route{"POST", "/v1/crews:import", "dispatch.ImportCrews", "*"},
    Route{"GET", "/v1/{crew=crews/*}:pull", "dispatch.PullPackage", ""},
    Route{"POST", "/v1/{crew=crews/*}:push", "dispatch.PushMutations", "*"},
    Route{"GET", "/v1/incidents", "dispatch.ListIncidents", ""},
    Route{"POST", "/v1/incidents", "dispatch.ReportIncident", "*"},
    Route{"GET", "/v1/{name=incidents/*}", "dispatch.GetIncident", ""},
    Route{"POST", "/v1/{name=incidents/*}:confirm", "dispatch.ConfirmIncident", "*"},
    Route{"POST", "/v1/{name=incidents/*}:dismiss", "dispatch.DismissIncident", "*"},
    Route{"POST", "/v1/{name=incidents/*}:ungroup", "dispatch.UngroupIncident", "*"},
    Route{"POST", "/v1/{name=incidents/*}:restoreNodes", "dispatch.RestoreNodes", "*"},
};

}  // namespace

std::span<const Route> dispatch_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
