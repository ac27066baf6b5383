#include "deploy/story/scenes.hpp"

#include <fmt/format.h>

#include "deploy/story/acts.hpp"

namespace hearth::story {
namespace {

const Actor kCrew{"crews/C01", {"crew"}};

std::string state_of(const json& request) {
    return request.at("serviceRequest").value("state", "");
}

const json* find_promise(const json& request, const std::string& kind, const std::string& state) {
    for (const auto& promise : request.value("allPromises", json::array())) {
        if (promise.value("kind", "") == kind && promise.value("state", "") == state)
            return &promise;
    }
    return nullptr;
}

bool live(const json& order) {
    const std::string state = order.value("state", "");
    return state != "done" && state != "failed" && state != "cancelled";
}

/// Plays scene by scene; each method is a scene and leaves its beats.
class Play : private Acts {
public:
    Play(Stage& stage, const Cast& cast) : Acts(stage, cast) {}

    Told run() {
        scene("prepare", &Play::prepare);
        scene("home", &Play::home_reports_thrice);
        scene("neighbour", &Play::neighbour_reports);
        scene("street", &Play::street_smells_gas);
        scene("confirm", &Play::dispatcher_confirms);
        scene("elsewhere", &Play::house_elsewhere_is_left_waiting);
        scene("gas", &Play::crew_makes_gas_safe);
        scene("offline", &Play::crew_works_offline);
        scene("still-out", &Play::neighbour_is_still_out);
        scene("silent", &Play::silent_crew_comes_at_last);
        scene("callbacks", &Play::all_are_called_back);
        everything_is_delivered_again();
        return tell();
    }

private:
    /// A scene that was played is not played again: what it left, names and beats, is in the
    /// journal.
    void scene(const std::string& key, void (Play::*act)()) {
        const json played = stage_.once("scene " + key, [&] {
            beats_ = json::array();
            (this->*act)();
            return json{{"names", names_}, {"beats", beats_}};
        });
        names_ = played.at("names");
        for (const auto& beat : played.at("beats"))
            told_.beats.push_back({beat.at(0), beat.at(1)});
    }

    void beat(double minute, const std::string& text) {
        beats_.push_back({stage_.time_of(minute), text});
    }
    void prepare() {
        stage_.at_minute(0);
        const json roster = stage_.once("agent", [&] {
            return stage_.get(kDispatcher, "/v1/agents?onDuty=true").at("agents");
        });
        for (const auto& agent : roster) {
            if (agent.value("onDutyRole", "") == "intake") name("agent", agent.at("name"));
        }
        if (!names_.contains("agent"))
            throw StoryFailed("nobody is on intake duty on Tuesday at 10:00");
        for (const auto* who : {&cast_.home, &cast_.neighbour, &cast_.elsewhere}) {
            stage_.wait_for(agent(), "/v1/callers:identify?phone=%2B" + who->phone.substr(1),
                            "the imported town to reach contact", [](const json& answer) {
                                return !answer.at("identity").value("preselected", "").empty();
                            });
        }
        // One emergency crew for electricity and gas is left; the others are at a drill until
        // 10:20.
        stage_.once("drill", [&] {
            json crews = stage_.get(kDispatcher, "/v1/crews?pageSize=1000").at("crews");
            for (const auto& crew : crews) {
                if (crew.at("code") != "C01")
                    set_crew(crew.at("name"), "drill", "unavailable", "drill");
            }
            return crews;
        });
    }

    void home_reports_thrice() {
        const std::string home = take_call(
            "home-call", cast_.home,
            {{"extent", "unknown"}, {"sinceTime", stage_.time_of(-5)}, {"cameBack", "never"}}, 0);
        name("home", home);
        const json seen = wait_request(named("home"), "a promise", [](const json& r) {
            return !r.at("serviceRequest").value("promises", json::array()).empty();
        });
        beat(0, fmt::format("{} rings: no electricity. Known by the number, read back, taken as {}",
                            cast_.home.code, seen.at("serviceRequest").value("number", "")));
        stage_.at_minute(1);
        stage_.once("home-sms", [&] {
            sms("home-sms", cast_.home.phone, "家里停电了", 1);
            sms("home-sms", cast_.home.phone, "家里停电了", 1);
            return json{};
        });
        beat(1, "the same household by SMS, which the carrier delivers twice: the same request");
        stage_.at_minute(2);
        stage_.once("home-web", [&] { return web_form(seen.at("serviceRequest").at("premise")); });
        wait_request(named("home"), "three reports in one request", [](const json& r) {
            return r.at("serviceRequest").value("reportCount", 0) == 3;
        });
        beat(2, "and in the web form: still one request, one promise");
    }

