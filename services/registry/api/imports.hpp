#pragma once

#include "hearth/registry/v1/registry_service.pb.h"

#include "services/registry/api/api.hpp"
#include "services/registry/app/importer.hpp"

namespace hearth::registry {

/// The methods about imports. Thread-safe.
class ImportMethods {
public:
    explicit ImportMethods(const Api& api) : api_(api), importer_(api.context) {}

    Result<void> create(const rpc::Call& call, const v1::CreateImportRequest& request,
                        v1::CreateImportResponse& response);
    Result<void> add_rows(const rpc::Call& call, const v1::AddImportRowsRequest& request,
                          v1::AddImportRowsResponse& response);
    /// Takes chunk by chunk, each one transaction, for some seconds: an import that is cut off goes
    /// on with the next call.
    Result<void> run(const rpc::Call& call, const v1::RunImportRequest& request,
                     v1::RunImportResponse& response);

private:
    const Api& api_;
    app::Importer importer_;
};

}  // namespace hearth::registry
