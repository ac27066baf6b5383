#include "tests/suite/story.hpp"

#include <algorithm>
#include <stdexcept>

#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "libs/rpc/timestamp.hpp"
#include "libs/testkit/eventually.hpp"

namespace hearth::suite {
namespace {

/// A failure that says nothing about the call itself.
bool passes(Code code) {
    return code == Code::kUnavailable || code == Code::kDeadlineExceeded ||
           code == Code::kUnknown || code == Code::kCancelled;
}

}  // namespace

std::vector<Household> households(const Suite& suite) {
    auto homes = town::read_households(suite.town());
    if (!homes) throw_error(homes.error());
    return *std::move(homes);
}

Household household(const Suite& suite, int number) {
    return households(suite).at(static_cast<std::size_t>(number - 1));
}

std::string unique(const std::string& what) {
    return what + "-" + to_string(new_uuid(Clock{}.now()));
}

Instant story_start() {
    return *parse_rfc3339("2026-12-01T02:00:00Z");
}

template <typename Stub, typename Asked, typename Given>
Given Story::ask(Stub& stub,
                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Asked&, Given*),
                 const Asked& request, const Who& who) const {
    Result<Given> answer = fail(internal("not asked"));
    const auto asked = [&] {
        answer = rpc::call(stub, method, request, doors_.as(who));
        return answer || !passes(answer.error().code);
    };
    (void)testkit::eventually(asked, manner_.patience);
    if (!answer) throw_error(answer.error());
    if constexpr (requires { request.request_id(); }) {
        if (manner_.twice) {
            const auto again = rpc::call(stub, method, request, doors_.as(who));
            if (!again) throw_error(again.error());
            if (again->SerializeAsString() != answer->SerializeAsString())
                throw std::runtime_error("another answer: " + again->ShortDebugString());
        }
    }
    return std::move(*answer);
}

contact::v1::RecordInteractionRequest Story::event(const std::string& channel,
                                                   const std::string& id, const std::string& what,
                                                   const Household& home) const {
    contact::v1::RecordInteractionRequest request;
    request.set_request_id(channel + ":" + id + (channel == "phone" ? ":1:" + what : ""));
    request.set_channel(channel);
    request.set_message_id(id);
    request.set_event(what);
    request.set_from(home.phone);
    *request.mutable_observed_time() = rpc::to_proto(doors_.now());
    return request;
}

contact::v1::RecordInteractionResponse Story::record(
    const contact::v1::RecordInteractionRequest& event) const {
    return ask(*doors_.stub<ContactService>(), &ContactService::Stub::RecordInteraction, event,
               kChannel);
}

Story::Answer Story::report_by_phone(const Household& home, const std::string& id) const {
    const auto offered = record(event("phone", id, "offered", home));
    auto answered = event("phone", id, "answered", home);
    answered.set_agent(kAgent.id);
    record(answered);
    contact::v1::OpenRequestRequest open;
    open.set_request_id("desk:" + id);
    open.set_interaction(offered.interaction().name());
    open.mutable_report()->set_class_("no_supply.electricity");
    open.mutable_report()->set_premise(home.premise);
    open.mutable_report()->set_party(home.party);
    return ask(*doors_.stub<ContactService>(), &ContactService::Stub::OpenRequest, open, kAgent)
        .answer();
}

Story::Answer Story::report_by_web(const Household& home, const std::string& id) const {
    auto form = event("web", id, "message", home);
    form.mutable_report()->set_class_("no_supply.electricity");
    form.mutable_report()->set_premise(home.premise);
    form.mutable_report()->set_phone(home.phone);
    return record(form).answer();
}

Story::Answer Story::report_by_sms(const Household& home, const std::string& id,
                                   const std::string& words) const {
    auto message = event("sms", id, "message", home);
    message.set_text(words);
    return record(message).answer();
}

void Story::prefer(const Household& home, const std::string& language) const {
    registry::v1::GetPartyRequest get;
    get.set_name(home.party);
    registry::v1::UpdatePartyRequest update;
    *update.mutable_party() =
        ask(*doors_.stub<RegistryService>(), &RegistryService::Stub::GetParty, get, kAgent).party();
    update.set_request_id(unique("prefer"));
    update.mutable_party()->set_language(language);
    update.mutable_update_mask()->add_paths("language");
    ask(*doors_.stub<RegistryService>(), &RegistryService::Stub::UpdateParty, update, kAgent);
}

Story::Whole Story::request(const std::string& name) const {
    contact::v1::GetRequestRequest request;
    request.set_name(name);
    return ask(*doors_.stub<ContactService>(), &ContactService::Stub::GetRequest, request, kAgent);
}