    void neighbour_reports() {
        stage_.at_minute(3);
        const std::string neighbour =
            take_call("neighbour-call", cast_.neighbour,
                      {{"extent", "neighbours_too"}, {"cameBack", "never"}}, 3);
        name("neighbour", neighbour);
        order_of(named("neighbour"), "a crew for the neighbour",
                 [](const json& order) { return order.value("state", "") == "assigned"; });
        const std::string incident =
            stage_
                .once("suspected",
                      [&] {
                          const json list = stage_.wait_for(
                              kDispatcher, "/v1/incidents?state=suspected", "a suspected incident",
                              [](const json& answer) {
                                  return !answer.value("incidents", json::array()).empty();
                              });
                          return list.at("incidents").at(0);
                      })
                .at("name");
        name("incident", incident);
        beat(3,
             "a neighbour under the same transformer: a request of its own, an incident suspected, "
             "nothing folded");
    }

    void street_smells_gas() {
        stage_.at_minute(4);
        const std::string street =
            stage_
                .once("street-call",
                      [&] {
                          const json ring = cti("street-call", "ring", "anonymous", 4);
                          return stage_.post(
                              agent(), "/v1/serviceRequests", "street-call",
                              {{"interaction", ring.at("interaction").at("name")},
                               {"observedTime", stage_.time_of(4)},
                               {"report",
                                {{"class", "gas_smell.gas"},
                                 {"location",
                                  {{"latitude", 30.0200},
                                   {"longitude", 114.3310},
                                   {"accuracyM", 50},
                                   {"words", "小学门口对面 opposite the school gate"}}},
                                 {"relation", "passer_by"},
                                 {"triage", {{"safety", {{"fireOrGas", true}}}}}}}});
                      })
                .at("answer")
                .at("serviceRequest")
                .at("name");
        name("street", street);
        const json gas =
            order_of(named("street"), "a crew for the gas smell",
                     [](const json& order) { return order.value("state", "") == "assigned"; });
        stage_.once("overtaken", [&] {
            return stage_.wait_for(
                kDispatcher, "/v1/plan?crew=crews/C01", "the gas smell first in the crew's plan",
                [&](const json& answer) {
                    const auto& crews = answer.at("plan").value("crews", json::array());
                    return !crews.empty() && !crews[0].value("stops", json::array()).empty() &&
                           crews[0]["stops"][0].value("workOrder", "") == gas.at("name");
                });
        });
        beat(4, fmt::format("an anonymous smell of gas in the street: {} overtakes both, crew C01 "
                            "goes there first",
                            gas.value("number", "")));
    }

    void dispatcher_confirms() {
        stage_.at_minute(5);
        stage_.once("confirm", [&] {
            return stage_.post(kDispatcher, "/v1/" + named("incident") + ":confirm", "confirm",
                               {{"note", "two of one transformer"}});
        });
        for (const auto& name : {named("home"), named("neighbour")}) {
            wait_request(name, "the incident on the request", [&](const json& r) {
                return r.at("serviceRequest").value("incident", "") == named("incident");
            });
        }
        wait_request(named("home"), "the household's promise renewed in time", [](const json& r) {
            return find_promise(r, "arrival", "PROMISE_STATE_RENEWED") != nullptr;
        });
        beat(5,
             "the dispatcher confirms the incident: one repair for both, and the household's "
             "promise is renewed before it runs out");
    }

