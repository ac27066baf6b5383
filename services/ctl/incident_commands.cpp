#include <iostream>

#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using dispatch::v1::DispatchService;

int list_incidents(Context& context, const std::string& state, int limit) {
    auto stub = context.stub<DispatchService>();
    if (!stub) return context.failed(stub.error());
    dispatch::v1::ListIncidentsRequest request;
    request.set_state(state);
    request.set_page_size(limit);
    const auto answer = context.call(**stub, &DispatchService::Stub::ListIncidents, request);
    if (!answer) return context.failed(answer.error());
    Table table{{"INCIDENT", "KIND", "STATE", "SINCE", "MEMBERS", "SUPPLY EXPECTED", "RESTORED"}};
    for (const auto& incident : answer->incidents()) {
        if (context.json()) context.print(incident);
        table.add({incident.number(), incident.kind(), incident.state(),
                   time_text(incident.has_start_time(), incident.start_time()),
                   std::to_string(incident.member_count()),
                   time_text(incident.has_forecast_restoration_time(),
                             incident.forecast_restoration_time()),
                   time_text(incident.has_restore_time(), incident.restore_time())});
    }
    if (!context.json()) table.print(std::cout);
    return kDone;
}

int show_incident(Context& context, const std::string& id) {
    auto stub = context.stub<DispatchService>();
    if (!stub) return context.failed(stub.error());
    dispatch::v1::GetIncidentRequest request;
    request.set_name(full_name("incidents", "I-", id));
    const auto answer = context.call(**stub, &DispatchService::Stub::GetIncident, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(*answer);
        return kDone;
    }
    const auto& incident = answer->incident();
    Table head{{"INCIDENT", incident.number()}};
    head.add({"name", incident.name()});
    head.add({"kind", incident.kind() + ", " + incident.commodity()});
    head.add({"state", incident.state()});
    for (const auto& node : incident.nodes())
        head.add({"node", node});
    for (const auto& node : incident.restored_nodes())
        head.add({"restored", node});
    head.add({"led by", incident.work_order()});
    head.add({"score", std::to_string(incident.score())});
    head.add({"customers",
              incident.customers() < 0 ? "not known" : std::to_string(incident.customers())});
    head.add({"since", time_text(incident.has_start_time(), incident.start_time())});
    head.add({"restored at", time_text(incident.has_restore_time(), incident.restore_time())});
    head.add({"version", incident.etag()});
    head.print(std::cout);
    std::cout << '\n';
    Table members{{"WORK ORDER", "REQUEST", "REPORTED", "SUPPLY BACK"}};
    for (const auto& member : answer->members()) {
        members.add({member.work_order(), member.request(),
                     time_text(member.has_reported_time(), member.reported_time()),
                     time_text(member.has_restored_time(), member.restored_time())});
    }
    members.print(std::cout);
    return kDone;
}

}  // namespace

void add_incident_commands(CLI::App& app, Chosen& chosen) {
    auto* incident = app.add_subcommand("incident", "outages, leaks, bursts, planned work");
    incident->require_subcommand(1);
    auto state = std::make_shared<std::string>();
    auto limit = std::make_shared<int>(50);
    auto* list = incident->add_subcommand("list", "newest first");
    list->add_option("--state", *state, "only these: suspected, confirmed, …, or live");
    list->add_option("--limit", *limit, "at most so many")->check(CLI::Range(1, 1000));
    list->callback([&chosen, state, limit] {
        chosen.command = [=](Context& context) { return list_incidents(context, *state, *limit); };
    });
    auto id = std::make_shared<std::string>();
    auto* show = incident->add_subcommand("show", "one incident with its members");
    show->add_option("ID", *id, "incidents/<uid>, the uid, or the number people say: I-…")
        ->required();
    show->callback([&chosen, id] {
        chosen.command = [=](Context& context) { return show_incident(context, *id); };
    });
}

}  // namespace hearth::ctl
