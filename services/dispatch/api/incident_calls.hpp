#pragma once

#include "services/dispatch/api/api.hpp"

namespace hearth::dispatch {

/// Incidents: what people look at, and what a dispatcher decides.
class IncidentCalls {
public:
    explicit IncidentCalls(const Api& api) : api_(api) {}

    Result<void> list(const rpc::Call&, const v1::ListIncidentsRequest&,
                      v1::ListIncidentsResponse&);
    Result<void> get(const rpc::Call&, const v1::GetIncidentRequest&, v1::GetIncidentResponse&);
    Result<void> confirm(const rpc::Call&, const v1::ConfirmIncidentRequest&,
                         v1::ConfirmIncidentResponse&);
    Result<void> dismiss(const rpc::Call&, const v1::DismissIncidentRequest&,
                         v1::DismissIncidentResponse&);
    Result<void> ungroup(const rpc::Call&, const v1::UngroupIncidentRequest&,
                         v1::UngroupIncidentResponse&);
    Result<void> restore(const rpc::Call&, const v1::RestoreNodesRequest&,
                         v1::RestoreNodesResponse&);
    Result<void> report(const rpc::Call&, const v1::ReportIncidentRequest&,
                        v1::ReportIncidentResponse&);

private:
    template <typename Request, typename Response>
    Result<void> change(const rpc::Call& call, const Request& request, Response& response,
                        const std::function<Result<void>(Board&, const Uuid&)>& body,
                        const std::function<void(const Board&, const Uuid&, Response&)>& fill = {});

    const Api& api_;
};

}  // namespace hearth::dispatch
