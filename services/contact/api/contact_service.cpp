#include "services/contact/api/contact_service.hpp"

#include "services/contact/api/owners.hpp"
#include "services/contact/api/service_commands.hpp"
#include "services/contact/api/service_intake.hpp"

namespace hearth::contact {

std::string agent_code(const std::string& agent) {
    return agent.substr(agent.rfind('/') + 1);
}

Result<void> require_id(const std::string& request_id) {
    return service::require_request_id(request_id);
}

ContactService::ContactService(service::Host& host, app::Casebook& casebook, app::Intake& intake,
                               app::Courier& courier)
    : host_(host),
      casebook_(casebook),
      intake_(intake),
      courier_(courier),
      methods_("hearth.contact.v1.ContactService", host.executor(), host.verifier()) {
    using Self = ContactService;
    methods_.owned_by(owners(host, casebook))
        .unary("RecordInteraction", *this, &Self::record_interaction)
        .unary("CompleteInteraction", *this, &Self::complete_interaction)
        .unary("GetInteraction", *this, &Self::get_interaction)
        .unary("ListInteractions", *this, &Self::list_interactions)
        .unary("IdentifyCaller", *this, &Self::identify_caller)
        .unary("OpenRequest", *this, &Self::open_request)
        .unary("GetRequest", *this, &Self::get_request)
        .unary("ListRequests", *this, &Self::list_requests)
        .unary("AssignRequest", *this, &Self::assign_request)
        .unary("HandOverRequest", *this, &Self::hand_over_request)
        .unary("AcceptHandOver", *this, &Self::accept_hand_over)
        .unary("AddNote", *this, &Self::add_note)
        .unary("ChaseRequest", *this, &Self::chase_request)
        .unary("StartWaiting", *this, &Self::start_waiting)
        .unary("EndWaiting", *this, &Self::end_waiting)
        .unary("RelocateRequest", *this, &Self::relocate_request)
        .unary("ReclassifyRequest", *this, &Self::reclassify_request)
        .unary("EscalateRequest", *this, &Self::escalate_request)
        .unary("WithdrawRequest", *this, &Self::withdraw_request)
        .unary("CompleteStep", *this, &Self::complete_step)
        .unary("WaiveStep", *this, &Self::waive_step)
        .unary("ReopenRequest", *this, &Self::reopen_request)
        .unary("ListNotices", *this, &Self::list_notices)
        .unary("RecordDelivery", *this, &Self::record_delivery)
        .unary("GetJobContact", *this, &Self::get_job_contact)
        .unary("ImportRoster", *this, &Self::import_roster)
        .unary("ListAgents", *this, &Self::list_agents)
        .unary("ListClasses", *this, &Self::list_classes);
}

Result<void> ContactService::record_interaction(const rpc::Call& call,
                                                const pb::RecordInteractionRequest& in,
                                                pb::RecordInteractionResponse& out) {
    if (auto good = check_event(in, casebook_.catalogue); !good) return good;
    return again_after_twin([&] {
        return service::run_command(
            host_, call, in, out,
            [&](outbox::UnitOfWork& work) { return record(intake_, work, in, out); },
            {"observed_time"});
    });
}

Result<void> ContactService::complete_interaction(const rpc::Call& call,
                                                  const pb::CompleteInteractionRequest& in,
                                                  pb::CompleteInteractionResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    return service::run_command(host_, call, in, out, [&](outbox::UnitOfWork& work) {
        return complete(intake_, work, in, out);
    });
}

Result<void> ContactService::open_request(const rpc::Call& call, const pb::OpenRequestRequest& in,
                                          pb::OpenRequestResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    return again_after_twin([&] {
        return service::run_command(
            host_, call, in, out,
            [&](outbox::UnitOfWork& work) { return open(intake_, work, in, call.principal, out); },
            {"observed_time"});
    });
}

Result<void> ContactService::assign_request(const rpc::Call& call,
                                            const pb::AssignRequestRequest& in,
                                            pb::AssignRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) -> Result<void> {
        auto roster = casebook_.roster(scene);
        if (!roster) return fail(std::move(roster).error());
        return assign(change, in.role(), agent_code(in.agent()), **roster);
    });
}

