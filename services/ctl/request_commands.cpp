#include "services/ctl/request_commands.hpp"

#include <iostream>

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using contact::v1::ContactService;

struct Filter {
    std::vector<std::string> states;
    std::string role;
    std::string agent;
    std::string premise;
    std::string party;
    std::string request_class;
    bool due = false;
    int limit = 50;
};

int list(Context& context, const Filter& filter) {
    auto stub = context.stub<ContactService>();
    if (!stub) return context.failed(stub.error());
    contact::v1::ListRequestsRequest request;
    for (std::string name : filter.states) {
        for (char& c : name)
            c = c == ' ' || c == '-'
                    ? '_'
                    : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        contact::v1::RequestState state{};
        if (!contact::v1::RequestState_Parse("REQUEST_STATE_" + name, &state))
            return context.failed(
                invalid_argument("--state", "UNKNOWN_VALUE", "there is no state " + name));
        request.add_states(state);
    }
    request.set_owner_role(filter.role);
    request.set_owner_agent(filter.agent);
    request.set_premise(filter.premise);
    request.set_party(filter.party);
    request.set_class_(filter.request_class);
    request.set_order_by(filter.due ? "due_time" : "");
    request.set_page_size(filter.limit);
    const auto answer = context.call(**stub, &ContactService::Stub::ListRequests, request);
    if (!answer) return context.failed(answer.error());
    Table table{{"NUMBER", "CLASS", "STATE", "HAZARD", "OWNER", "SINCE", "NAME"}};
    for (const auto& one : answer->service_requests()) {
        if (context.json()) context.print(one);
        table.add({one.number(), one.class_(), state_of(one),
                   enum_text(contact::v1::Hazard_Name(one.hazard()), "HAZARD_"), owner_of(one),
                   time_text(true, one.open_time()), one.name()});
    }
    if (!context.json()) table.print(std::cout);
    return kDone;
}

void add_list(CLI::App& request, Chosen& chosen) {
    auto filter = std::make_shared<Filter>();
    auto* verb = request.add_subcommand("list", "requests, newest first");
    verb->add_option("--state", filter->states,
                     "received, in-progress, waiting, resolved, closed …")
        ->delimiter(',');
    verb->add_option("--owner-role", filter->role, "intake, lead, manager, duty");
    verb->add_option("--agent", filter->agent, "agents/<code>");
    verb->add_option("--premise", filter->premise, "premises/<uid>");
    verb->add_option("--party", filter->party, "parties/<uid>");
    verb->add_option("--class", filter->request_class, "class");
    verb->add_flag("--due", filter->due, "what is overdue longest or due next first");
    verb->add_option("--limit", filter->limit, "at most so many")->check(CLI::Range(1, 1000));
    verb->callback([&chosen, filter] {
        chosen.command = [=](Context& context) { return list(context, *filter); };
    });
}

}  // namespace

std::string state_of(const contact::v1::ServiceRequest& request) {
    return enum_text(contact::v1::RequestState_Name(request.state()), "REQUEST_STATE_");
}

std::string owner_of(const contact::v1::ServiceRequest& request) {
    return request.owner_agent().empty() ? request.owner_role()
                                         : request.owner_role() + " " + request.owner_agent();
}

void add_request_commands(CLI::App& app, Chosen& chosen) {
    auto* request = app.add_subcommand("request", "service requests");
    request->require_subcommand(1);
    add_request_open(*request, chosen);
    add_list(*request, chosen);
    add_request_show(*request, chosen);
}

}  // namespace hearth::ctl
