#include "services/dispatch/tests/service_fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using Stub = v1::DispatchService::Stub;

namespace {

/// Three households under one transformer; a dispatcher has confirmed that they are one outage.
struct Outage {
    Outage() {
        REQUIRE(server.becomes_ready());
        server.import_crews();
        for (const auto& request : {a, b, c}) {
            town.report(request, 1, "TX-1");
            REQUIRE_FALSE(server.order_of(request, "assigned").name().empty());
        }
        v1::ListIncidentsRequest list;
        list.set_state("suspected");
        const auto suspected = server.call(&Stub::ListIncidents, list);
        REQUIRE(suspected);
        REQUIRE(suspected->incidents_size() == 1);
        incident = suspected->incidents(0).name();
        v1::ConfirmIncidentRequest confirm;
        confirm.set_request_id("confirm");
        confirm.set_name(incident);
        confirm.set_etag(suspected->incidents(0).etag());
        const auto confirmed = server.call(&Stub::ConfirmIncident, confirm);
        REQUIRE(confirmed);
        CHECK(confirmed->members_size() == 3);
        lead = order(confirmed->incident().work_order());
    }

    v1::WorkOrder order(const std::string& name) const {
        v1::GetWorkOrderRequest question;
        question.set_name(name);
        const auto answer = server.call(&Stub::GetWorkOrder, question);
        REQUIRE(answer);
        return answer->work_order();
    }
    v1::WorkOrder latest_of(const Uuid& request) const {
        v1::ListWorkOrdersRequest question;
        question.set_request(name("serviceRequests", request));
        const auto answer = server.call(&Stub::ListWorkOrders, question);
        REQUIRE(answer);
        return answer->work_orders_size() == 0 ? v1::WorkOrder{} : answer->work_orders(0);
    }
    v1::GetIncidentResponse whole() const {
        v1::GetIncidentRequest question;
        question.set_name(incident);
        const auto answer = server.call(&Stub::GetIncident, question);
        REQUIRE(answer);
        return *answer;
    }
    bool comes_to(const std::string& state) const {
        return testkit::eventually([&] { return whole().incident().state() == state; }, 30s);
    }
    bool verified(const Uuid& request) const {
        const auto answer = whole();
        for (const auto& member : answer.members()) {
            if (member.request() == name("serviceRequests", request))
                return member.has_verified_time();
        }
        return false;
    }
    void repair() const {
        auto done = mutation(3, lead, "done");
        done.mutable_args()->mutable_result()->set_cause("fuse");
        REQUIRE(server.push(
            lead.crew().substr(6), "device",
            {mutation(1, lead, "on_site"), mutation(2, lead, "supply_restored"), done}));
    }
    /// Kinds of the incident's events, in order, without those of planning.
    std::string story() const {
        return town.sql(
            "SELECT string_agg(substring(type from '[^.]+$'), ' ' ORDER BY version) "
            "FROM history WHERE type NOT LIKE '%ForecastChanged' AND key = '" +
            incident.substr(incident.find('/') + 1) + "'");
    }

    const Town town;
    Server server{town};
    const Uuid a = named_uuid("request", "household");
    const Uuid b = named_uuid("request", "neighbour");
    const Uuid c = named_uuid("request", "across the road");
    std::string incident;
    v1::WorkOrder lead;
};

}  // namespace