    /// Its crew accepts and is not heard of: no forecast tells that it will be late, so the promise
    /// breaks.
    void house_elsewhere_is_left_waiting() {
        stage_.at_minute(8);
        const json shared =
            order_of(named("home"), "the household's work order",
                     [](const json& one) { return one.value("parent", "").empty(); });
        keep_with(shared, "crews/C01");
        stage_.once("drill-ends", [&] {
            set_crew("crews/C03", "drill-ends", "available", "");
            return json{};
        });
        const std::string elsewhere = take_call("elsewhere-call", cast_.elsewhere,
                                                {{"extent", "only_you"}, {"cameBack", "never"}}, 8);
        name("elsewhere", elsewhere);
        keep_with(order_of(named("elsewhere"), "the order elsewhere", live), "crews/C03");
        const json order =
            order_of(named("elsewhere"), "crew C03 for the house elsewhere", [](const json& one) {
                return one.value("state", "") == "assigned" && one.value("crew", "") == "crews/C03";
            });
        push("elsewhere-accept", {"crews/C03", {"crew"}}, "phone-C03",
             json::array({mutation(1, order, "accept", 8.5), mutation(2, order, "en_route", 9)}));
        beat(8, "a house elsewhere: crew C03 accepts, sets out and falls silent");
    }

    void crew_makes_gas_safe() {
        stage_.at_minute(15);
        const json gas =
            order_of(named("street"), "the gas work order", [](const json&) { return true; });
        push("gas", kCrew, "phone-C01",
             json::array({mutation(1, gas, "accept", 4.5), mutation(2, gas, "en_route", 5),
                          mutation(3, gas, "on_site", 11),
                          mutation(4, gas, "made_safe", 15,
                                   {{"result", {{"evidence", {{"gas_reading_ppm", "30"}}}}}})}));
        wait_request(named("street"), "the gas arrival promise kept", [](const json& r) {
            return find_promise(r, "arrival", "PROMISE_STATE_KEPT") != nullptr;
        });
        beat(11, "crew C01 is at the smell of gas in 7 minutes: that promise is kept");
        beat(15, "made safe, but the survey holds the crew");
        stage_.at_minute(40);
        push("gas-done", kCrew, "phone-C01",
             json::array({mutation(
                 5, gas, "done", 40,
                 {{"result",
                   {{"cause", "corroded_joint"},
                    {"evidence", {{"gas_reading_ppm", "0"}, {"tightness_test", "passed"}}}}}})}));
        beat(40, "the joint is tight again, reading 0");
    }

    void crew_works_offline() {
        const json order =
            order_of(named("home"), "the household's work order",
                     [](const json& one) { return live(one) && one.value("parent", "").empty(); });
        stage_.at_minute(95);
        push("home-offline", kCrew, "phone-C01",
             json::array(
                 {mutation(6, order, "accept", 41), mutation(7, order, "en_route", 42),
                  mutation(8, order, "on_site", 52),
                  mutation(9, order, "supply_restored", 80,
                           {{"nodes", json::array({order.at("node")})}}),
                  mutation(10, order, "done", 85,
                           {{"result", {{"cause", "burnt_fuse"}, {"supplyRestored", true}}}})}));
        for (const auto& name : {named("home"), named("neighbour")}) {
            wait_request(name, "verification",
                         [](const json& r) { return live_step(r, "verify") != nullptr; });
        }
        beat(52,
             "crew C01 works in a cellar without signal: on site 10:52, supply back 11:20, done "
             "11:25");
        beat(95, "its phone uploads all of it at 11:35: the clocks run on what the crew saw");
    }