Result<void> ContactService::hand_over_request(const rpc::Call& call,
                                               const pb::HandOverRequestRequest& in,
                                               pb::HandOverRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) -> Result<void> {
        auto roster = casebook_.roster(scene);
        if (!roster) return fail(std::move(roster).error());
        return hand_over(change, agent_code(in.agent()), **roster);
    });
}

Result<void> ContactService::accept_hand_over(const rpc::Call& call,
                                              const pb::AcceptHandOverRequest& in,
                                              pb::AcceptHandOverResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) -> Result<void> {
        auto roster = casebook_.roster(scene);
        if (!roster) return fail(std::move(roster).error());
        return contact::accept_hand_over(change, agent_code(change.actor.name), **roster);
    });
}

Result<void> ContactService::add_note(const rpc::Call& call, const pb::AddNoteRequest& in,
                                      pb::AddNoteResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    constexpr std::size_t kMostBytes = 16000;
    if (in.text().empty() || in.text().size() > kMostBytes)
        return fail(invalid_argument("text", "BAD_LENGTH", "has 1 to 4000 characters"));
    return run_on_request(host_, casebook_, call, in, out, true,
                          [&](const app::Scene&, Change& change) -> Result<void> {
                              contact::add_note(change, in.text());
                              return {};
                          });
}

Result<void> ContactService::chase_request(const rpc::Call& call, const pb::ChaseRequestRequest& in,
                                           pb::ChaseRequestResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    auto of = read_name(in.interaction(), "interactions", "interaction");
    if (!of) return fail(std::move(of).error());
    return run_on_request(
        host_, casebook_, call, in, out, true,
        [&](const app::Scene& scene, Change& change) -> Result<void> {
            if (!change.request.is_open())
                return fail(failed_precondition("WRONG_STATE", "the request is not open"));
            contact::chase_request(change, in.interaction());
            *out.mutable_answer() = to_proto(casebook_.progress_of(change.request, scene.now()));
            out.mutable_answer()->set_outcome("chased");
            return {};
        });
}

Result<void> ContactService::start_waiting(const rpc::Call& call, const pb::StartWaitingRequest& in,
                                           pb::StartWaitingResponse& out) {
    return on_request(call, in, out, [&](const app::Scene&, Change& change) {
        return contact::start_waiting(change, in.waiting_for(), in.reason());
    });
}

Result<void> ContactService::end_waiting(const rpc::Call& call, const pb::EndWaitingRequest& in,
                                         pb::EndWaitingResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) {
        return contact::end_waiting(change, scene.now());
    });
}

Result<void> ContactService::escalate_request(const rpc::Call& call,
                                              const pb::EscalateRequestRequest& in,
                                              pb::EscalateRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene&, Change& change) {
        return contact::escalate_request(change, in.reason());
    });
}

Result<void> ContactService::withdraw_request(const rpc::Call& call,
                                              const pb::WithdrawRequestRequest& in,
                                              pb::WithdrawRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene&, Change& change) {
        return contact::withdraw_request(change, in.reason());
    });
}

Result<void> ContactService::complete_step(const rpc::Call& call, const pb::CompleteStepRequest& in,
                                           pb::CompleteStepResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) {
        const Instant observed = in.has_observed_time()
                                     ? std::min(scene.now(), from_proto(in.observed_time()))
                                     : scene.now();
        return contact::complete_step(
            change, {in.step(), in.outcome(), in.satisfaction(), in.came_back(), observed});
    });
}

Result<void> ContactService::waive_step(const rpc::Call& call, const pb::WaiveStepRequest& in,
                                        pb::WaiveStepResponse& out) {
    return on_request(call, in, out, [&](const app::Scene&, Change& change) -> Result<void> {
        if (in.reason().empty()) return fail(invalid_argument("reason", "REQUIRED", "is required"));
        return contact::waive_step(change, in.step(), in.reason());
    });
}

Result<void> ContactService::reopen_request(const rpc::Call& call,
                                            const pb::ReopenRequestRequest& in,
                                            pb::ReopenRequestResponse& out) {
    return on_request(call, in, out, [&](const app::Scene& scene, Change& change) {
        return contact::reopen_request(change, in.reason(), in.came_back() == "never", scene.now());
    });
}

}  // namespace hearth::contact
