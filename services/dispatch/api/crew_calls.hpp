#pragma once

#include "services/dispatch/api/api.hpp"

namespace hearth::dispatch {

/// Crews, their shifts and states.
class CrewCalls {
public:
    explicit CrewCalls(const Api& api) : api_(api) {}

    Result<void> list(const rpc::Call&, const v1::ListCrewsRequest&, v1::ListCrewsResponse&);
    Result<void> get(const rpc::Call&, const v1::GetCrewRequest&, v1::GetCrewResponse&);
    Result<void> set_state(const rpc::Call&, const v1::SetCrewStateRequest&,
                           v1::SetCrewStateResponse&);
    Result<void> import(const rpc::Call&, const v1::ImportCrewsRequest&, v1::ImportCrewsResponse&);

private:
    const Api& api_;
};

/// The code of the crew that is named; of a crew that names none, its own.
Result<std::string> crew_meant(const rpc::Call& call, const std::string& named);

}  // namespace hearth::dispatch
