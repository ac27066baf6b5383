#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <manifest_gen/all.hpp>

#include "libs/core/clock.hpp"
#include "libs/core/id.hpp"
#include "tests/e2e/world.hpp"

namespace {

using namespace hearth;
using namespace hearth::suite;
using e2e::world;

std::string new_id() {
    return to_string(new_uuid(hearth::Clock{}.now()));
}

/// Violations that `hearthctl check invariants` finds, by invariant and service: "I5 contact".
std::map<std::string, std::string> violations() {
    const auto check = ctl(world().suite, {"check", "invariants", "--json"});
    INFO(check.err);
    std::map<std::string, std::string> found;
    std::istringstream lines{check.out};
    int rows = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto row = Json::parse(line);
        ++rows;
        CHECK(row["holds"].get<bool>() == row["violations"].empty());
        for (const auto& violation : row["violations"]) {
            found[row["id"].get<std::string>() + " " + row["service"].get<std::string>()] +=
                violation.get<std::string>() + "\n";
        }
    }
    CHECK(rows > 10);
    CHECK(check.status == (found.empty() ? 0 : 1));
    return found;
}

/// Does something behind the services' back, and takes it back in the end.
class Planted {
public:
    Planted(std::string service, const std::string& plant, std::string take_back)
        : service_(std::move(service)), take_back_(std::move(take_back)) {
        (void)world().suite.query(service_, "SET session_replication_role = replica; " + plant);
    }
    ~Planted() { (void)world().suite.query(service_, take_back_); }
    Planted(const Planted&) = delete;
    Planted& operator=(const Planted&) = delete;

private:
    std::string service_;
    std::string take_back_;
};

/// A request in repair and one that is closed, so that there is something to violate.
struct Told {
    std::string in_repair;
    std::string order;
    std::string closed;
};
const Told& told() {
    static const Told told = [] {
        const auto& story = world().story;
        Told made;
        made.closed = story.report_by_phone(household(world().suite, 1), unique("inv"))
                          .service_request()
                          .name();
        story.finish(made.closed);
        made.in_repair = story.report_by_phone(household(world().suite, 2), unique("inv"))
                             .service_request()
                             .name();
        made.order = story.order_of(made.in_repair).name();
        quiesce(world().suite);
        return made;
    }();
    return told;
}

std::string uid(const std::string& name) {
    return name.substr(name.find('/') + 1);
}

TEST_CASE("all invariants hold after a story",
          "[inv-I3][inv-I5][inv-I6][inv-I7][inv-I15][inv-I19]") {
    (void)told();
    CHECK(violations().empty());
}

TEST_CASE("an event without the change it tells of is found", "[inv-I3]") {
    const auto id = new_id();
    const Planted planted{"contact",
                          "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, "
                          "payload, occurred_at, sent_at) "
                          "VALUES ('" +
                              id + "', 1, '" + std::string{manifest::contact::kNotice} + "', '" +
                              id + "', 1, 'T', '', now(), now())",
                          "DELETE FROM outbox WHERE event_id = '" + id + "'"};
    CHECK(violations()["I3 contact"].find(id) != std::string::npos);
}

TEST_CASE("a committed change that never reached its topic is found", "[inv-I5]") {
    const auto id = new_id();
    const auto row =
        "'" + id + "', 1, '" + std::string{manifest::dispatch::kCrew} + "', '" + id + "', 1, 'T'";
    const Planted planted{"dispatch",
                          "INSERT INTO history (event_id, tenant_id, topic, key, version, type, "
                          "request_id, actor, payload, "
                          "recorded_at) VALUES (" +
                              row +
                              ", '', 'timer:test', '', now()); "
                              "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, "
                              "payload, occurred_at, sent_at) "
                              "VALUES (" +
                              row + ", '', now(), now())",
                          "DELETE FROM outbox WHERE event_id = '" + id +
                              "'; DELETE FROM history WHERE event_id = '" + id + "'"};
    CHECK(violations()["I5 dispatch"].find(id) != std::string::npos);
}

