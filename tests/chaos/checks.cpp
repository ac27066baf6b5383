#include "tests/chaos/checks.hpp"

#include <algorithm>
#include <set>

#include "libs/http/json.hpp"

namespace hearth::chaos {
namespace {

using namespace suite;

std::vector<Story::Request> list(const Doors& doors, const std::string& premise) {
    contact::v1::ListRequestsRequest request;
    request.set_page_size(1000);
    request.set_premise(premise);
    std::vector<Story::Request> all;
    do {
        const auto page = must(*doors.stub<ContactService>(), &ContactService::Stub::ListRequests,
                               request, doors.as(kLead));
        all.insert(all.end(), page.service_requests().begin(), page.service_requests().end());
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return all;
}

bool is_open(const Story::Request& request) {
    return request.state() >= contact::v1::REQUEST_STATE_RECEIVED &&
           request.state() <= contact::v1::REQUEST_STATE_WAITING;
}

}  // namespace

std::vector<std::string> not_one_open(const Doors& doors, const std::vector<Household>& homes) {
    std::vector<std::string> wrong;
    for (const auto& home : homes) {
        const auto requests = list(doors, home.premise);
        const auto open = std::ranges::count_if(requests, [](const auto& request) {
            return is_open(request) && request.class_() == "no_supply.electricity";
        });
        if (open != 1)
            wrong.push_back(home.code + " has " + std::to_string(open) + " open requests");
    }
    return wrong;
}

std::vector<std::string> gaps(const Story& story, const std::vector<std::string>& requests) {
    std::vector<std::string> wrong;
    for (const auto& name : requests) {
        const auto whole = story.request(name);
        std::int64_t next = 1;
        for (const auto& row : whole.timeline()) {
            if (row.sequence() != next++) {
                wrong.push_back(name + " has no row " + std::to_string(next - 1));
                break;
            }
        }
        if (whole.service_request().etag() != std::to_string(whole.timeline_size())) {
            wrong.push_back(name + " is version " + whole.service_request().etag() + " with " +
                            std::to_string(whole.timeline_size()) + " rows");
        }
    }
    return wrong;
}

std::vector<std::string> differences(const Suite& suite, const Doors& doors,
                                     const std::vector<std::string>& requests) {
    const Story story{doors};
    std::vector<std::string> wrong;
    for (const auto& name : requests) {
        const auto rpc = http::to_json(story.request(name));
        const auto web = doors.http("GET", "/v1/" + name, kAgent).body;
        const auto shell = ctl(suite, {"request", "show", name, "--json"}).out;
        if (web != rpc) wrong.push_back(name + " differs by HTTP");
        if (shell != rpc + "\n" && shell != rpc) wrong.push_back(name + " differs by hearthctl");
    }
    return wrong;
}

std::vector<std::string> broken_invariants(const Suite& suite) {
    const auto check = ctl(suite, {"check", "invariants", "--json"});
    if (check.status == 0) return {};
    return {"hearthctl check invariants ended with " + std::to_string(check.status), check.out,
            check.err};
}

std::vector<std::string> all_requests(const Doors& doors) {
    std::vector<std::string> names;
    for (const auto& request : list(doors, ""))
        names.push_back(request.name());
    return names;
}

std::string shape(const Story::Whole& whole) {
    const auto& head = whole.service_request();
    std::string text = contact::v1::RequestState_Name(head.state()) + " round " +
                       std::to_string(head.round()) + " reports " +
                       std::to_string(head.report_count()) + "\n";
    for (const auto& step : whole.all_steps()) {
        text += step.id() + " " + contact::v1::StepState_Name(step.state()) + " " +
                std::to_string(step.attempt()) + " " + step.outcome() + "\n";
    }
    for (const auto& promise : whole.all_promises()) {
        // Renewals follow the forecast, which depends on when it was made.
        if (promise.renews().empty()) text += "promise " + promise.kind() + "\n";
    }
    for (const auto& order : whole.work_orders())
        text += "order " + order.state() + "\n";
    std::multiset<std::string> rows;
    for (const auto& row : whole.timeline()) {
        const auto& type = row.type();
        const bool timing = type.find("Forecast") != std::string::npos ||
                            type.find("Renewed") != std::string::npos ||
                            type.find("Notice") != std::string::npos ||
                            type.find("Appended") != std::string::npos;
        if (!timing) rows.insert(type);
    }
    for (const auto& row : rows)
        text += row + "\n";
    return text;
}

std::map<std::string, std::string> digests(const Suite& suite, const std::string& service) {
    std::map<std::string, std::string> found;
    for (const auto& row : suite.query(service,
                                       "SELECT tablename FROM pg_tables WHERE schemaname = "
                                       "'public' AND tablename <> 'inbox'")) {
        found[row[0]] = suite.value(service,
                                    "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY "
                                    "t::text)), '') FROM " +
                                        row[0] + " t");
    }
    return found;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines)
        text += line + "\n";
    return text;
}

}  // namespace hearth::chaos
