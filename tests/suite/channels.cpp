#include "tests/suite/channels.hpp"

#include "libs/core/time.hpp"

namespace hearth::suite {

Reply Channels::call(const Household& home, const std::string& id, const std::string& event,
                     const Json& more) const {
    Json body{{"event", event},         {"callId", id},       {"leg", "1"},
              {"direction", "inbound"}, {"from", home.phone}, {"to", "95598"}};
    body.update(more);
    return doors_.http_raw("POST", "/channels/cti/events", {{"Content-Type", "application/json"}},
                           body.dump());
}

Reply Channels::sms(const Household& home, const std::string& id, const std::string& words) const {
    return doors_.http_raw("POST", "/channels/sms/kannel?id=" + http::percent_encode(id),
                           {{"Content-Type", "text/plain; charset=UTF-8"},
                            {"X-Kannel-From", home.phone},
                            {"X-Kannel-To", "95598"}},
                           words);
}

Reply Channels::web(const Household& home, const std::string& id) const {
    const Json body{
        {"class", "no_supply.electricity"}, {"premise", home.premise}, {"phone", home.phone}};
    return doors_.http_raw("POST", "/channels/web/reports",
                           {{"Content-Type", "application/json"}, {"Idempotency-Key", id}},
                           body.dump());
}

Reply Channels::open(const Household& home, const std::string& id) const {
    const Json body{
        {"channel", "phone"},
        {"report",
         {{"class", "no_supply.electricity"}, {"premise", home.premise}, {"party", home.party}}}};
    return doors_.http("POST", "/v1/serviceRequests", kAgent, body, {{"Idempotency-Key", id}});
}

}  // namespace hearth::suite
