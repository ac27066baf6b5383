#include "tests/chaos/border_story.hpp"

#include <set>

#include <manifest_gen/all.hpp>

#include "tests/chaos/checks.hpp"
#include "tests/chaos/storm.hpp"

namespace hearth::chaos {

using namespace suite;

World& world() {
    static World world{{}, {.patience = 20s, .twice = false}};
    return world;
}

namespace {

std::string uid_of(const std::string& name) {
    return name.substr(name.find('/') + 1);
}

std::vector<Household> ordinary_homes() {
    std::set<std::string> ordinary;
    for (const auto& row : world().suite.query(
             "contact", "SELECT party_id FROM party WHERE party_class = 'general' AND needs = ''"))
        ordinary.insert("parties/" + row[0]);
    std::vector<Household> homes;
    for (const auto& home : known_by_phone(world().suite, 1000)) {
        if (ordinary.contains(home.party)) homes.push_back(home);
    }
    return homes;
}

}  // namespace

Household next_home() {
    static const auto homes = ordinary_homes();
    static std::size_t next = 0;
    return homes.at(next++);
}

void repair_and_close(const Story& story, const std::string& name) {
    story.repair(story.order_of(name));
    story.complete_step(name, "verify", "supply_back");
    story.complete_step(name, "callback", "satisfied", 5);
}

std::string tell(const Story& story, const Household& home) {
    story.prefer(home, "en");
    const auto name = story.report_by_phone(home, unique("border")).service_request().name();
    story.report_by_sms(home, unique("border"));
    repair_and_close(story, name);
    return name;
}

std::string ending(const Story& story, const Household& home, const std::string& name) {
    const auto& suite = world().suite;
    (void)story.wait_for(
        name,
        [](const auto& request) { return request.state() >= contact::v1::REQUEST_STATE_RESOLVED; },
        20s);
    quiesce(suite);
    return shape(story.request(name)) + "repairs " +
           suite.value("registry",
                       "SELECT string_agg(outcome || ' ' || cause, ', ') FROM repair_history "
                       "WHERE premise_id = '" +
                           uid_of(home.premise) + "'") +
           "\nlanguage " +
           suite.value("contact",
                       "SELECT language FROM party WHERE party_id = '" + uid_of(home.party) + "'") +
           "\n";
}

std::vector<std::string> databases() {
    std::vector<std::string> names;
    for (const Manifest& service : manifest::kAll) {
        if (service.database) names.emplace_back(service.name);
    }
    return names;
}

}  // namespace hearth::chaos
