#include "tests/chaos/storm.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"

#include "libs/testkit/eventually.hpp"
#include "tests/chaos/checks.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using namespace hearth::chaos;
using testkit::eventually;

constexpr std::size_t kHomes = 200;
constexpr std::size_t kClients = 64;

/// Messages of channels that contact has a record of.
std::set<std::string> recorded(const Doors& doors) {
    std::set<std::string> ids;
    for (const auto& message : doors.read_topic(manifest::contact::kInteraction)) {
        contact::events::v1::InteractionCompleted event;  // field 1 is the head in every type
        if (event.ParseFromString(message.value)) ids.insert(event.interaction().message_id());
    }
    return ids;
}

TEST_CASE("64 clients report 200 premises by three channels while each service is killed once") {
    const Suite suite{{.replicas = 1, .town = "town", .env = {}}};
    const Doors doors{suite};
    doors.set_clock(story_start());
    quiesce(suite, 60s);
    const auto homes = known_by_phone(suite, kHomes);
    REQUIRE(homes.size() == kHomes);
    const auto messages = reports(homes, 4);

    Storm storm{doors, messages, kClients, Catch::rngSeed()};
    double part = 0.1;
    for (const Manifest& manifest : manifest::kAll) {
        const std::string service{manifest.name};
        INFO(service);
        REQUIRE(eventually([&] { return storm.progress() >= part; }, 120s));
        suite.kill({service, 1});
        suite.start(service);
        part += 0.8 / static_cast<double>(manifest::kAll.size());
    }
    const auto journal = storm.finish();
    quiesce(suite, 60s);

    CHECK(joined(journal.lost) == "");
    std::map<std::string, std::set<std::string>> numbers;
    for (const auto& message : messages) {
        const auto answers = journal.answers.find(message.id);
        REQUIRE(answers != journal.answers.end());
        for (const auto& number : answers->second) {
            // Kannel is answered with nothing.
            if (!number.empty()) numbers[message.home.code].insert(number);
        }
    }
    for (const auto& [home, answered] : numbers) {
        INFO(home);
        CHECK(answered.size() == 1);
    }
    CHECK(joined(not_one_open(doors, homes)) == "");
    const auto kept = recorded(doors);
    std::vector<std::string> lost;
    for (const auto& message : messages) {
        if (message.channel != "phone" && !kept.contains(message.id)) lost.push_back(message.id);
    }
    CHECK(joined(lost) == "");

    const Story story{doors};
    const auto requests = all_requests(doors);
    CHECK(requests.size() == kHomes);
    CHECK(joined(gaps(story, requests)) == "");
    CHECK(joined(differences(suite, doors, {requests.begin(), requests.begin() + 10})) == "");
    CHECK(joined(broken_invariants(suite)) == "");
}

}  // namespace