    void neighbour_is_still_out() {
        stage_.at_minute(96);
        stage_.once("supply-back", [&] {
            sms("supply-back", cast_.home.phone, "Y", 96);
            return json{};
        });
        beat(96, "the household answers Y: supply is back");
        stage_.at_minute(97);
        stage_.once("still-out", [&] {
            sms("still-out", cast_.neighbour.phone, "N", 97);
            return json{};
        });
        const json order =
            order_of(named("neighbour"), "a second order for the neighbour", [](const json& one) {
                return live(one) && one.value("state", "") == "assigned" &&
                       one.value("attempt", 0) + one.value("round", 0) > 2;
            });
        beat(97,
             fmt::format("the neighbour answers N, still out: {} at once, from the first report on",
                         order.value("number", "")));
        stage_.at_minute(130);
        const Actor crew{order.at("crew"), {"crew"}};
        push("neighbour-again", crew,
             "phone-again-" + order.at("crew").get<std::string>().substr(6),
             json::array(
                 {mutation(1, order, "accept", 98), mutation(2, order, "en_route", 99),
                  mutation(3, order, "on_site", 110), mutation(4, order, "supply_restored", 125),
                  mutation(5, order, "done", 128,
                           {{"result", {{"cause", "service_line"}, {"supplyRestored", true}}}})}));
        wait_request(named("neighbour"), "verification of the second repair",
                     [](const json& r) { return live_step(r, "verify") != nullptr; });
        beat(125, "its own service line is mended: supply back");
    }

    void silent_crew_comes_at_last() {
        stage_.at_minute(131);
        wait_request(named("elsewhere"), "the broken promise", [](const json& r) {
            return find_promise(r, "arrival", "PROMISE_STATE_BROKEN") != nullptr;
        });
        beat(131,
             "crew C03 was never heard of: the promise to the house elsewhere is broken, and says "
             "so");
        const json order =
            order_of(named("elsewhere"), "the order elsewhere", [](const json&) { return true; });
        stage_.at_minute(142);
        push(
            "elsewhere-done", {"crews/C03", {"crew"}}, "phone-C03",
            json::array(
                {mutation(3, order, "on_site", 132), mutation(4, order, "supply_restored", 140),
                 mutation(5, order, "done", 141,
                          {{"result", {{"cause", "loose_terminal"}, {"supplyRestored", true}}}})}));
        wait_request(named("elsewhere"), "verification elsewhere",
                     [](const json& r) { return live_step(r, "verify") != nullptr; });
        beat(140, "it arrives at 12:12 and supply is back at 12:20");
    }

    void all_are_called_back() {
        stage_.at_minute(150);
        complete(named("neighbour"), "verify", "supply_back", 0);
        complete(named("elsewhere"), "verify", "supply_back", 0);
        for (const auto& name : {named("home"), named("neighbour"), named("elsewhere")}) {
            complete(name, "callback", "satisfied", name == named("elsewhere") ? 2 : 5);
        }
        beat(150, "each is called back: supply is there, and how was it?");
        for (const auto& name :
             {named("home"), named("neighbour"), named("elsewhere"), named("street")}) {
            wait_request(name, "the request closed",
                         [](const json& r) { return state_of(r) == "REQUEST_STATE_CLOSED"; });
        }
        stage_.once("drill-over", [&] {
            const json crews = stage_.once("drill", [] { return json::array(); });
            for (const auto& crew : crews) {
                const std::string name = crew.at("name");
                if (name != "crews/C01" && name != "crews/C03")
                    set_crew(name, "drill-over", "available", "");
            }
            return json{};
        });
        beat(151, "all four requests are closed");
    }

    /// What carriers and people do on a bad day: all of it once more.
    void everything_is_delivered_again() {
        const json before = request(named("home"));
        cti("home-call", "ring", cast_.home.phone, 0);
        sms("home-sms", cast_.home.phone, "家里停电了", 1);
        web_form(before.at("serviceRequest").at("premise"));
        cti("neighbour-call", "ring", cast_.neighbour.phone, 3);
        sms("still-out", cast_.neighbour.phone, "N", 97);
        if (request(named("home")) != before)
            throw StoryFailed("messages delivered again changed the household's request");
    }

    Told tell() {
        told_.requests = {{"home", request(named("home"))},
                          {"neighbour", request(named("neighbour"))},
                          {"street", request(named("street"))},
                          {"elsewhere", request(named("elsewhere"))}};
        told_.incident = stage_.get(kDispatcher, "/v1/" + named("incident"));
        told_.plan = stage_.once("overtaken", [] { return json{}; });
        return std::move(told_);
    }

    Told told_;
    json beats_;
};

}  // namespace

Told play(Stage& stage, const Cast& cast) {
    return Play{stage, cast}.run();
}

}  // namespace hearth::story
