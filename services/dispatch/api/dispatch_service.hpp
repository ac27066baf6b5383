#pragma once

#include "libs/rpc/methods.hpp"
#include "services/dispatch/api/api.hpp"
#include "services/dispatch/api/crew_calls.hpp"
#include "services/dispatch/api/incident_calls.hpp"
#include "services/dispatch/api/mobile_calls.hpp"
#include "services/dispatch/api/work_calls.hpp"

namespace hearth::dispatch {

/// Dispatch's gRPC service: each method runs on the host's executor.
class DispatchService {
public:
    DispatchService(Api api, AskContact ask);
    [[nodiscard]] rpc::Methods& methods() { return methods_; }

private:
    Api api_;
    WorkCalls work_;
    CrewCalls crews_;
    IncidentCalls incidents_;
    MobileCalls mobile_;
    rpc::Methods methods_;
};

}  // namespace hearth::dispatch
