#include <algorithm>
#include <iostream>
#include <map>
#include <thread>

#include <nlohmann/json.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "services/ctl/commands.hpp"
#include "services/ctl/cross_checks.hpp"
#include "services/ctl/table.hpp"
#include "services/ctl/topics.hpp"

namespace hearth::ctl {
namespace {

using namespace std::chrono_literals;
using common::v1::AdminService;
using Key = std::pair<std::string, std::string>;  // id, service
using Report = std::map<Key, Findings>;

constexpr std::size_t kMostViolations = 100;

/// What differs between two services may only be under way: it counts when it still does after
/// this.
constexpr auto kSettle = 3s;

Result<void> ask_service(Context& context, const std::string& service, Report& report) {
    auto stub = context.stub<AdminService>(service);
    if (!stub) return fail(std::move(stub).error());
    const auto answer = context.call(**stub, &AdminService::Stub::CheckInvariants,
                                     common::v1::CheckInvariantsRequest{});
    if (!answer) return fail(answer.error());
    for (const auto& invariant : answer->invariants()) {
        auto& findings = report[{invariant.id(), service}];
        findings.checked += invariant.checked();
        findings.violations.insert(findings.violations.end(), invariant.violations().begin(),
                                   invariant.violations().end());
    }
    return {};
}

Result<std::vector<Committed>> list_events(Context& context, const std::string& service) {
    auto stub = context.stub<AdminService>(service);
    if (!stub) return fail(std::move(stub).error());
    std::vector<Committed> events;
    common::v1::ListEventsRequest request;
    do {
        const auto page = context.call(**stub, &AdminService::Stub::ListEvents, request);
        if (!page) return fail(page.error());
        for (const auto& event : page->events())
            events.push_back(
                {event.id(), event.topic(), event.key(), event.version(), event.unsent()});
        request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return events;
}

Result<std::vector<OnTopic>> read_all(const std::vector<Committed>& events) {
    std::set<std::string> topics;
    for (const auto& event : events)
        topics.insert(event.topic);
    std::vector<OnTopic> messages;
    auto read =
        read_topics({topics.begin(), topics.end()}, 300s, [&](const kafka::Message& message) {
            messages.push_back({std::string{message.header("ce_id")}, message.topic, message.key,
                                version_of(message), message.partition, message.offset});
        });
    if (!read) return fail(std::move(read).error());
    return messages;
}

void add(Report& report, const std::string& id, const std::string& service, Findings found) {
    auto& findings = report[{id, service}];
    findings.checked += found.checked;
    std::ranges::move(found.violations, std::back_inserter(findings.violations));
}

/// I5 and I6: what the services committed against what their topics hold from the first offset on.
Result<void> check_topics(Context& context, Report& report) {
    for (const auto& service : Context::services()) {
        const auto before = list_events(context, service);
        if (!before) return fail(before.error());
        auto messages = read_all(*before);
        if (!messages) return fail(std::move(messages).error());
        auto after = list_events(context, service);
        if (!after) return fail(std::move(after).error());
        std::erase_if(*messages, [&](const auto& at) { return service_of(at.topic) != service; });
        add(report, "I5", service, check_published(*before, *after, *messages));
        add(report, "I6", service, check_sequences(*messages));
    }
    return {};
}

Result<std::set<std::string>> open_steps(Context& context, const std::string& service) {
    auto stub = context.stub<AdminService>(service);
    if (!stub) return fail(std::move(stub).error());
    const auto answer = context.call(**stub, &AdminService::Stub::ListOpenSteps,
                                     common::v1::ListOpenStepsRequest{});
    if (!answer) return fail(answer.error());
    std::set<std::string> references;
    for (const auto& step : answer->steps()) {
        if (!step.reference().empty()) references.insert(step.reference());
    }
    return references;
}

Result<Findings> compare_steps(Context& context) {
    const auto asked = open_steps(context, "contact");
    if (!asked) return fail(asked.error());
    const auto worked = open_steps(context, "dispatch");
    if (!worked) return fail(worked.error());
    return check_steps(*asked, *worked);
}

/// I19: the two services wait for each other's steps; a difference counts when it stays.
Result<void> check_sagas(Context& context, Report& report) {
    auto found = compare_steps(context);
    const auto end = Deadline::after(kSettle);
    while (found && !found->violations.empty() && !end.passed()) {
        std::this_thread::sleep_for(200ms);
        found = compare_steps(context);
    }
    if (!found) return fail(std::move(found).error());
    add(report, "I19", "contact", std::move(*found));
    return {};
}

void print(const Context& context, const Report& report) {
    Table table{{"INVARIANT", "SERVICE", "HOLDS", "CHECKED"}};
    for (const auto& [key, findings] : report) {
        const bool holds = findings.violations.empty();
        if (context.json()) {
            nlohmann::ordered_json row{{"id", key.first},
                                       {"service", key.second},
                                       {"holds", holds},
                                       {"checked", findings.checked},
                                       {"violations", findings.violations}};
            if (findings.violations.size() > kMostViolations)
                row["violations"].erase(row["violations"].begin() + kMostViolations,
                                        row["violations"].end());
            std::cout << row.dump() << '\n';
        }
        table.add({key.first, key.second, holds ? "yes" : "NO", std::to_string(findings.checked)});
    }
    if (context.json()) return;
    table.print(std::cout);
    for (const auto& [key, findings] : report) {
        for (const auto& violation : findings.violations)
            std::cout << key.first << ' ' << key.second << ": " << violation << '\n';
    }
}

int check_invariants(Context& context) {
    Report report;
    for (const auto& service : Context::services()) {
        if (auto asked = ask_service(context, service, report); !asked)
            return context.failed(asked.error());
    }
    if (auto done = check_topics(context, report); !done) return context.failed(done.error());
    if (auto done = check_sagas(context, report); !done) return context.failed(done.error());
    print(context, report);
    const bool holds =
        std::ranges::all_of(report, [](const auto& row) { return row.second.violations.empty(); });
    return holds ? kDone : kWithRefusals;
}

}  // namespace

void add_check_commands(CLI::App& app, Chosen& chosen) {
    auto* check = app.add_subcommand("check", "what must always hold");
    check->require_subcommand(1);
    check
        ->add_subcommand(
            "invariants",
            "each service's own checks, its topics from the first offset on, and open steps "
            "across services; exit 1 when one does not hold")
        ->callback([&chosen] { chosen.command = check_invariants; });
}

}  // namespace hearth::ctl
