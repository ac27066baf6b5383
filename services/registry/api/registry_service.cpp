#include "services/registry/api/registry_service.hpp"

#include "services/registry/api/owners.hpp"

namespace hearth::registry {

RegistryService::RegistryService(Api api)
    : api_(std::move(api)),
      parties_(api_),
      premises_(api_),
      lookups_(api_),
      imports_(api_),
      methods_("hearth.registry.v1.RegistryService", api_.host.executor(), api_.host.verifier()) {
    methods_.owned_by(owners(api_))
        .unary("CreateParty", parties_, &Parties::create)
        .unary("GetParty", parties_, &Parties::get)
        .unary("UpdateParty", parties_, &Parties::update)
        .unary("SetContactPoints", parties_, &Parties::set_contact_points)
        .unary("ListParties", parties_, &Parties::list)
        .unary("GetPremise", premises_, &Premises::get)
        .unary("CommandSupply", premises_, &Premises::command_supply)
        .unary("Search", lookups_, &Lookups::search)
        .unary("LookupCaller", lookups_, &Lookups::caller)
        .unary("ListChanges", lookups_, &Lookups::changes)
        .unary("CreateImport", imports_, &ImportMethods::create)
        .unary("AddImportRows", imports_, &ImportMethods::add_rows)
        .unary("RunImport", imports_, &ImportMethods::run);
}

}  // namespace hearth::registry
