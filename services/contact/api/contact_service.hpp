#pragma once

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "libs/rpc/server.hpp"
#include "libs/service/host.hpp"
#include "services/contact/api/courier.hpp"
#include "services/contact/api/desk.hpp"
#include "services/contact/api/intake.hpp"
#include "services/contact/api/service_commands.hpp"

namespace hearth::contact {

/// Contact's gRPC side: checks the shape of what comes in, runs each command in one transaction,
/// answers in protos.
class ContactService final : public pb::ContactService::CallbackService {
public:
    ContactService(service::Host& host, Desk& desk, Intake& intake, Courier& courier);

#define HEARTH_CONTACT_RPC(Name)                                                                   \
    grpc::ServerUnaryReactor* Name(grpc::CallbackServerContext* context,                           \
                                   const pb::Name##Request* request, pb::Name##Response* response) \
        override
    HEARTH_CONTACT_RPC(RecordInteraction);
    HEARTH_CONTACT_RPC(CompleteInteraction);
    HEARTH_CONTACT_RPC(GetInteraction);
    HEARTH_CONTACT_RPC(ListInteractions);
    HEARTH_CONTACT_RPC(IdentifyCaller);
    HEARTH_CONTACT_RPC(OpenRequest);
    HEARTH_CONTACT_RPC(GetRequest);
    HEARTH_CONTACT_RPC(ListRequests);
    HEARTH_CONTACT_RPC(AssignRequest);
    HEARTH_CONTACT_RPC(HandOverRequest);
    HEARTH_CONTACT_RPC(AcceptHandOver);
    HEARTH_CONTACT_RPC(AddNote);
    HEARTH_CONTACT_RPC(ChaseRequest);
    HEARTH_CONTACT_RPC(StartWaiting);
    HEARTH_CONTACT_RPC(EndWaiting);
    HEARTH_CONTACT_RPC(RelocateRequest);
    HEARTH_CONTACT_RPC(ReclassifyRequest);
    HEARTH_CONTACT_RPC(EscalateRequest);
    HEARTH_CONTACT_RPC(WithdrawRequest);
    HEARTH_CONTACT_RPC(CompleteStep);
    HEARTH_CONTACT_RPC(WaiveStep);
    HEARTH_CONTACT_RPC(ReopenRequest);
    HEARTH_CONTACT_RPC(ListNotices);
    HEARTH_CONTACT_RPC(RecordDelivery);
    HEARTH_CONTACT_RPC(GetJobContact);
    HEARTH_CONTACT_RPC(ImportRoster);
    HEARTH_CONTACT_RPC(ListAgents);
    HEARTH_CONTACT_RPC(ListClasses);
#undef HEARTH_CONTACT_RPC

private:
    /// A command on one request that names its version, by `rule(command, work, change)`.
    template <typename In, typename Out, typename Rule>
    grpc::ServerUnaryReactor* on_request(grpc::CallbackServerContext* context, const char* method,
                                         const In* request, Out* response, Rule rule) {
        return dispatcher_.unary(context, method, request, response,
                                 [this, rule](const rpc::Call& call, const In& in, Out& out) {
                                     return run_on_request(host_, desk_, call, in, out, false,
                                                           [&](outbox::UnitOfWork& work,
                                                               Change& change) -> Result<void> {
                                                               return rule(in, work, change);
                                                           });
                                 });
    }

    service::Host& host_;
    Desk& desk_;
    Intake& intake_;
    Courier& courier_;
    rpc::Dispatcher dispatcher_;
};

}  // namespace hearth::contact
