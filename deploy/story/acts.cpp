#include "deploy/story/acts.hpp"

#include <fmt/format.h>

namespace hearth::story {

const json* live_step(const json& request, const std::string& id) {
    for (const auto& step : request.at("serviceRequest").value("steps", json::array())) {
        if (step.value("id", "") == id && step.value("state", "") == "STEP_STATE_STARTED")
            return &step;
    }
    return nullptr;
}

json Acts::cti(const std::string& call, const std::string& event, const std::string& from,
               double minute) {
    return stage_.post_raw("/channels/cti/events", {},
                           json{{"event", event},
                                {"callId", "story-" + call},
                                {"direction", "inbound"},
                                {"from", from},
                                {"to", "95598"},
                                {"time", stage_.time_of(minute)},
                                {"agent", named("agent")}}
                               .dump());
}

void Acts::sms(const std::string& id, const std::string& from, const std::string& text,
               double minute) {
    std::string time = stage_.time_of(minute).substr(0, 19);
    time[10] = ' ';
    stage_.post_raw("/channels/sms/kannel?id=story-" + id,
                    {{"Content-Type", "text/plain; charset=UTF-8"},
                     {"X-Kannel-From", from},
                     {"X-Kannel-To", "95598"},
                     {"X-Kannel-Time", time},
                     {"X-Kannel-Coding", "2"}},
                    text);
}

json Acts::web_form(const std::string& premise) {
    return stage_.post_raw(
        "/channels/web/reports", {{"Idempotency-Key", "story-home-web"}},
        json{{"class", "no_supply.electricity"}, {"premise", premise}, {"phone", cast_.home.phone}}
            .dump());
}

std::string Acts::take_call(const std::string& call, const Household& who, const json& triage,
                            double minute) {
    const json answer = stage_.once(call, [&] {
        const json ring = cti(call, "ring", who.phone, minute);
        cti(call, "answer", who.phone, minute + 0.1);
        const json& identity = ring.at("identity");
        return stage_.post(agent(), "/v1/serviceRequests", call,
                           {{"interaction", ring.at("interaction").at("name")},
                            {"observedTime", stage_.time_of(minute)},
                            {"report",
                             {{"class", "no_supply.electricity"},
                              {"premise", identity.at("preselected")},
                              {"triage", triage}}}});
    });
    stage_.once(call + "-end", [&] { return cti(call, "hangup", who.phone, minute + 1.5); });
    return answer.at("answer").at("serviceRequest").at("name");
}

void Acts::set_crew(const std::string& name, const std::string& key, const std::string& state,
                    const std::string& reason) {
    stage_.post(kDispatcher, "/v1/" + name + ":setState", key + ":" + name,
                {{"state", state}, {"reason", reason}});
}

json Acts::request(const std::string& name) {
    return stage_.get(agent(), "/v1/" + name);
}

json Acts::wait_request(const std::string& name, const std::string& what,
                        const std::function<bool(const json&)>& holds) {
    return stage_.wait_for(agent(), "/v1/" + name, what, holds);
}

json Acts::order_of(const std::string& request, const std::string& what,
                    const std::function<bool(const json&)>& holds) {
    const json found = stage_.wait_for(
        kDispatcher, "/v1/workOrders?request=" + request, what, [&](const json& answer) {
            for (const auto& order : answer.value("workOrders", json::array()))
                if (holds(order)) return true;
            return false;
        });
    for (const auto& order : found.at("workOrders"))
        if (holds(order)) return order;
    throw StoryFailed("no " + what);
}

void Acts::keep_with(const json& order, const std::string& crew) {
    const std::string key = "keep:" + order.at("name").get<std::string>();
    stage_.once(key, [&] {
        return stage_.post(kDispatcher, "/v1/" + order.at("name").get<std::string>() + ":assign",
                           key, {{"crew", crew}});
    });
}

void Acts::push(const std::string& key, const Actor& crew, const std::string& device,
                const json& mutations) {
    stage_.once(key, [&] {
        json answer = stage_.post(crew, "/v1/" + crew.principal + ":push", key,
                                  {{"device", device}, {"mutations", mutations}});
        for (const auto& one : answer.at("answers")) {
            const std::string outcome = one.value("outcome", "");
            if (outcome != "applied" && outcome != "duplicate")
                throw StoryFailed(fmt::format("the crew's mutation was not taken: {}", one.dump()));
        }
        return answer;
    });
}

json Acts::mutation(int sequence, const json& order, const std::string& mutator, double minute,
                    const json& args) {
    return {{"sequence", sequence},
            {"workOrder", order.at("name")},
            {"mutator", mutator},
            {"observedTime", stage_.time_of(minute)},
            {"args", args}};
}

void Acts::complete(const std::string& name, const std::string& step, const std::string& outcome,
                    int satisfaction) {
    const std::string key = step + ":" + name;
    json body{{"step", step}, {"outcome", outcome}};
    if (satisfaction > 0) body["satisfaction"] = satisfaction;
    stage_.once(key, [&] {
        for (;;) {
            const json now = wait_request(name, step + " to be due", [&](const json& r) {
                return live_step(r, step) != nullptr;
            });
            body["observedTime"] = to_rfc3339(stage_.now());
            body["etag"] = now.at("serviceRequest").at("etag");
            try {
                return stage_.post(agent(), "/v1/" + name + ":completeStep", key, body);
            } catch (const StaleVersion&) {
                continue;  // a clock or another channel was faster
            }
        }
    });
}

}  // namespace hearth::story