TEST_CASE("a gap in an aggregate's history is found", "[inv-I6]") {
    const auto key = uid(told().closed);
    const auto where = " WHERE topic = '" + std::string{manifest::contact::kServiceRequest} +
                       "' AND key = '" + key + "'";
    const Planted planted{
        "contact", "UPDATE history SET version = version + 1000" + where + " AND version = 2",
        "UPDATE history SET version = version - 1000" + where + " AND version > 1000"};
    CHECK(violations()["I6 contact"].find(key) != std::string::npos);
}

TEST_CASE("an event that is applied and still kept to be applied is found", "[inv-I7]") {
    (void)told();
    const Planted planted{
        "contact",
        "INSERT INTO parked (consumer, topic, partition, \"offset\", key, tenant_id, message, "
        "headers) "
        "SELECT consumer, topic, 0, 999999999, key::text, tenant_id, '', "
        "jsonb_build_object('version', version::text) FROM inbox ORDER BY topic, key LIMIT 1",
        "DELETE FROM parked WHERE \"offset\" = 999999999"};
    CHECK_FALSE(violations()["I7 contact"].empty());
}

TEST_CASE("a closed work order that works again without a word is found", "[inv-I15]") {
    const auto order = world()
                           .suite
                           .query("dispatch",
                                  "SELECT key FROM history WHERE topic = "
                                  "'" +
                                      std::string{manifest::dispatch::kWorkOrder} +
                                      "' AND type LIKE "
                                      "'%.WorkOrderDone' LIMIT 1")
                           .at(0)
                           .at(0);
    const auto id = new_id();
    const Planted planted{"dispatch",
                          "INSERT INTO history (event_id, tenant_id, topic, key, version, type, "
                          "request_id, actor, payload, "
                          "recorded_at) SELECT '" +
                              id +
                              "', tenant_id, topic, key, (SELECT max(version) + 1 FROM history h "
                              "WHERE h.topic = o.topic AND h.key = o.key), type, request_id, "
                              "actor, payload, now() FROM history o "
                              "WHERE topic = '" +
                              std::string{manifest::dispatch::kWorkOrder} + "' AND key = '" +
                              order + "' AND type LIKE '%.CrewOnSite'",
                          "DELETE FROM history WHERE event_id = '" + id + "'"};
    CHECK(violations()["I15 dispatch"].find(order) != std::string::npos);
}

TEST_CASE("a step that nobody works on, and work for nobody, are found", "[inv-I19]") {
    const auto where = " WHERE work_order_id = '" + uid(told().order) + "'";
    const auto state = world().suite.value("dispatch", "SELECT state FROM work_order" + where);
    {
        const Planted planted{"dispatch", "UPDATE work_order SET state = 'cancelled'" + where,
                              "UPDATE work_order SET state = '" + state + "'" + where};
        const auto found = violations();
        REQUIRE(found.contains("I19 contact"));
        CHECK(found.at("I19 contact").find(told().in_repair) != std::string::npos);
    }
    const Planted planted{"dispatch", "UPDATE work_order SET attempt = attempt + 50" + where,
                          "UPDATE work_order SET attempt = attempt - 50" + where};
    CHECK(violations()["I19 contact"].find("for nobody") != std::string::npos);
}

TEST_CASE("an event that nobody committed, and one out of turn, are found on a topic",
          "[inv-I5][inv-I6]") {
    (void)told();
    const auto key = new_id();
    const auto event = new_id();
    const std::vector<kafka::Record> forged{{manifest::contact::kNotice,
                                             key,
                                             "",
                                             {{"ce_id", event},
                                              {"ce_type", "hearth.contact.events.v1.NoticeSent"},
                                              {"ce_time", "2026-12-01T02:00:00Z"},
                                              {"tenant", "1"},
                                              {"version", "7"}}}};
    world().doors.write_topic(forged);
    auto found = violations();
    CHECK(found["I5 contact"].find(event) != std::string::npos);
    CHECK(found["I6 contact"].find(key) != std::string::npos);
}

}  // namespace
