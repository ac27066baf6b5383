#pragma once

#include "libs/rpc/methods.hpp"
#include "libs/service/host.hpp"
#include "services/contact/api/service_commands.hpp"
#include "services/contact/app/courier.hpp"

namespace hearth::contact {

/// Contact's gRPC side: checks the shape of what comes in, runs each command in one transaction,
/// answers in protos.
class ContactService {
public:
    ContactService(service::Host& host, app::Casebook& casebook, app::Intake& intake,
                   app::Courier& courier);

    [[nodiscard]] rpc::Methods& methods() { return methods_; }

private:
    Result<void> record_interaction(const rpc::Call& call, const pb::RecordInteractionRequest& in,
                                    pb::RecordInteractionResponse& out);
    Result<void> complete_interaction(const rpc::Call& call,
                                      const pb::CompleteInteractionRequest& in,
                                      pb::CompleteInteractionResponse& out);
    Result<void> get_interaction(const rpc::Call& call, const pb::GetInteractionRequest& in,
                                 pb::GetInteractionResponse& out);
    Result<void> list_interactions(const rpc::Call& call, const pb::ListInteractionsRequest& in,
                                   pb::ListInteractionsResponse& out);
    Result<void> identify_caller(const rpc::Call& call, const pb::IdentifyCallerRequest& in,
                                 pb::IdentifyCallerResponse& out);
    Result<void> open_request(const rpc::Call& call, const pb::OpenRequestRequest& in,
                              pb::OpenRequestResponse& out);
    Result<void> get_request(const rpc::Call& call, const pb::GetRequestRequest& in,
                             pb::GetRequestResponse& out);
    Result<void> list_requests(const rpc::Call& call, const pb::ListRequestsRequest& in,
                               pb::ListRequestsResponse& out);
    Result<void> assign_request(const rpc::Call& call, const pb::AssignRequestRequest& in,
                                pb::AssignRequestResponse& out);
    Result<void> hand_over_request(const rpc::Call& call, const pb::HandOverRequestRequest& in,
                                   pb::HandOverRequestResponse& out);
    Result<void> accept_hand_over(const rpc::Call& call, const pb::AcceptHandOverRequest& in,
                                  pb::AcceptHandOverResponse& out);
    Result<void> add_note(const rpc::Call& call, const pb::AddNoteRequest& in,
                          pb::AddNoteResponse& out);
    Result<void> chase_request(const rpc::Call& call, const pb::ChaseRequestRequest& in,
                               pb::ChaseRequestResponse& out);
    Result<void> start_waiting(const rpc::Call& call, const pb::StartWaitingRequest& in,
                               pb::StartWaitingResponse& out);
    Result<void> end_waiting(const rpc::Call& call, const pb::EndWaitingRequest& in,
                             pb::EndWaitingResponse& out);
    Result<void> relocate_request(const rpc::Call& call, const pb::RelocateRequestRequest& in,
                                  pb::RelocateRequestResponse& out);
    Result<void> reclassify_request(const rpc::Call& call, const pb::ReclassifyRequestRequest& in,
                                    pb::ReclassifyRequestResponse& out);
    Result<void> escalate_request(const rpc::Call& call, const pb::EscalateRequestRequest& in,
                                  pb::EscalateRequestResponse& out);
    Result<void> withdraw_request(const rpc::Call& call, const pb::WithdrawRequestRequest& in,
                                  pb::WithdrawRequestResponse& out);
    Result<void> complete_step(const rpc::Call& call, const pb::CompleteStepRequest& in,
                               pb::CompleteStepResponse& out);
    Result<void> waive_step(const rpc::Call& call, const pb::WaiveStepRequest& in,
                            pb::WaiveStepResponse& out);
    Result<void> reopen_request(const rpc::Call& call, const pb::ReopenRequestRequest& in,
                                pb::ReopenRequestResponse& out);
    Result<void> list_notices(const rpc::Call& call, const pb::ListNoticesRequest& in,
                              pb::ListNoticesResponse& out);
    Result<void> record_delivery(const rpc::Call& call, const pb::RecordDeliveryRequest& in,
                                 pb::RecordDeliveryResponse& out);
    Result<void> get_job_contact(const rpc::Call& call, const pb::GetJobContactRequest& in,
                                 pb::GetJobContactResponse& out);
    Result<void> import_roster(const rpc::Call& call, const pb::ImportRosterRequest& in,
                               pb::ImportRosterResponse& out);
    Result<void> list_agents(const rpc::Call& call, const pb::ListAgentsRequest& in,
                             pb::ListAgentsResponse& out);
    Result<void> list_classes(const rpc::Call& call, const pb::ListClassesRequest& in,
                              pb::ListClassesResponse& out);

    /// A command on one request that names its version, by `rule(scene, change)`.
    template <typename In, typename Out>
    Result<void> on_request(const rpc::Call& call, const In& in, Out& out,
                            const std::function<Result<void>(const app::Scene&, Change&)>& rule) {
        return run_on_request(host_, casebook_, call, in, out, false, rule);
    }

    service::Host& host_;
    app::Casebook& casebook_;
    app::Intake& intake_;
    app::Courier& courier_;
    rpc::Methods methods_;
};

}  // namespace hearth::contact
