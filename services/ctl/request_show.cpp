#include <iostream>
#include <thread>

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "services/ctl/request_commands.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/text.hpp"

namespace hearth::ctl {
namespace {

using contact::v1::ContactService;
using contact::v1::GetRequestResponse;
using contact::v1::ServiceRequest;

std::string time_of(bool has, const google::protobuf::Timestamp& at) {
    return has ? local_text(at.seconds()) : std::string{"-"};
}

void print_head(const ServiceRequest& request) {
    Table table{{"REQUEST", request.number()}};
    table.add({"name", request.name()});
    table.add({"class", request.class_()});
    table.add({"state", state_of(request) + ", round " + std::to_string(request.round())});
    table.add({"hazard", enum_text(contact::v1::Hazard_Name(request.hazard()), "HAZARD_")});
    table.add({"owner", owner_of(request)});
    if (!request.parent().empty())
        table.add(
            {"part of", request.parent() + (request.held_back() ? ", held back by a hazard" : "")});
    table.add({"premise", request.premise()});
    table.add({"party", request.party()});
    table.add({"reports", std::to_string(request.report_count()) + ", chased " +
                              std::to_string(request.chase_count())});
    table.add({"since", time_of(request.has_open_time(), request.open_time())});
    table.add({"version", request.etag()});
    table.print(std::cout);
}

void print_parts(const GetRequestResponse& answer) {
    if (answer.parts().empty()) return;
    Table table{{"PART", "CLASS", "STATE", "PROMISED", "HELD BACK"}};
    for (const auto& part : answer.parts()) {
        const auto& promises = part.promises();
        table.add({part.number(), part.class_(), state_of(part),
                   promises.empty() ? "-" : time_of(true, promises.rbegin()->due_time()),
                   part.held_back() ? "yes" : "no"});
    }
    std::cout << '\n';
    table.print(std::cout);
}

void print_limits(const GetRequestResponse& answer) {
    Table clocks{{"CLOCK", "STATE", "DUE", "STOPPED"}};
    for (const auto& clock : answer.service_request().clocks()) {
        clocks.add({clock.id(),
                    enum_text(contact::v1::ClockState_Name(clock.state()), "CLOCK_STATE_"),
                    time_of(clock.has_due_time(), clock.due_time()),
                    time_of(clock.has_stop_time(), clock.stop_time())});
    }
    Table promises{{"PROMISE", "STATE", "DUE", "TOLD", "CHANNEL"}};
    for (const auto& promise : answer.all_promises()) {
        promises.add({promise.kind(),
                      enum_text(contact::v1::PromiseState_Name(promise.state()), "PROMISE_STATE_"),
                      time_of(true, promise.due_time()), time_of(true, promise.make_time()),
                      promise.channel()});
    }
    std::cout << '\n';
    clocks.print(std::cout);
    std::cout << '\n';
    promises.print(std::cout);
}

void print_contacts(const GetRequestResponse& answer) {
    Table table{{"WHEN", "CHANNEL", "WHAT", "STATE", "BY"}};
    for (const auto& interaction : answer.interactions()) {
        table.add({time_of(true, interaction.observed_time()), interaction.channel(),
                   interaction.reason(), interaction.outcome(), interaction.agent()});
    }
    for (const auto& notice : answer.notices()) {
        const std::string channel =
            notice.attempts().empty() ? "-" : notice.attempts().rbegin()->channel();
        table.add({time_of(true, notice.create_time()), channel, notice.template_(),
                   enum_text(contact::v1::NoticeState_Name(notice.state()), "NOTICE_STATE_"), ""});
    }
    for (const auto& work : answer.work_orders())
        table.add({time_of(work.has_on_site_time(), work.on_site_time()), "field", work.number(),
                   work.state(), work.crew()});
    std::cout << '\n';
    table.print(std::cout);
}

void add_row(Table& table, const contact::v1::TimelineRow& row) {
    table.add({std::to_string(row.sequence()), time_of(true, row.observed_time()), row.channel(),
               row.actor(), row.type(), row.text_zh(), row.text_en()});
}

Table timeline_table() {
    return Table{{"#", "WHEN", "CHANNEL", "BY", "EVENT", "中文", "ENGLISH"}};
}

Result<GetRequestResponse> get(Context& context, ContactService::Stub& stub,
                               const std::string& id) {
    contact::v1::GetRequestRequest request;
    request.set_name(full_name("serviceRequests", "R-", id));
    return context.call(stub, &ContactService::Stub::GetRequest, request);
}

int show(Context& context, const std::string& id) {
    auto stub = context.stub<ContactService>();
    if (!stub) return context.failed(stub.error());
    const auto answer = get(context, **stub, id);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(*answer);
        return kDone;
    }
    print_head(answer->service_request());
    print_parts(*answer);
    print_limits(*answer);
    print_contacts(*answer);
    Table table = timeline_table();
    for (const auto& row : answer->timeline())
        add_row(table, row);
    std::cout << '\n';
    table.print(std::cout);
    return kDone;
}

/// Prints each new line of the timeline as it comes, until the request is over.
int follow(Context& context, const std::string& id, int interval_ms) {
    auto stub = context.stub<ContactService>();
    if (!stub) return context.failed(stub.error());
    for (std::int64_t seen = 0;;) {
        const auto answer = get(context, **stub, id);
        if (!answer) return context.failed(answer.error());
        Table table = timeline_table();
        for (const auto& row : answer->timeline()) {
            if (row.sequence() <= seen) continue;
            seen = row.sequence();
            if (context.json()) context.print(row);
            add_row(table, row);
        }
        if (!context.json() && !table.empty()) table.print(std::cout);
        std::cout.flush();
        if (answer->service_request().state() >= contact::v1::REQUEST_STATE_CLOSED) return kDone;
        std::this_thread::sleep_for(std::chrono::milliseconds{interval_ms});
    }
}

}  // namespace

void add_request_show(CLI::App& request, Chosen& chosen) {
    auto id = std::make_shared<std::string>();
    auto* show_verb = request.add_subcommand("show", "the one truth of a request");
    show_verb
        ->add_option("ID", *id, "serviceRequests/<uid>, the uid, or the number people say: R-…")
        ->required();
    show_verb->callback(
        [&chosen, id] { chosen.command = [=](Context& context) { return show(context, *id); }; });

    auto interval = std::make_shared<int>(500);
    auto* follow_verb =
        request.add_subcommand("follow", "each new line of its timeline, until it is over");
    follow_verb
        ->add_option("ID", *id, "serviceRequests/<uid>, the uid, or the number people say: R-…")
        ->required();
    follow_verb->add_option("--interval", *interval, "milliseconds between two looks")
        ->check(CLI::Range(50, 60000));
    follow_verb->callback([&chosen, id, interval] {
        chosen.command = [=](Context& context) { return follow(context, *id, *interval); };
    });
}

}  // namespace hearth::ctl
