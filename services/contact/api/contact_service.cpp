#include "services/contact/api/contact_service.hpp"

#include "services/contact/api/service_commands.hpp"

namespace hearth::contact {

std::string agent_code(const std::string& agent) {
    return agent.substr(agent.rfind('/') + 1);
}

Result<void> require_id(const std::string& request_id) {
    return service::require_request_id(request_id);
}

ContactService::ContactService(service::Host& host, Desk& desk, Intake& intake, Courier& courier)
    : host_(host),
      desk_(desk),
      intake_(intake),
      courier_(courier),
      dispatcher_("hearth.contact.v1.ContactService", host.executor(), host.verifier()) {}

grpc::ServerUnaryReactor* ContactService::RecordInteraction(
    grpc::CallbackServerContext* context, const pb::RecordInteractionRequest* request,
    pb::RecordInteractionResponse* response) {
    return dispatcher_.unary(
        context, "RecordInteraction", request, response,
        [this](const rpc::Call& call, const auto& in, auto& out) -> Result<void> {
            if (auto good = check_event(in, desk_.catalogue); !good) return good;
            return again_after_twin([&] {
                return service::run_command(
                    host_, call, in, out,
                    [&](outbox::UnitOfWork& work) { return intake_.record(work, in, out); },
                    {"observed_time"});
            });
        });
}

grpc::ServerUnaryReactor* ContactService::CompleteInteraction(
    grpc::CallbackServerContext* context, const pb::CompleteInteractionRequest* request,
    pb::CompleteInteractionResponse* response) {
    return dispatcher_.unary(
        context, "CompleteInteraction", request, response,
        [this](const rpc::Call& call, const auto& in, auto& out) -> Result<void> {
            if (auto id = require_id(in.request_id()); !id) return id;
            return service::run_command(host_, call, in, out, [&](outbox::UnitOfWork& work) {
                return intake_.complete(work, in, out);
            });
        });
}

grpc::ServerUnaryReactor* ContactService::OpenRequest(grpc::CallbackServerContext* context,
                                                      const pb::OpenRequestRequest* request,
                                                      pb::OpenRequestResponse* response) {
    return dispatcher_.unary(
        context, "OpenRequest", request, response,
        [this](const rpc::Call& call, const auto& in, auto& out) -> Result<void> {
            if (auto id = require_id(in.request_id()); !id) return id;
            return again_after_twin([&] {
                return service::run_command(host_, call, in, out,
                                            [&](outbox::UnitOfWork& work) {
                                                return intake_.open(work, in, call.principal, out);
                                            },
                                            {"observed_time"});
            });
        });
}

grpc::ServerUnaryReactor* ContactService::AssignRequest(grpc::CallbackServerContext* context,
                                                        const pb::AssignRequestRequest* request,
                                                        pb::AssignRequestResponse* response) {
    return on_request(context, "AssignRequest", request, response,
                      [this](const auto& in, auto& work, Change& change) -> Result<void> {
                          auto roster = desk_.roster(work);
                          if (!roster) return fail(std::move(roster).error());
                          return assign(change, in.role(), agent_code(in.agent()), **roster);
                      });
}

grpc::ServerUnaryReactor* ContactService::HandOverRequest(grpc::CallbackServerContext* context,
                                                          const pb::HandOverRequestRequest* request,
                                                          pb::HandOverRequestResponse* response) {
    return on_request(context, "HandOverRequest", request, response,
                      [this](const auto& in, auto& work, Change& change) -> Result<void> {
                          auto roster = desk_.roster(work);
                          if (!roster) return fail(std::move(roster).error());
                          return hand_over(change, agent_code(in.agent()), **roster);
                      });
}

grpc::ServerUnaryReactor* ContactService::AcceptHandOver(grpc::CallbackServerContext* context,
                                                         const pb::AcceptHandOverRequest* request,
                                                         pb::AcceptHandOverResponse* response) {
    return on_request(context, "AcceptHandOver", request, response,
                      [this](const auto&, auto& work, Change& change) -> Result<void> {
                          auto roster = desk_.roster(work);
                          if (!roster) return fail(std::move(roster).error());
                          return accept_hand_over(change, agent_code(change.actor.name), **roster);
                      });
}

grpc::ServerUnaryReactor* ContactService::AddNote(grpc::CallbackServerContext* context,
                                                  const pb::AddNoteRequest* request,
                                                  pb::AddNoteResponse* response) {
    return dispatcher_.unary(
        context, "AddNote", request, response,
        [this](const rpc::Call& call, const auto& in, auto& out) -> Result<void> {
            if (auto id = require_id(in.request_id()); !id) return id;
            constexpr std::size_t kMostBytes = 16000;
            if (in.text().empty() || in.text().size() > kMostBytes)
                return fail(invalid_argument("text", "BAD_LENGTH", "has 1 to 4000 characters"));
            return run_on_request(host_, desk_, call, in, out, true,
                                  [&](outbox::UnitOfWork&, Change& change) -> Result<void> {
                                      add_note(change, in.text());
                                      return {};
                                  });
        });
}

grpc::ServerUnaryReactor* ContactService::ChaseRequest(grpc::CallbackServerContext* context,
                                                       const pb::ChaseRequestRequest* request,
                                                       pb::ChaseRequestResponse* response) {
    return dispatcher_.unary(
        context, "ChaseRequest", request, response,
        [this](const rpc::Call& call, const auto& in, auto& out) -> Result<void> {
            if (auto id = require_id(in.request_id()); !id) return id;
            auto of = read_name(in.interaction(), "interactions", "interaction");
            if (!of) return fail(std::move(of).error());
            return run_on_request(
                host_, desk_, call, in, out, true,
                [&](outbox::UnitOfWork& work, Change& change) -> Result<void> {
                    if (!change.request.is_open())
                        return fail(failed_precondition("WRONG_STATE", "the request is not open"));
                    chase_request(change, in.interaction());
                    auto& answer = *out.mutable_answer();
                    answer.set_outcome("chased");
                    answer.set_text_zh(
                        desk_.say("zh-CN", "progress",
                                  desk_.progress_fields(change.request, "zh-CN", work.now())));
                    answer.set_text_en(desk_.say(
                        "en", "progress", desk_.progress_fields(change.request, "en", work.now())));
                    return {};
                });
        });
}

grpc::ServerUnaryReactor* ContactService::StartWaiting(grpc::CallbackServerContext* context,
                                                       const pb::StartWaitingRequest* request,
                                                       pb::StartWaitingResponse* response) {
    return on_request(context, "StartWaiting", request, response,
                      [](const auto& in, auto&, Change& change) {
                          return start_waiting(change, in.waiting_for(), in.reason());
                      });
}

grpc::ServerUnaryReactor* ContactService::EndWaiting(grpc::CallbackServerContext* context,
                                                     const pb::EndWaitingRequest* request,
                                                     pb::EndWaitingResponse* response) {
    return on_request(
        context, "EndWaiting", request, response,
        [](const auto&, auto& work, Change& change) { return end_waiting(change, work.now()); });
}

grpc::ServerUnaryReactor* ContactService::EscalateRequest(grpc::CallbackServerContext* context,
                                                          const pb::EscalateRequestRequest* request,
                                                          pb::EscalateRequestResponse* response) {
    return on_request(context, "EscalateRequest", request, response,
                      [](const auto& in, auto&, Change& change) {
                          return escalate_request(change, in.reason());
                      });
}

grpc::ServerUnaryReactor* ContactService::WithdrawRequest(grpc::CallbackServerContext* context,
                                                          const pb::WithdrawRequestRequest* request,
                                                          pb::WithdrawRequestResponse* response) {
    return on_request(context, "WithdrawRequest", request, response,
                      [](const auto& in, auto&, Change& change) {
                          return withdraw_request(change, in.reason());
                      });
}

grpc::ServerUnaryReactor* ContactService::CompleteStep(grpc::CallbackServerContext* context,
                                                       const pb::CompleteStepRequest* request,
                                                       pb::CompleteStepResponse* response) {
    return on_request(
        context, "CompleteStep", request, response, [](const auto& in, auto& work, Change& change) {
            const Instant observed = in.has_observed_time()
                                         ? std::min(work.now(), read_time(in.observed_time()))
                                         : work.now();
            return complete_step(
                change, {in.step(), in.outcome(), in.satisfaction(), in.came_back(), observed});
        });
}

grpc::ServerUnaryReactor* ContactService::WaiveStep(grpc::CallbackServerContext* context,
                                                    const pb::WaiveStepRequest* request,
                                                    pb::WaiveStepResponse* response) {
    return on_request(context, "WaiveStep", request, response,
                      [](const auto& in, auto&, Change& change) -> Result<void> {
                          if (in.reason().empty())
                              return fail(invalid_argument("reason", "REQUIRED", "is required"));
                          return waive_step(change, in.step(), in.reason());
                      });
}

grpc::ServerUnaryReactor* ContactService::ReopenRequest(grpc::CallbackServerContext* context,
                                                        const pb::ReopenRequestRequest* request,
                                                        pb::ReopenRequestResponse* response) {
    return on_request(context, "ReopenRequest", request, response,
                      [](const auto& in, auto& work, Change& change) {
                          return reopen_request(change, in.reason(), in.came_back() == "never",
                                                work.now());
                      });
}

}  // namespace hearth::contact
