#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/testkit/plans.hpp"
#include "services/contact/domain/timers.hpp"
#include "services/contact/storage/checks.hpp"
#include "services/contact/storage/stores.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Office;
using samples::ten;

/// What a report that all is known of leaves: each fact is a version, a line, a history row and an
/// event.
constexpr std::array kFactsOfAReport{"RequestOpened", "RequestTriaged", "StepStarted",
                                     "PromiseMade"};
constexpr int kFactCount = kFactsOfAReport.size();
constexpr int kNoticesOfAReport = 1;

TEST_CASE("no statement reads a table as a whole, but checks and the list of what is due") {
    Office office;
    const testkit::PlanRules rules{
        {"agent", "duty"},
        {"check_timeline", "check_open_keys", "check_count", "open_steps", "request_list_due"}};
    const std::vector<std::string> none;
    CHECK(testkit::unbounded_plans(office.database, office.database.app(), all_statements(),
                                   rules) == none);
}

TEST_CASE("columns say what they hold: ids end in _id, instants in _at, days in _on") {
    Office office;
    CHECK(
        office.ask(
            "SELECT string_agg(table_name || '.' || column_name, ' ') FROM "
            "information_schema.columns WHERE table_schema = 'public' AND table_name NOT "
            "IN ('history', 'outbox', 'inbox', 'dead_letter', 'parked', 'blocked', 'command') AND ("
            "(data_type = 'uuid' AND column_name NOT LIKE '%\\_id') OR "
            "(data_type LIKE 'timestamp%' AND column_name NOT LIKE '%\\_at') OR "
            "(data_type = 'date' AND column_name NOT LIKE '%\\_on'))") ==
        "service_point.supply_since");  // as the registry calls it
}

TEST_CASE("what is saved is read back the same") {
    Office office;
    office.settle(1);
    const auto opened = office.report(0, ten());
    REQUIRE(opened);
    Request read = office.view(opened->uid).request;
    CHECK(read == *opened);
    CHECK(read.version == kFactCount);
    CHECK(read.party == Office::party(0));
    CHECK(read.service_point == named_uuid("sp", "p0"));
    std::vector<std::string> facts;
    for (const TimelineRow& row : office.view(opened->uid).timeline)
        facts.push_back(row.type);
    CHECK(std::ranges::equal(facts, kFactsOfAReport));
    CHECK(office.view(opened->uid).notices.size() == kNoticesOfAReport);
    CHECK(office.view(opened->uid).notices[0].text.find("幸福路0号停电报修已受理") !=
          std::string::npos);
    CHECK(office.count("SELECT count(*) FROM history WHERE key = '" + to_string(read.uid) + "'") ==
          kFactCount);
    CHECK(office.count("SELECT count(*) FROM outbox") == kFactCount + kNoticesOfAReport);
}

TEST_CASE("sixty-four clients at once leave exactly one open request per premise and class") {
    constexpr int kClients = 64;
    constexpr int kPremises = 20;
    constexpr int kReports = 20;
    Office office{16};
    office.settle(kPremises);
    std::atomic<int> failed{0};
    std::vector<std::thread> clients;
    clients.reserve(kClients);
    for (int client = 0; client < kClients; ++client) {
        clients.emplace_back([&, client] {
            for (int i = 0; i < kReports; ++i) {
                const auto done =
                    office.report((client * 7 + i) % kPremises, ten() + std::chrono::seconds{i});
                if (!done) {
                    ++failed;
                    UNSCOPED_INFO(done.error().reason << " " << done.error().cause);
                }
            }
        });
    }
    for (std::thread& client : clients)
        client.join();
    CHECK(failed == 0);
    CHECK(office.count("SELECT count(*) FROM service_request") == kPremises);
    CHECK(office.count("SELECT sum(report_count) FROM service_request") == kClients * kReports);
    CHECK(office.count("SELECT count(*) FROM service_request WHERE state = 'in_progress'") ==
          kPremises);
    sql::Pool checker{office.database.checker(), all_statements()};
    auto tx = checker.begin(0, Deadline::after(10s));
    REQUIRE(tx);
    const auto lines = check_timelines(*tx);
    REQUIRE(lines);
    CHECK(lines->violations.empty());
    CHECK(lines->checked == kPremises);
    CHECK(check_open_keys(*tx)->violations.empty());
}

