#include "deploy/story/summary.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "libs/core/text.hpp"

namespace hearth::story {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 4> kRequests{
    {{"home", "the household"},
     {"neighbour", "its neighbour"},
     {"street", "the smell of gas"},
     {"elsewhere", "the house elsewhere"}}};

/// "10:45" in town time.
std::string clock(const std::string& rfc3339) {
    const auto at = parse_rfc3339(rfc3339);
    if (!at) return "  -  ";
    const auto local = to_local(*at, "Asia/Shanghai");
    if (!local) return "  -  ";
    const auto minutes = local->of_day.count();
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

/// PROMISE_STATE_KEPT → kept
std::string word(const json& value, const std::string& prefix) {
    std::string text = value.get<std::string>();
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
    std::replace(text.begin(), text.end(), '_', ' ');
    return lower_case(text);
}

std::string request_head(const json& whole, const char* who) {
    const json& request = whole.at("serviceRequest");
    std::string text =
        fmt::format("\n{} {} ({}): {}", request.value("number", ""), request.value("class", ""),
                    who, word(request.at("state"), "REQUEST_STATE_"));
    for (const auto& promise : whole.value("allPromises", json::array())) {
        text += fmt::format("; {} by {} {}", promise.value("kind", ""),
                            clock(promise.value("dueTime", "")),
                            word(promise.at("state"), "PROMISE_STATE_"));
    }
    return text + "\n";
}

std::string timeline(const json& whole) {
    std::string text;
    for (const auto& row : whole.value("timeline", json::array())) {
        text += fmt::format("  {:>3}  {}  {:<9} {:<17} {}\n", row.value("sequence", "0"),
                            clock(row.value("observedTime", "")), row.value("channel", ""),
                            row.value("type", ""), row.value("textEn", ""));
    }
    return text;
}

std::string plan(const json& answer) {
    std::string text = "\nWhy crew C01 went to the gas first\n";
    for (const auto& crew : answer.at("plan").value("crews", json::array())) {
        for (const auto& stop : crew.value("stops", json::array())) {
            text += fmt::format("  {} {:<9} arrives {}  {}\n", stop.value("number", ""),
                                stop.value("hazard", ""), clock(stop.value("arrivalTime", "")),
                                stop.value("why", ""));
        }
    }
    return text;
}

}  // namespace

std::string to_text(const Told& told) {
    std::string text = "The story, in town time\n";
    for (const auto& beat : told.beats)
        text += fmt::format("  {}  {}\n", clock(beat.time), beat.text);
    text += plan(told.plan);
    const json& incident = told.incident.at("incident");
    text += fmt::format("\n{} {}: {}, {} customers\n", incident.value("number", ""),
                        incident.value("kind", ""), incident.value("state", ""),
                        incident.value("customers", 0));
    for (const auto& [key, who] : kRequests) {
        text += request_head(told.requests.at(key), who);
        text += timeline(told.requests.at(key));
    }
    return text;
}

json to_json(const Told& told, bool stored) {
    json steps = json::array();
    for (const auto& beat : told.beats)
        steps.push_back({{"time", beat.time}, {"text", beat.text}});
    json requests = json::object();
    for (const auto& [key, who] : kRequests) {
        const json& whole = told.requests.at(key);
        const json& request = whole.at("serviceRequest");
        json promises = json::array();
        for (const auto& promise : whole.value("allPromises", json::array())) {
            promises.push_back({{"kind", promise.value("kind", "")},
                                {"due", promise.value("dueTime", "")},
                                {"state", word(promise.at("state"), "PROMISE_STATE_")}});
        }
        json orders = json::array();
        for (const auto& order : whole.value("workOrders", json::array()))
            orders.push_back({{"name", order.value("name", "")},
                              {"number", order.value("number", "")},
                              {"state", order.value("state", "")}});
        requests[key] = {{"name", request.value("name", "")},
                         {"number", request.value("number", "")},
                         {"state", word(request.at("state"), "REQUEST_STATE_")},
                         {"round", request.value("round", 0)},
                         {"reports", request.value("reportCount", 0)},
                         {"version", request.value("etag", "")},
                         {"timelineRows", whole.value("timeline", json::array()).size()},
                         {"notices", whole.value("notices", json::array()).size()},
                         {"promises", std::move(promises)},
                         {"workOrders", std::move(orders)}};
    }
    return {{"story", stored ? "stored" : "played"},
            {"steps", std::move(steps)},
            {"requests", std::move(requests)},
            {"incident",
             {{"name", told.incident.at("incident").value("name", "")},
              {"number", told.incident.at("incident").value("number", "")},
              {"state", told.incident.at("incident").value("state", "")}}}};
}

}  // namespace hearth::story