Story::Request Story::wait_for(const std::string& name,
                               const std::function<bool(const Request&)>& holds,
                               std::chrono::milliseconds bound) const {
    Request last;
    const auto done = [&] {
        last = request(name).service_request();
        return holds(last);
    };
    if (!testkit::eventually(done, bound + manner_.patience))
        throw std::runtime_error("still so: " + last.ShortDebugString());
    return last;
}

Story::WorkOrder Story::order(const std::string& name) const {
    dispatch::v1::GetWorkOrderRequest request;
    request.set_name(name);
    return ask(*doors_.stub<DispatchService>(), &DispatchService::Stub::GetWorkOrder, request,
               kDispatcher)
        .work_order();
}

Story::WorkOrder Story::order_of(const std::string& request) const {
    dispatch::v1::ListWorkOrdersRequest list;
    list.set_request(request);
    WorkOrder found;
    const auto assigned = [&] {
        const auto orders = ask(*doors_.stub<DispatchService>(),
                                &DispatchService::Stub::ListWorkOrders, list, kDispatcher);
        for (const auto& order : orders.work_orders()) {
            const bool live = order.state() != "cancelled" && order.state() != "failed" &&
                              order.state() != "done";
            if (live && !order.crew().empty()) found = order;
        }
        return !found.name().empty();
    };
    if (!testkit::eventually(assigned, 10s + manner_.patience))
        throw std::runtime_error("no crew for " + request);
    return found;
}

dispatch::v1::PushMutationsResponse Story::push(const WorkOrder& order, const std::string& device,
                                                const std::vector<std::string>& mutators,
                                                long first_sequence) const {
    dispatch::v1::PushMutationsRequest request;
    request.set_device(device);
    request.set_crew(order.crew());
    for (const auto& mutator : mutators) {
        auto& mutation = *request.add_mutations();
        mutation.set_sequence(first_sequence++);
        mutation.set_work_order(order.name());
        mutation.set_mutator(mutator);
        *mutation.mutable_observed_time() = rpc::to_proto(doors_.now());
        for (const auto& rule : order.evidence_rules()) {
            if (std::ranges::count(rule.asked_by(), mutator) == 0) continue;
            auto& evidence = *mutation.mutable_args()->mutable_result()->mutable_evidence();
            evidence[rule.name()] = rule.kind() == "choice" ? rule.one_of(0) : "0";
        }
        if (mutator == "done") {
            auto& result = *mutation.mutable_args()->mutable_result();
            result.set_cause("service_line");
            result.set_supply_restored(true);
            (*result.mutable_evidence())["survey"] = "ok";
        }
    }
    const auto code = order.crew().substr(order.crew().find('/') + 1);
    return ask(*doors_.stub<DispatchService>(), &DispatchService::Stub::PushMutations, request,
               crew(code));
}

void Story::repair(const WorkOrder& order) const {
    const auto answers = push(order, "device-" + order.uid(),
                              {"accept", "en_route", "on_site", "supply_restored", "done"});
    for (const auto& answer : answers.answers()) {
        if (answer.outcome() == "refused")
            throw std::runtime_error("refused: " + answer.ShortDebugString());
    }
}

Story::Request Story::complete_step(const std::string& request_name, const std::string& step,
                                    const std::string& outcome, int satisfaction) const {
    contact::v1::CompleteStepRequest request;
    request.set_request_id(unique("step"));
    request.set_name(request_name);
    request.set_step(step);
    request.set_outcome(outcome);
    request.set_satisfaction(satisfaction);
    for (;;) {
        const auto head = wait_for(request_name, [&](const Request& now) {
            return std::ranges::any_of(now.steps(), [&](const auto& at) {
                return at.id() == step && at.state() == contact::v1::STEP_STATE_STARTED;
            });
        });
        request.set_etag(head.etag());
        try {
            return ask(*doors_.stub<ContactService>(), &ContactService::Stub::CompleteStep, request,
                       kAgent)
                .service_request();
        } catch (const Refused& refused) {
            if (refused.error.reason != "STALE_ETAG") throw;
        }
    }
}

Story::Request Story::finish(const std::string& request_name) const {
    repair(order_of(request_name));
    complete_step(request_name, "verify", "supply_back");
    complete_step(request_name, "callback", "satisfied", 5);
    return wait_for(request_name, [](const Request& request) {
        return request.state() == contact::v1::REQUEST_STATE_RESOLVED ||
               request.state() == contact::v1::REQUEST_STATE_CLOSED;
    });
}

}  // namespace hearth::suite
