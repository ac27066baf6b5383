#include <algorithm>
#include <iostream>
#include <thread>

#include <google/protobuf/util/time_util.h>

#include "hearth/contact/v1/contact_service.grpc.pb.h"

#include "libs/core/text.hpp"
#include "services/ctl/commands.hpp"
#include "services/ctl/table.hpp"

namespace hearth::ctl {
namespace {

using contact::v1::ContactService;
using contact::v1::GetRequestResponse;
using contact::v1::ServiceRequest;

/// REQUEST_STATE_IN_PROGRESS as people read it: "in progress".
std::string lower(std::string name, std::string_view prefix) {
    name = lower_case(name.substr(prefix.size()));
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

std::string state_of(const ServiceRequest& request) {
    return lower(contact::v1::RequestState_Name(request.state()), "REQUEST_STATE_");
}

std::string time_of(bool has, const google::protobuf::Timestamp& at) {
    return has ? local_text(at.seconds()) : std::string{"-"};
}

std::string owner_of(const ServiceRequest& request) {
    return request.owner_agent().empty() ? request.owner_role()
                                         : request.owner_role() + " " + request.owner_agent();
}

/// The name, the uid, or the number people say.
std::string request_name(const std::string& id) {
    return id.find('/') != std::string::npos || id.starts_with("R-") ? id : "serviceRequests/" + id;
}

void print_head(const ServiceRequest& request) {
    Table table{{"REQUEST", request.number()}};
    table.add({"name", request.name()});
    table.add({"class", request.class_()});
    table.add({"state", state_of(request) + ", round " + std::to_string(request.round())});
    table.add({"hazard", lower(contact::v1::Hazard_Name(request.hazard()), "HAZARD_")});
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
        clocks.add({clock.id(), lower(contact::v1::ClockState_Name(clock.state()), "CLOCK_STATE_"),
                    time_of(clock.has_due_time(), clock.due_time()),
                    time_of(clock.has_stop_time(), clock.stop_time())});
    }
    Table promises{{"PROMISE", "STATE", "DUE", "TOLD", "CHANNEL"}};
    for (const auto& promise : answer.all_promises()) {
        promises.add({promise.kind(),
                      lower(contact::v1::PromiseState_Name(promise.state()), "PROMISE_STATE_"),
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
                   lower(contact::v1::NoticeState_Name(notice.state()), "NOTICE_STATE_"), ""});
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
    request.set_name(request_name(id));
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
                   lower(contact::v1::Hazard_Name(one.hazard()), "HAZARD_"), owner_of(one),
                   time_of(true, one.open_time()), one.name()});
    }
    if (!context.json()) table.print(std::cout);
    return kDone;
}

struct Opening {
    contact::v1::Report report;
    std::string request_id;
    std::string since;
    double latitude = 0;
    double longitude = 0;
    std::string place;
    bool gas = false;
    bool hurt = false;
    bool wire = false;
    bool damage = false;
};

int open(Context& context, const Opening& opening) {
    auto stub = context.stub<ContactService>();
    if (!stub) return context.failed(stub.error());
    contact::v1::OpenRequestRequest request;
    request.set_request_id(opening.request_id.empty() ? new_request_id() : opening.request_id);
    *request.mutable_report() = opening.report;
    auto& report = *request.mutable_report();
    if (opening.latitude != 0 || opening.longitude != 0 || !opening.place.empty()) {
        report.mutable_location()->set_latitude(opening.latitude);
        report.mutable_location()->set_longitude(opening.longitude);
        report.mutable_location()->set_words(opening.place);
    }
    auto& safety = *report.mutable_triage()->mutable_safety();
    safety.set_fire_or_gas(opening.gas);
    safety.set_person_hurt(opening.hurt);
    safety.set_fallen_or_open(opening.wire);
    safety.set_damage_spreading(opening.damage);
    if (!opening.since.empty() && !google::protobuf::util::TimeUtil::FromString(
                                      opening.since, request.mutable_observed_time()))
        return context.failed(invalid_argument("--since", "BAD_TIME", "is not a time of RFC 3339"));
    const auto answer = context.call(**stub, &ContactService::Stub::OpenRequest, request);
    if (!answer) return context.failed(answer.error());
    if (context.json()) {
        context.print(answer->answer());
        return kDone;
    }
    const auto& told = answer->answer();
    std::cout << told.service_request().number() << "  " << told.outcome() << '\n';
    for (const auto& part : told.parts())
        std::cout << part.service_request().number() << "  " << part.outcome() << "  "
                  << part.service_request().class_() << '\n';
    std::cout << told.text_zh() << '\n' << told.text_en() << '\n';
    return kDone;
}