TEST_CASE("what is open or over in a statement is what it is in the domain") {
    Office office;
    const auto save = [&](const Request& request) {
        const Edited edited{request, {}, {}};
        return office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
            open_stores(work.tx())->requests().save({&edited, 1}, {{request.uid, std::nullopt}});
            return {};
        });
    };
    for (int number = 1; number <= static_cast<int>(RequestState::kMerged); ++number) {
        Request request;
        request.state = static_cast<RequestState>(number);
        CAPTURE(name_of(request.state));
        request.uid = named_uuid("request", std::to_string(number));
        request.number = std::to_string(number);
        request.key = request.number;
        request.owner_agent = "A1";
        request.party = Office::party(0);
        request.incident = named_uuid("incident", request.number);
        REQUIRE(save(request));
        Request twin = request;
        twin.uid = named_uuid("twin", request.number);
        twin.number += " twin";
        twin.state = RequestState::kReceived;
        twin.party.reset();
        twin.incident.reset();
        REQUIRE(office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
            sql::Tx& tx = work.tx();
            CHECK(open_stores(tx)->requests().open_with_key(twin)->has_value() ==
                  request.is_open());
            const bool withdrawn =
                request.state == RequestState::kWithdrawn || request.state == RequestState::kMerged;
            CHECK(open_stores(tx)->requests().of_incident(*request.incident)->empty() == withdrawn);
            open_stores(tx)->requests().wake_owned(ten());
            return {};
        }));
        CHECK(office.ask("SELECT next_tick_at IS NULL FROM service_request WHERE number = '" +
                         request.number + "'") == (request.is_over() ? "t" : "f"));
        const auto saved = save(twin);
        CHECK(saved.has_value() != request.is_open());
        if (!saved) CHECK(saved.error().reason == "SERVICE_REQUEST_OPEN_KEY");
    }
}

TEST_CASE("planted violations are found") {
    Office office;
    office.settle(2);
    const auto one = office.report(0, ten());
    const auto two = office.report(1, ten());
    REQUIRE(one);
    REQUIRE(two);
    office.ask("DELETE FROM timeline_row WHERE request_id = '" + to_string(one->uid) +
               "' AND version = 2");
    office.ask("DROP INDEX service_request_open_key");
    office.ask("UPDATE service_request SET key_text = '" + *one->key + "' WHERE request_id = '" +
               to_string(two->uid) + "'");
    sql::Pool checker{office.database.checker(), all_statements()};
    auto tx = checker.begin(0, Deadline::after(10s));
    REQUIRE(tx);
    REQUIRE(check_timelines(*tx)->violations.size() == 1);
    CHECK(check_timelines(*tx)->violations[0] == request_name(one->uid) + " has version " +
                                                     std::to_string(one->version) + " and " +
                                                     std::to_string(one->version - 1) + " lines");
    CHECK(check_open_keys(*tx)->violations.size() == 1);
}

TEST_CASE("the same matter reopens its number within 72 hours and follows it later") {
    Office office;
    office.settle(1);
    const auto first = office.report(0, ten());
    REQUIRE(first);
    const auto end = [&](const Uuid& uid, Instant now) {
        return office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
            auto done = office.casebook.change(
                office.casebook.scene(work), uid, "", {"agents/A1", "desk", now},
                [](Change& change) -> Result<void> {
                    for (const char* step : {"repair", "verify", "callback"})
                        (void)waive_step(change, step, "test");
                    return {};
                });
            if (!done) return fail(std::move(done).error());
            return {};
        });
    };
    REQUIRE(end(first->uid, ten() + 1h));
    const auto again = office.report(0, ten() + 10h);
    REQUIRE(again);
    CHECK(again->uid == first->uid);
    CHECK(again->round == 2);
    REQUIRE(end(first->uid, ten() + 11h));
    const auto later = office.report(0, ten() + 100h);
    REQUIRE(later);
    CHECK(later->uid != first->uid);
    CHECK(office.count("SELECT count(*) FROM service_request") == 2);
}

