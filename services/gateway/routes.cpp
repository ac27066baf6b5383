#include "services/gateway/routes.hpp"

#include <array>

namespace hearth::gateway {
namespace {

constexpr std::array kRoutes{
    Route{"POST", "/v1/parties", "registry.CreateParty", "*"},
    Route{"GET", "/v1/parties", "registry.ListParties", ""},
    Route{"GET", "/v1/{name=parties/*}", "registry.GetParty", ""},
    Route{"PATCH", "/v1/{party.name=parties/*}", "registry.UpdateParty", "party"},
    Route{"PUT", "/v1/{party=parties/*}/contactPoints", "registry.SetContactPoints", "*"},
    Route{"GET", "/v1/{name=premises/*}", "registry.GetPremise", ""},
    Route{"POST", "/v1/{name=servicePoints/*}:commandSupply", "registry.CommandSupply", "*"},
    Route{"GET", "/v1/search", "registry.Search", ""},
    Route{"GET", "/v1/callers:lookup", "registry.LookupCaller", ""},
    Route{"GET", "/v1/changes", "registry.ListChanges", ""},
    Route{"POST", "/v1/imports", "registry.CreateImport", "*"},
    Route{"POST", "/v1/{name=imports/*}:addRows", "registry.AddImportRows", "*"},
    Route{"POST", "/v1/{name=imports/*}:run", "registry.RunImport", "*"},

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

    Route{"GET", "/openapi.json", "", "", Own::kOpenApi},
    Route{"POST", "/v1/sessions", "", "*", Own::kSignIn},
    Route{"GET", "/v1/stream", "", "", Own::kStream},
    Route{"GET", "/v1/callScreen", "", "", Own::kCallScreen},
    Route{"POST", "/channels/cti/events", "", "*", Own::kCtiEvent},
    Route{"POST", "/channels/sms/kannel", "", "*", Own::kKannelMessage},
    Route{"GET", "/channels/sms/kannel/delivery", "", "", Own::kKannelDelivery},
    Route{"POST", "/channels/web/reports", "", "*", Own::kWebReport},
};

}  // namespace

std::span<const Route> routes() {
    return kRoutes;
}

std::string full_method(const Route& route) {
    const auto dot = route.method.find('.');
    const std::string service{route.method.substr(0, dot)};
    std::string type = service;
    type.front() = static_cast<char>(type.front() - 'a' + 'A');
    return "hearth." + service + ".v1." + type + "Service/" +
           std::string{route.method.substr(dot + 1)};
}

Router::Router() {
    templates_.reserve(kRoutes.size());
    for (const Route& route : kRoutes)
        templates_.emplace_back(route.path);
}

Router::Found Router::find(std::string_view verb, std::string_view path) const {
    Found found;
    for (std::size_t i = 0; i < templates_.size(); ++i) {
        const Route& route = kRoutes[i];
        const bool wanted = route.verb == verb || (verb == "HEAD" && route.verb == "GET");
        auto bound = templates_[i].match(path);
        if (!bound) continue;
        if (wanted) {
            found.match = Match{i, std::move(*bound)};
            return found;
        }
        found.allowed.push_back(route.verb);
    }
    return found;
}

}  // namespace hearth::gateway
