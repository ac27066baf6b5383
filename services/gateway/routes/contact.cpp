#include <array>

#include "services/gateway/routes.hpp"

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"POST", "/v1/interactions", "contact.RecordInteraction", "*"},
    Route{"GET", "/v1/interactions", "contact.ListInteractions", ""},
    Route{"GET", "/v1/{name=interactions/*}", "contact.GetInteraction", ""},
    Route{"POST", "/v1/{name=interactions/*}:complete", "contact.CompleteInteraction", "*"},
    Route{"GET", "/v1/callers:identify", "contact.IdentifyCaller", ""},
    Route{"POST", "/v1/serviceRequests", "contact.OpenRequest", "*"},
    Route{"GET", "/v1/serviceRequests", "contact.ListRequests", ""},
    Route{"GET", "/v1/{name=serviceRequests/*}", "contact.GetRequest", ""},
    Route{"POST", "/v1/{name=serviceRequests/*}:assign", "contact.AssignRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:handOver", "contact.HandOverRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:acceptHandOver", "contact.AcceptHandOver", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}/notes", "contact.AddNote", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:chase", "contact.ChaseRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:startWaiting", "contact.StartWaiting", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:endWaiting", "contact.EndWaiting", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:relocate", "contact.RelocateRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:reclassify", "contact.ReclassifyRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:escalate", "contact.EscalateRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:withdraw", "contact.WithdrawRequest", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:completeStep", "contact.CompleteStep", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:waiveStep", "contact.WaiveStep", "*"},
    Route{"POST", "/v1/{name=serviceRequests/*}:reopen", "contact.ReopenRequest", "*"},
    Route{"GET", "/v1/notices", "contact.ListNotices", ""},
    Route{"POST", "/v1/roster:import", "contact.ImportRoster", "*"},
    Route{"GET", "/v1/agents", "contact.ListAgents", ""},
    Route{"GET", "/v1/requestClasses", "contact.ListClasses", ""},
};

}  // namespace

std::span<const Route> contact_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
