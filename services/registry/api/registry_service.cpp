#include "services/registry/api/registry_service.hpp"

namespace hearth::registry {

RegistryService::RegistryService(Api api)
    : api_(std::move(api)),
      dispatcher_("hearth.registry.v1.RegistryService", api_.host.executor(), api_.host.verifier()),
      parties_(api_),
      premises_(api_),
      lookups_(api_),
      imports_(api_) {}

grpc::ServerUnaryReactor* RegistryService::CreateParty(grpc::CallbackServerContext* context,
                                                       const v1::CreatePartyRequest* request,
                                                       v1::CreatePartyResponse* response) {
    return run(context, "CreateParty", request, response, parties_, &Parties::create);
}

grpc::ServerUnaryReactor* RegistryService::GetParty(grpc::CallbackServerContext* context,
                                                    const v1::GetPartyRequest* request,
                                                    v1::GetPartyResponse* response) {
    return run(context, "GetParty", request, response, parties_, &Parties::get);
}

grpc::ServerUnaryReactor* RegistryService::UpdateParty(grpc::CallbackServerContext* context,
                                                       const v1::UpdatePartyRequest* request,
                                                       v1::UpdatePartyResponse* response) {
    return run(context, "UpdateParty", request, response, parties_, &Parties::update);
}

grpc::ServerUnaryReactor* RegistryService::SetContactPoints(
    grpc::CallbackServerContext* context, const v1::SetContactPointsRequest* request,
    v1::SetContactPointsResponse* response) {
    return run(context, "SetContactPoints", request, response, parties_,
               &Parties::set_contact_points);
}

grpc::ServerUnaryReactor* RegistryService::ListParties(grpc::CallbackServerContext* context,
                                                       const v1::ListPartiesRequest* request,
                                                       v1::ListPartiesResponse* response) {
    return run(context, "ListParties", request, response, parties_, &Parties::list);
}

grpc::ServerUnaryReactor* RegistryService::GetPremise(grpc::CallbackServerContext* context,
                                                      const v1::GetPremiseRequest* request,
                                                      v1::GetPremiseResponse* response) {
    return run(context, "GetPremise", request, response, premises_, &Premises::get);
}

grpc::ServerUnaryReactor* RegistryService::CommandSupply(grpc::CallbackServerContext* context,
                                                         const v1::CommandSupplyRequest* request,
                                                         v1::CommandSupplyResponse* response) {
    return run(context, "CommandSupply", request, response, premises_, &Premises::command_supply);
}

grpc::ServerUnaryReactor* RegistryService::Search(grpc::CallbackServerContext* context,
                                                  const v1::SearchRequest* request,
                                                  v1::SearchResponse* response) {
    return run(context, "Search", request, response, lookups_, &Lookups::search);
}

grpc::ServerUnaryReactor* RegistryService::LookupCaller(grpc::CallbackServerContext* context,
                                                        const v1::LookupCallerRequest* request,
                                                        v1::LookupCallerResponse* response) {
    return run(context, "LookupCaller", request, response, lookups_, &Lookups::caller);
}

grpc::ServerUnaryReactor* RegistryService::ListChanges(grpc::CallbackServerContext* context,
                                                       const v1::ListChangesRequest* request,
                                                       v1::ListChangesResponse* response) {
    return run(context, "ListChanges", request, response, lookups_, &Lookups::changes);
}

grpc::ServerUnaryReactor* RegistryService::CreateImport(grpc::CallbackServerContext* context,
                                                        const v1::CreateImportRequest* request,
                                                        v1::CreateImportResponse* response) {
    return run(context, "CreateImport", request, response, imports_, &ImportMethods::create);
}

grpc::ServerUnaryReactor* RegistryService::AddImportRows(grpc::CallbackServerContext* context,
                                                         const v1::AddImportRowsRequest* request,
                                                         v1::AddImportRowsResponse* response) {
    return run(context, "AddImportRows", request, response, imports_, &ImportMethods::add_rows);
}

grpc::ServerUnaryReactor* RegistryService::RunImport(grpc::CallbackServerContext* context,
                                                     const v1::RunImportRequest* request,
                                                     v1::RunImportResponse* response) {
    return run(context, "RunImport", request, response, imports_, &ImportMethods::run);
}

}  // namespace hearth::registry