void add_open(CLI::App& request, Chosen& chosen) {
    auto opening = std::make_shared<Opening>();
    auto* verb =
        request.add_subcommand("open", "report a matter: opens, joins, reopens or follows");
    verb->add_option_function<std::string>(
            "--class", [opening](const std::string& v) { opening->report.set_class_(v); },
            "no_supply.electricity, gas_smell.gas, enquiry")
        ->required();
    verb->add_option_function<std::vector<std::string>>(
        "--also",
        [opening](const std::vector<std::string>& names) {
            for (const auto& name : names)
                opening->report.add_also(name);
        },
        "further classes named in the same report");
    verb->add_option_function<std::string>(
        "--premise", [opening](const std::string& v) { opening->report.set_premise(v); },
        "premises/<uid>");
    verb->add_option_function<std::string>(
        "--party", [opening](const std::string& v) { opening->report.set_party(v); },
        "parties/<uid>");
    verb->add_option_function<std::string>(
        "--phone", [opening](const std::string& v) { opening->report.set_phone(v); },
        "to reach the caller");
    verb->add_option_function<std::string>(
        "--words", [opening](const std::string& v) { opening->report.set_words(v); },
        "what the caller said");
    verb->add_option_function<std::string>(
        "--extent",
        [opening](const std::string& v) { opening->report.mutable_triage()->set_extent(v); },
        "only_you or neighbours_too");
    verb->add_option_function<std::string>(
        "--came-back",
        [opening](const std::string& v) { opening->report.mutable_triage()->set_came_back(v); },
        "never, briefly or for_long");
    verb->add_option("--latitude", opening->latitude, "degrees north, where no premise is known");
    verb->add_option("--longitude", opening->longitude, "degrees east");
    verb->add_option("--place", opening->place, "the place in words");
    verb->add_option("--since", opening->since, "when it was first seen, RFC 3339");
    verb->add_option("--request-id", opening->request_id,
                     "a repeat with the same id gets the same answer");
    verb->add_flag("--gas", opening->gas, "fire, smoke, sparks or a smell of gas");
    verb->add_flag("--hurt", opening->hurt, "somebody is hurt or trapped");
    verb->add_flag("--wire", opening->wire, "a wire, pole or pipe lies open");
    verb->add_flag("--damage", opening->damage, "water or burning does damage now");
    verb->callback([&chosen, opening] {
        chosen.command = [=](Context& context) { return open(context, *opening); };
    });
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

void add_request_commands(CLI::App& app, Chosen& chosen) {
    auto* request = app.add_subcommand("request", "service requests");
    request->require_subcommand(1);
    add_open(*request, chosen);
    add_list(*request, chosen);

    auto id = std::make_shared<std::string>();
    auto* show_verb = request->add_subcommand("show", "the one truth of a request");
    show_verb
        ->add_option("ID", *id, "serviceRequests/<uid>, the uid, or the number people say: R-…")
        ->required();
    show_verb->callback(
        [&chosen, id] { chosen.command = [=](Context& context) { return show(context, *id); }; });

    auto interval = std::make_shared<int>(500);
    auto* follow_verb =
        request->add_subcommand("follow", "each new line of its timeline, until it is over");
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
