#include <iostream>

#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using dispatch::v1::DispatchService;

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
    add("reported", time_text(order.has_reported_time(), order.reported_time()));
    add("arrive by", time_text(order.has_arrive_by(), order.arrive_by()));
    add("arrival expected",
        time_text(order.has_forecast_arrival_time(), order.forecast_arrival_time()));
    add("supply expected",
        time_text(order.has_forecast_restoration_time(), order.forecast_restoration_time()));
    add("accepted", time_text(order.has_accept_time(), order.accept_time()));
    add("en route", time_text(order.has_en_route_time(), order.en_route_time()));
    add("on site", time_text(order.has_on_site_time(), order.on_site_time()));
    add("made safe", time_text(order.has_made_safe_time(), order.made_safe_time()));
    add("supply back", time_text(order.has_supply_restored_time(), order.supply_restored_time()));
    add("ended", time_text(order.has_done_time(), order.done_time()));
    add("cause", order.result().cause());
    add("note", order.result().note());
    for (const auto& reading : order.readings()) {
        const auto value = reading.value() + (reading.unit().empty() ? "" : ' ' + reading.unit());
        table.add({reading.name(), value + ", " + reading.mutator() + ' ' +
                                       time_text(true, reading.observed_time())});
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

}  // namespace

void add_work_commands(CLI::App& app, Chosen& chosen) {
    auto* work = app.add_subcommand("work", "work orders");
    work->require_subcommand(1);
    auto order = std::make_shared<std::string>();
    auto* work_show = work->add_subcommand("show", "one work order");
    work_show->add_option("ID", *order, "workOrders/<uid>, the uid, or the number people say: W-…")
        ->required();
    work_show->callback([&chosen, order] {
        chosen.command = [=](Context& context) { return show_work(context, *order); };
    });
}

}  // namespace hearth::ctl