TEST_CASE("a stale etag changes nothing") {
    Office office;
    office.settle(1);
    const auto opened = office.report(0, ten());
    REQUIRE(opened);
    const auto done = office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        auto changed = office.casebook.change(
            office.casebook.scene(work), opened->uid, std::to_string(opened->version - 1),
            {"agents/A1", "desk", ten()},
            [](Change& change) { return withdraw_request(change, "x"); });
        if (!changed) return fail(std::move(changed).error());
        return {};
    });
    CHECK(done.error().reason == "STALE_ETAG");
    CHECK(office.view(opened->uid).request.version == opened->version);
}

TEST_CASE("a reader of an interaction waits for no writer") {
    Office office;
    Interaction interaction;
    interaction.uid = new_uuid(ten());
    interaction.channel = "sms";
    REQUIRE(office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        open_stores(work.tx())->interactions().save(interaction);
        return {};
    }));
    auto writer = office.pool.begin(1, Deadline::after(10s));
    REQUIRE(writer);
    REQUIRE(open_stores(*writer)->interactions().lock(interaction.uid));
    auto reader = office.pool.begin(1, Deadline::after(2s));
    REQUIRE(reader);
    const auto found = open_stores(*reader)->interactions().find(interaction.uid);
    REQUIRE(found);
    CHECK(found->channel == "sms");
    CHECK(open_stores(*reader)->interactions().find(new_uuid(ten())).error().code ==
          Code::kNotFound);
}

TEST_CASE("timers of many requests run once each, whoever runs them") {
    Office office;
    office.settle(30);
    for (int i = 0; i < 30; ++i)
        REQUIRE(office.report(i, ten()));
    const Instant now = ten() + 23min;
    std::vector<std::thread> replicas;
    replicas.reserve(4);
    for (int replica = 0; replica < 4; ++replica) {
        replicas.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                (void)office.run(now, [&](outbox::UnitOfWork& work) -> Result<void> {
                    auto due = open_stores(work.tx())->requests().lock_due(now, 7, {});
                    if (!due) return fail(std::move(due).error());
                    for (Request& request : *due) {
                        const Request before = request;
                        const RequestClass& definition =
                            *samples::catalogue().find(request.request_class);
                        Change change{request,
                                      definition,
                                      samples::catalogue().limits_of(definition),
                                      {"timer:t", "timer", now}};
                        tick(change, samples::roster());
                        if (auto kept =
                                office.casebook.keep(office.casebook.scene(work), change, before);
                            !kept)
                            return kept;
                    }
                    return {};
                });
            }
        });
    }
    for (std::thread& replica : replicas)
        replica.join();
    CHECK(office.count("SELECT count(*) FROM timeline_row WHERE type = 'RequestEscalated'") == 30);
    CHECK(office.count("SELECT count(*) FROM service_request WHERE next_tick_at <= '" +
                       to_rfc3339(now) + "'") == 0);
}

TEST_CASE("a session without a tenant sees nothing of any tenant") {
    Office office;
    office.settle(1);
    REQUIRE(office.report(0, ten()));
    auto tx = office.pool.begin(0, Deadline::after(5s));
    REQUIRE(tx);
    const auto view = open_stores(*tx)->requests().list({});
    REQUIRE(view);
    CHECK(view->empty());
}

