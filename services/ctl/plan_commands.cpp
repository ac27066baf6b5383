#include <iostream>

#include "hearth/dispatch/v1/dispatch_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using dispatch::v1::DispatchService;

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
              << time_text(plan.has_plan_time(), plan.plan_time()) << "\n\n";
    Table table{{"CREW", "WORK", "STATE", "HAZARD", "ARRIVES", "LEAVES", "BY", "WHY"}};
    for (const auto& route : plan.crews()) {
        for (const auto& stop : route.stops()) {
            table.add({route.crew().substr(route.crew().find('/') + 1), stop.number(), stop.state(),
                       stop.hazard(), time_text(true, stop.arrival_time()),
                       time_text(true, stop.departure_time()),
                       time_text(stop.has_arrive_by(), stop.arrive_by()), stop.why()});
        }
    }
    table.print(std::cout);
    for (const auto& open : plan.unassigned())
        std::cout << "nobody for " << open << '\n';
    return kDone;
}

}  // namespace

void add_plan_commands(CLI::App& app, Chosen& chosen) {
    auto* plan = app.add_subcommand("plan", "which crew does what when");
    plan->require_subcommand(1);
    auto crew = std::make_shared<std::string>();
    auto* plan_show = plan->add_subcommand("show", "crews with their stops, times and reasons");
    plan_show->add_option("--crew", *crew, "only this one: C03");
    plan_show->callback([&chosen, crew] {
        chosen.command = [=](Context& context) { return show_plan(context, *crew); };
    });
}

}  // namespace hearth::ctl
