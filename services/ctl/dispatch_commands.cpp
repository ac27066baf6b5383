#include <iostream>

#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

using dispatch::v1::DispatchService;
using google::protobuf::Timestamp;

std::string text_of(bool has, const Timestamp& at) {
    return has ? local_text(at.seconds()) : "";
}

/// `workOrders/<uid>`, the uid, or the number people say.
std::string full_name(const std::string& collection, const std::string& prefix,
                      const std::string& id) {
    const bool whole = id.find('/') != std::string::npos || id.starts_with(prefix);
    return whole ? id : collection + '/' + id;
}

int show_plan(Context& context, const std::string& crew) {
    auto stub = context.stub<DispatchService>();
    if (!stub) return context.failed(stub.error());
    dispatch::v1::GetPlanRequest request;
    if (!crew.empty()) request.set_crew(crew.starts_with("crews/") ? crew : "crews/" + crew);
    const auto answer = context.call(**stub, &DispatchService::Stub::GetPlan, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(answer->plan());
        return kDone;
    }
    const auto& plan = answer->plan();
    std::cout << "plan version " << plan.version() << " of "
              << text_of(plan.has_plan_time(), plan.plan_time()) << "\n\n";
    Table table{{"CREW", "WORK", "STATE", "HAZARD", "ARRIVES", "LEAVES", "BY", "WHY"}};
    for (const auto& route : plan.crews()) {
        for (const auto& stop : route.stops()) {
            table.add({route.crew().substr(route.crew().find('/') + 1), stop.number(), stop.state(),
                       stop.hazard(), text_of(true, stop.arrival_time()),
                       text_of(true, stop.departure_time()),
                       text_of(stop.has_arrive_by(), stop.arrive_by()), stop.why()});
        }
    }
    table.print(std::cout);
    for (const auto& open : plan.unassigned())
        std::cout << "nobody for " << open << '\n';
    return kDone;
}

void print_work(const dispatch::v1::WorkOrder& order) {
    Table table{{"WORK ORDER", order.number()}};
    const auto add = [&](const char* what, const std::string& value) {
        if (!value.empty()) table.add({what, value});
    };
    add("name", order.name());
    add("request", order.request());
    add("step", order.step() + ", round " + std::to_string(order.round()) + ", attempt " +
                    std::to_string(order.attempt()));
    add("class", order.class_());
    add("state", order.state());
    add("hazard, rank", order.hazard() + ", " + std::to_string(order.rank()));
    add("crew", order.crew());
    add("place", order.location().words());
    add("reported", text_of(order.has_reported_time(), order.reported_time()));
    add("arrive by", text_of(order.has_arrive_by(), order.arrive_by()));
    add("arrival expected",
        text_of(order.has_forecast_arrival_time(), order.forecast_arrival_time()));
    add("supply expected",
        text_of(order.has_forecast_restoration_time(), order.forecast_restoration_time()));
    add("accepted", text_of(order.has_accept_time(), order.accept_time()));
    add("en route", text_of(order.has_en_route_time(), order.en_route_time()));
    add("on site", text_of(order.has_on_site_time(), order.on_site_time()));
    add("made safe", text_of(order.has_made_safe_time(), order.made_safe_time()));
    add("supply back", text_of(order.has_supply_restored_time(), order.supply_restored_time()));
    add("ended", text_of(order.has_done_time(), order.done_time()));
    add("cause", order.result().cause());
    add("note", order.result().note());
    for (const auto& reading : order.readings()) {
        const auto value = reading.value() + (reading.unit().empty() ? "" : ' ' + reading.unit());
        table.add({reading.name(), value + ", " + reading.mutator() + ' ' +
                                       text_of(true, reading.observed_time())});
    }
    add("fail reason", order.fail_reason());
    add("suspended for", order.suspend_reason());
    add("incident", order.incident());
    add("folded into", order.parent());
    for (const auto& flag : order.flags())
        table.add({"flag", flag});
    add("version", order.etag());
    table.print(std::cout);
}

int show_work(Context& context, const std::string& id) {
    auto stub = context.stub<DispatchService>();
    if (!stub) return context.failed(stub.error());
    dispatch::v1::GetWorkOrderRequest request;
    request.set_name(full_name("workOrders", "W-", id));
    const auto answer = context.call(**stub, &DispatchService::Stub::GetWorkOrder, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(answer->work_order());
    } else {
        print_work(answer->work_order());
    }
    return kDone;
}

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
                   text_of(incident.has_start_time(), incident.start_time()),
                   std::to_string(incident.member_count()),
                   text_of(incident.has_forecast_restoration_time(),
                           incident.forecast_restoration_time()),
                   text_of(incident.has_restore_time(), incident.restore_time())});
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
    head.add({"since", text_of(incident.has_start_time(), incident.start_time())});
    head.add({"restored at", text_of(incident.has_restore_time(), incident.restore_time())});
    head.add({"version", incident.etag()});
    head.print(std::cout);
    std::cout << '\n';
    Table members{{"WORK ORDER", "REQUEST", "REPORTED", "SUPPLY BACK"}};
    for (const auto& member : answer->members()) {
        members.add({member.work_order(), member.request(),
                     text_of(member.has_reported_time(), member.reported_time()),
                     text_of(member.has_restored_time(), member.restored_time())});
    }
    members.print(std::cout);
    return kDone;
}

}  // namespace

void add_dispatch_commands(CLI::App& app, Chosen& chosen) {
    auto* plan = app.add_subcommand("plan", "which crew does what when");
    plan->require_subcommand(1);
    auto crew = std::make_shared<std::string>();
    auto* plan_show = plan->add_subcommand("show", "crews with their stops, times and reasons");
    plan_show->add_option("--crew", *crew, "only this one: C03");
    plan_show->callback([&chosen, crew] {
        chosen.command = [=](Context& context) { return show_plan(context, *crew); };
    });

    auto* work = app.add_subcommand("work", "work orders");
    work->require_subcommand(1);
    auto order = std::make_shared<std::string>();
    auto* work_show = work->add_subcommand("show", "one work order");
    work_show->add_option("ID", *order, "workOrders/<uid>, the uid, or the number people say: W-…")
        ->required();
    work_show->callback([&chosen, order] {
        chosen.command = [=](Context& context) { return show_work(context, *order); };
    });

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
