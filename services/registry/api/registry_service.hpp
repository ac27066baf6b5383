#pragma once

#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "libs/rpc/server.hpp"
#include "services/registry/api/api.hpp"
#include "services/registry/api/imports.hpp"
#include "services/registry/api/lookups.hpp"
#include "services/registry/api/parties.hpp"
#include "services/registry/api/premises.hpp"

namespace hearth::registry {

/// The registry's gRPC service: each method runs on the host's executor.
class RegistryService final : public v1::RegistryService::CallbackService {
public:
    explicit RegistryService(Api api);

    // clang-format off
    grpc::ServerUnaryReactor* CreateParty(grpc::CallbackServerContext*, const v1::CreatePartyRequest*, v1::CreatePartyResponse*) override;
    grpc::ServerUnaryReactor* GetParty(grpc::CallbackServerContext*, const v1::GetPartyRequest*, v1::GetPartyResponse*) override;
    grpc::ServerUnaryReactor* UpdateParty(grpc::CallbackServerContext*, const v1::UpdatePartyRequest*, v1::UpdatePartyResponse*) override;
    grpc::ServerUnaryReactor* SetContactPoints(grpc::CallbackServerContext*, const v1::SetContactPointsRequest*, v1::SetContactPointsResponse*) override;
    grpc::ServerUnaryReactor* ListParties(grpc::CallbackServerContext*, const v1::ListPartiesRequest*, v1::ListPartiesResponse*) override;
    grpc::ServerUnaryReactor* GetPremise(grpc::CallbackServerContext*, const v1::GetPremiseRequest*, v1::GetPremiseResponse*) override;
    grpc::ServerUnaryReactor* CommandSupply(grpc::CallbackServerContext*, const v1::CommandSupplyRequest*, v1::CommandSupplyResponse*) override;
    grpc::ServerUnaryReactor* Search(grpc::CallbackServerContext*, const v1::SearchRequest*, v1::SearchResponse*) override;
    grpc::ServerUnaryReactor* LookupCaller(grpc::CallbackServerContext*, const v1::LookupCallerRequest*, v1::LookupCallerResponse*) override;
    grpc::ServerUnaryReactor* ListChanges(grpc::CallbackServerContext*, const v1::ListChangesRequest*, v1::ListChangesResponse*) override;
    grpc::ServerUnaryReactor* CreateImport(grpc::CallbackServerContext*, const v1::CreateImportRequest*, v1::CreateImportResponse*) override;
    grpc::ServerUnaryReactor* AddImportRows(grpc::CallbackServerContext*, const v1::AddImportRowsRequest*, v1::AddImportRowsResponse*) override;
    grpc::ServerUnaryReactor* RunImport(grpc::CallbackServerContext*, const v1::RunImportRequest*, v1::RunImportResponse*) override;
    // clang-format on

private:
    template <typename Part, typename Request, typename Response>
    grpc::ServerUnaryReactor* run(grpc::CallbackServerContext* context, const char* method,
                                  const Request* request, Response* response, Part& part,
                                  Result<void> (Part::*work)(const rpc::Call&, const Request&,
                                                             Response&)) {
        return dispatcher_.unary(
            context, method, request, response,
            [&part, work](const rpc::Call& call, const Request& asked, Response& answer) {
                return (part.*work)(call, asked, answer);
            });
    }

    Api api_;
    rpc::Dispatcher dispatcher_;
    Parties parties_;
    Premises premises_;
    Lookups lookups_;
    ImportMethods imports_;
};

}  // namespace hearth::registry