TEST_CASE("three reports under one transformer: confirmed, restored, verified, closed") {
    const Outage outage;
    for (const auto& request : {outage.a, outage.b, outage.c}) {
        const auto order = outage.latest_of(request);
        CHECK(order.state() == (order.name() == outage.lead.name() ? "assigned" : "folded"));
    }
    // This one's word is here before the crew's.
    outage.town.resolve(outage.b, 2);
    REQUIRE(testkit::eventually([&] { return outage.verified(outage.b); }, 30s));
    CHECK(outage.whole().incident().state() == "confirmed");
    outage.repair();
    CHECK(outage.whole().incident().state() == "restored");
    for (const auto& request : {outage.a, outage.b, outage.c}) {
        CHECK(outage.latest_of(request).state() == "done");
        CHECK(outage.latest_of(request).has_supply_restored_time());
    }

    // One is still out: an order of its own at once, and the others do not wait for it.
    outage.town.report(outage.c, 2, "TX-1", "no_supply.electricity", 1, 2);
    REQUIRE(
        testkit::eventually([&] { return outage.latest_of(outage.c).state() == "assigned"; }, 30s));
    CHECK(outage.latest_of(outage.c).incident().empty());
    CHECK(outage.whole().members_size() == 2);
    CHECK(outage.whole().incident().state() == "restored");
    outage.town.resolve(outage.a, 2);
    REQUIRE(outage.comes_to("closed"));
    CHECK(outage.story() ==
          "IncidentSuspected IncidentGrown IncidentConfirmed NodesRestored IncidentRestored "
          "IncidentSplit IncidentVerified IncidentClosed");

    SECTION("all that was said, said again, changes nothing") {
        const auto before = outage.story();
        outage.town.resolve(outage.a, 2);
        outage.town.resolve(outage.b, 2);
        outage.town.report(outage.c, 2, "TX-1", "no_supply.electricity", 1, 2);
        const auto last = named_uuid("request", "last");
        outage.town.withdraw(last, 1);
        REQUIRE(testkit::eventually(
            [&] {
                return outage.town.sql("SELECT count(*) FROM inbox WHERE key = '" +
                                       to_string(last) + "'") == "1";
            },
            30s));
        CHECK(outage.story() == before);
        CHECK(outage.town.sql("SELECT count(*) FROM work_order") == "4");
    }
}

TEST_CASE("a home in danger leaves the incident, has a crew of its own, and is not ended with it") {
    const Outage outage;
    const auto home = outage.latest_of(outage.a).name() == outage.lead.name() ? outage.b : outage.a;
    outage.town.endanger(home, 2);
    REQUIRE(testkit::eventually([&] { return outage.latest_of(home).state() == "assigned"; }, 30s));
    CHECK(outage.latest_of(home).hazard() == "life");
    CHECK(outage.latest_of(home).incident().empty());
    CHECK(outage.whole().members_size() == 2);
    outage.repair();
    CHECK(outage.whole().incident().state() == "restored");
    CHECK(outage.latest_of(outage.c).state() == "done");
    CHECK(outage.latest_of(home).state() == "assigned");
    CHECK_FALSE(outage.latest_of(home).has_supply_restored_time());
}

TEST_CASE("a crew at work elsewhere confirms no incident") {
    const Town town;
    const Server server{town};
    REQUIRE(server.becomes_ready());
    server.import_crews();
    for (const auto* home : {"one", "two"})
        town.report(named_uuid("request", home), 1, "TX-1");
    const auto gas = named_uuid("request", "gas");
    town.report(gas, 1, "", "gas_smell.gas", 9);
    v1::ListIncidentsRequest list;
    list.set_state("suspected");
    REQUIRE(testkit::eventually(
        [&] { return server.call(&Stub::ListIncidents, list)->incidents_size() == 1; }, 30s));
    const auto suspected = server.call(&Stub::ListIncidents, list)->incidents(0);
    const auto order = server.order_of(gas, "assigned");
    auto says = mutation(1, order, "confirm_incident");
    says.mutable_args()->set_incident(suspected.name());
    const auto answer = server.push(order.crew().substr(6), "device", {says});
    REQUIRE(answer);
    CHECK(answer->answers(0).outcome() == "refused");
    CHECK(answer->answers(0).reason() == "NOT_A_MEMBER");
    CHECK(server.call(&Stub::ListIncidents, list)->incidents_size() == 1);
}

TEST_CASE("who withdraws after the restoration is not waited for") {
    const Outage outage;
    outage.repair();
    outage.town.resolve(outage.a, 2);
    outage.town.resolve(outage.b, 2);
    outage.town.withdraw(outage.c, 2);
    CHECK(outage.comes_to("closed"));
}

TEST_CASE("killed before the last verification is committed, the incident is closed once") {
    Outage outage;
    outage.repair();
    outage.town.resolve(outage.a, 2);
    outage.town.resolve(outage.b, 2);
    REQUIRE(testkit::eventually([&] { return outage.verified(outage.b); }, 30s));
    outage.server.arm("dispatch.consumer.before_commit", "crash");
    outage.town.resolve(outage.c, 2);
    CHECK(outage.server.process().wait(20s) == 128 + 9);
    const Server second{outage.town};
    REQUIRE(second.becomes_ready());
    CHECK(testkit::eventually(
        [&] {
            return outage.story().ends_with("IncidentRestored IncidentVerified IncidentClosed");
        },
        30s));
}
