#include <array>

#include "services/gateway/routes.hpp"

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
};

}  // namespace

std::span<const Route> registry_routes() {
    return kRoutes;
}

}  // namespace hearth::gateway