TEST_CASE("the identity of a caller comes from projections, incidents first") {
    Office office;
    office.settle(12);
    const std::string shared = "+8613900000000";
    office.ask("UPDATE contact_point SET value = '" + shared + "' WHERE party_id IN ('" +
               to_string(Office::party(0)) + "','" + to_string(Office::party(11)) + "')");
    office.ask("INSERT INTO network_node VALUES (1, '" + to_string(Office::node(11)) + "', 1, '" +
               to_string(named_uuid("node", "feeder")) + "')");
    const IncidentState incident{
        {named_uuid("incident", "x"), "I-1", "outage", "electricity", "confirmed", 90, ten() + 2h},
        1,
        {named_uuid("node", "feeder")}};
    REQUIRE(office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        open_stores(work.tx())->projections().put(std::span<const IncidentState>{&incident, 1});
        return {};
    }));
    REQUIRE(office.work.read(1, Deadline::after(5s), [&](sql::Tx& tx) -> Result<void> {
        auto found = open_stores(tx)->identity().by_address(shared, "2026-03-03");
        REQUIRE(found);
        CHECK(found->parties.size() == 2);
        REQUIRE(found->premises.size() == 2);
        REQUIRE(found->incidents.size() == 1);
        const Identity identity = identify(found->parties, found->premises, "electricity");
        CHECK(identity.premises[0].premise == Office::premise(11));
        CHECK(identity.premises[0].in_incident);
        CHECK_FALSE(identity.preselected);
        auto place =
            open_stores(tx)->identity().premise(Office::premise(11), "electricity", "2026-03-03");
        REQUIRE(place);
        CHECK(place->incident == incident.incident);
        return {};
    }));
    // A report from there by a number of the party hears of the incident and its forecast.
    office.ask("UPDATE contact_point SET value = '" + Office::phone(11) + "' WHERE party_id = '" +
               to_string(Office::party(11)) + "'");
    const auto opened = office.report(11, ten());
    REQUIRE(opened);
    CHECK(opened->promise("restoration")->due == ten() + 2h + 10min);
    CHECK(office.view(opened->uid).notices[0].template_name == "incident");
}

TEST_CASE("who is served is decided by the local day, at both ends of it") {
    Office office;
    office.settle(2);
    const auto id = [](const Uuid& uid) { return "'" + to_string(uid) + "'"; };
    office.ask("UPDATE agreement SET end_on = '2026-02-28' WHERE party_id = " +
               id(Office::party(0)));
    office.ask(
        "INSERT INTO agreement (tenant_id, agreement_id, party_id, service_point_id, start_on,"
        " version) SELECT 1, " +
        id(named_uuid("agreement", "new")) + ", " + id(Office::party(1)) +
        ", service_point_id, '2026-03-01', 1 FROM agreement WHERE party_id = " +
        id(Office::party(0)));
    // Asia/Shanghai is eight hours ahead: its first of March begins at 16:00.
    const auto served_at = [&](const char* time) {
        std::optional<Uuid> party;
        const auto read =
            office.run(parse_rfc3339(time).value(), [&](outbox::UnitOfWork& work) -> Result<void> {
                const app::Scene scene = office.casebook.scene(work);
                auto known = scene.stores->identity().premise(Office::premise(0), "electricity",
                                                              scene.today);
                if (!known) return fail(std::move(known).error());
                party = known->reporter.party;
                return {};
            });
        REQUIRE(read);
        return party;
    };
    CHECK(served_at("2026-02-27T16:30:00Z") == Office::party(0));
    CHECK(served_at("2026-02-28T15:30:00Z") == Office::party(0));
    CHECK(served_at("2026-02-28T16:30:00Z") == Office::party(1));
    CHECK(served_at("2026-03-01T15:30:00Z") == Office::party(1));
    const auto reported = office.report(0, parse_rfc3339("2026-02-28T16:30:00Z").value());
    REQUIRE(reported);
    CHECK(reported->party == Office::party(1));
}

TEST_CASE("the roster is replaced as a whole and read back") {
    Office office;
    REQUIRE(office.run(ten(), [&](outbox::UnitOfWork& work) -> Result<void> {
        open_stores(work.tx())->roster().replace(samples::roster());
        return {};
    }));
    REQUIRE(office.work.read(1, Deadline::after(5s), [&](sql::Tx& tx) -> Result<void> {
        const auto read = open_stores(tx)->roster().read();
        REQUIRE(read);
        Roster written = samples::roster();
        written.zone.clear();
        CHECK(*read == written);
        return {};
    }));
}

}  // namespace
}  // namespace hearth::contact
