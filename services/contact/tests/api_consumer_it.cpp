#include <algorithm>
#include <array>
#include <random>

#include <catch2/catch.hpp>
#include <manifest_gen/contact.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"
#include "hearth/registry/events/v1/registry_events.pb.h"

#include "libs/outbox/inbox.hpp"
#include "libs/service/request.hpp"
#include "services/contact/api/consumers.hpp"
#include "services/contact/tests/office.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using namespace std::chrono_literals;
using samples::Office;
using samples::ten;

namespace dis = hearth::dispatch::events::v1;
namespace reg = hearth::registry::events::v1;

kafka::Message message(const std::string& topic, const Uuid& key, int version,
                       const std::string& type, const google::protobuf::Message& event,
                       std::int64_t offset) {
    const std::string id =
        to_string(named_uuid("event", topic + to_string(key) + std::to_string(version)));
    const std::string service =
        topic.find("registry") != std::string::npos ? "registry" : "dispatch";
    return {topic,
            0,
            offset,
            to_string(key),
            event.SerializeAsString(),
            {{"ce_id", id},
             {"ce_type", "hearth." + service + ".events.v1." + type},
             {"ce_source", "hearth/" + service},
             {"ce_time", to_rfc3339(ten())},
             {"ce_specversion", "1.0"},
             {"tenant", "1"},
             {"version", std::to_string(version)}}};
}

class Listener {
public:
    Listener() {
        office.settle(2);
        clock.set_offset(ten() + 90min - Clock{}.now());
        inbox = std::make_unique<outbox::Inbox>(office.work, clock, "contact.dispatch",
                                                dispatch_consumer(field_news));
        opened = office.report(0, ten()).value();
    }
    template <typename Event>
    kafka::Message work(int version, const std::string& type, const std::string& state,
                        Duration after) {
        Event event;
        auto& order = *event.mutable_work_order();
        order.set_name("workOrders/" + to_string(uid));
        order.set_uid(to_string(uid));
        order.set_number("W-7");
        order.set_request(request_name(opened.uid));
        order.set_step("repair");
        order.set_round(1);
        order.set_attempt(1);
        order.set_state(state);
        order.set_crew("crews/C01");
        *event.mutable_observed_time() = service::to_proto(ten() + after);
        event.set_actor("crews/C01");
        return message(manifest::contact::kDispatchWorkOrder, uid, version, type, event, version);
    }
    std::vector<kafka::Message> story() {
        return {work<dis::WorkOrderOpened>(1, "WorkOrderOpened", "open", 1min),
                work<dis::WorkOrderAssigned>(2, "WorkOrderAssigned", "assigned", 2min),
                work<dis::CrewEnRoute>(3, "CrewEnRoute", "en_route", 10min),
                work<dis::CrewOnSite>(4, "CrewOnSite", "on_site", 30min),
                work<dis::SupplyRestored>(5, "SupplyRestored", "on_site", 60min),
                work<dis::WorkOrderDone>(6, "WorkOrderDone", "done", 70min)};
    }
    [[nodiscard]] std::string bytes() {
        const RequestView view = office.view(opened.uid);
        std::string text = std::to_string(view.request.version);
        for (const TimelineRow& row : view.timeline)
            text += " " + row.type + std::string{row.detail("source_type")};
        return text + " " + std::to_string(view.notices.size()) + view.work[0].state;
    }

    Office office;
    app::FieldNews field_news{office.casebook};
    Clock clock;
    std::unique_ptr<outbox::Inbox> inbox;
    Request opened;
    Uuid uid = named_uuid("workOrder", "w");
};

TEST_CASE("dispatch's events move steps, clocks and promises, once each, whatever is repeated") {
    Listener listener;
    const auto story = listener.story();
    for (const kafka::Message& one : story)
        REQUIRE(listener.inbox->handle({&one, 1}));
    const Request request = listener.office.view(listener.opened.uid).request;
    CHECK(request.step("repair")->state == StepState::kDone);
    CHECK(request.step("verify")->state == StepState::kStarted);
    CHECK(request.promise("arrival")->state == PromiseState::kKept);
    CHECK(request.clock("restoration")->state == ClockState::kMet);
    const std::string told = listener.bytes();
    REQUIRE(listener.inbox->handle(story));
    CHECK(listener.bytes() == told);
    CHECK(listener.office.count("SELECT count(*) FROM dead_letter") == 0);
}

/// Good values, told of with the work order's event `with`.
kafka::Message gas_done(Listener& listener, int version, int with) {
    auto made = listener.work<dis::WorkOrderDone>(version, "WorkOrderDone", "done", 70min);
    dis::WorkOrderDone event;
    REQUIRE(event.ParseFromString(made.value));
    for (const auto& [name, value, unit] :
         {std::array{"gas_reading_ppm", "0", "ppm"}, std::array{"tightness_test", "passed", ""}}) {
        auto& reading = *event.mutable_work_order()->add_readings();
        reading.set_name(name);
        reading.set_value(value);
        reading.set_unit(unit);
        reading.set_event_version(with);
    }
    made.value = event.SerializeAsString();
    return made;
}

TEST_CASE("a smell of gas ends by values that came with the crew's very word [S1]") {
    Listener listener;
    listener.opened = listener.office.report(1, ten(), "gas_smell.gas").value();
    const auto view = [&] { return listener.office.view(listener.opened.uid); };
    SECTION("with it") {
        const auto good = gas_done(listener, 1, 1);
        REQUIRE(listener.inbox->handle({&good, 1}));
        CHECK(view().request.step("verify")->state == StepState::kDone);
    }
    SECTION("with an earlier one") {
        const auto earlier =
            listener.work<dis::WorkOrderOpened>(1, "WorkOrderOpened", "open", 1min);
        REQUIRE(listener.inbox->handle({&earlier, 1}));
        const auto stale = gas_done(listener, 2, 1);
        REQUIRE(listener.inbox->handle({&stale, 1}));
        CHECK(view().request.step("verify")->state == StepState::kStarted);
        CHECK(view().request.is_open());
        CHECK(view().timeline.back().detail("reason") == "evidence_not_met");
    }
    SECTION("not with the end of another's work, that it was folded into: a crew goes") {
        auto folded = gas_done(listener, 1, 1);
        dis::WorkOrderDone event;
        REQUIRE(event.ParseFromString(folded.value));
        event.mutable_work_order()->set_parent("workOrders/" + to_string(listener.opened.uid));
        folded.value = event.SerializeAsString();
        REQUIRE(listener.inbox->handle({&folded, 1}));
        CHECK(view().request.is_open());
        CHECK(view().request.step("repair")->state == StepState::kStarted);
        CHECK(view().request.step("repair")->attempt == 2);
    }
    SECTION("of words that dispatch kept the lead is told, of other remarks nobody") {
        auto kept = listener.work<dis::WorkOrderRemarked>(1, "WorkOrderRemarked", "on_site", 1min);
        const auto before = view().timeline.size();
        REQUIRE(listener.inbox->handle({&kept, 1}));
        CHECK(view().timeline.size() == before);
        dis::WorkOrderRemarked event;
        REQUIRE(event.ParseFromString(kept.value));
        event.set_flag("evidence_not_met");
        kept = message(manifest::contact::kDispatchWorkOrder, listener.uid, 2, "WorkOrderRemarked",
                       event, 2);
        REQUIRE(listener.inbox->handle({&kept, 1}));
        REQUIRE(view().timeline.size() == before + 2);
        CHECK(view().timeline.back().type == "RequestEscalated");
    }
}

TEST_CASE("all at once gives the same as one by one") {
    Listener single;
    Listener batch;
    for (const kafka::Message& one : single.story())
        REQUIRE(single.inbox->handle({&one, 1}));
    REQUIRE(batch.inbox->handle(batch.story()));
    CHECK(single.bytes() == batch.bytes());
}

TEST_CASE("an incident confirmed reaches its members, and its forecasts renew their promises") {
    Listener listener;
    const Uuid uid = named_uuid("incident", "i");
    const auto head = [&](auto& event, const char* state, Instant forecast) {
        auto& incident = *event.mutable_incident();
        incident.set_name("incidents/" + to_string(uid));
        incident.set_number("I-9");
        incident.set_kind("outage");
        incident.set_commodity("electricity");
        incident.set_state(state);
        incident.add_nodes("networkNodes/" + to_string(Office::node(0)));
        incident.set_customers(40);
        *incident.mutable_forecast_restoration_time() = service::to_proto(forecast);
        *event.mutable_observed_time() = service::to_proto(ten() + 10min);
    };
    dis::IncidentSuspected suspected;
    head(suspected, "suspected", ten() + 3h);
    dis::IncidentGrown grown;
    head(grown, "suspected", ten() + 3h);
    grown.add_members()->set_request(request_name(listener.opened.uid));
    dis::IncidentConfirmed confirmed;
    head(confirmed, "confirmed", ten() + 3h);
    confirmed.add_members()->set_request(request_name(listener.opened.uid));
    dis::IncidentForecastChanged later;
    head(later, "confirmed", ten() + 5h);
    const std::string topic = manifest::contact::kDispatchIncident;
    const std::vector<kafka::Message> first{
        message(topic, uid, 1, "IncidentSuspected", suspected, 1),
        message(topic, uid, 2, "IncidentGrown", grown, 4)};
    REQUIRE(listener.inbox->handle(first));
    CHECK_FALSE(listener.office.view(listener.opened.uid).request.incident);
    CHECK(listener.office.count("SELECT count(*) FROM incident_node") == 0);
    const std::vector<kafka::Message> rest{
        message(topic, uid, 3, "IncidentConfirmed", confirmed, 2),
        message(topic, uid, 4, "IncidentForecastChanged", later, 3)};
    REQUIRE(listener.inbox->handle(rest));
    const Request request = listener.office.view(listener.opened.uid).request;
    CHECK(request.incident == uid);
    CHECK(request.promise("restoration")->due == ten() + 5h + 10min);
    CHECK(
        listener.office.count(
            "SELECT count(*) FROM notice WHERE template IN ('incident', 'changed_restoration')") ==
        2);
    // A neighbour who reports now hears of it at once.
    CHECK(listener.office.report(1, ten() + 95min).value().promise("restoration") != nullptr);
}

TEST_CASE("an event that is none becomes a dead letter and the rest flows") {
    Listener listener;
    auto story = listener.story();
    story[1].value = "\xff\xff not a proto";
    (void)listener.inbox->handle(story);
    CHECK(listener.office.count("SELECT count(*) FROM dead_letter") == 1);
    CHECK(listener.office.count("SELECT count(*) FROM parked") == 4);
}

TEST_CASE("registry's facts become projections, later versions only, lists as a whole") {
    Office office;
    Clock clock;
    outbox::Inbox inbox{office.work, clock, "contact.registry", registry_consumer(office.casebook)};
    const Uuid party = named_uuid("party", "x");
    reg::PartyChanged changed;
    changed.mutable_party()->set_party_class(registry::v1::PARTY_CLASS_VULNERABLE);
    changed.mutable_party()->set_language("en");
    changed.mutable_party()->add_needs("life_support");
    changed.mutable_party()->add_needs("alone");
    reg::ContactPointsChanged points;
    points.mutable_contact_points()->set_name_en("Ann");
    auto& phone = *points.mutable_contact_points()->add_points();
    phone.set_kind(registry::v1::CONTACT_POINT_KIND_PHONE);
    phone.set_value("+8613811112222");
    reg::ContactPointsChanged empty;
    const std::vector<kafka::Message> batch{
        message(manifest::contact::kRegistryParty, party, 1, "PartyCreated", changed, 1),
        message(manifest::contact::kRegistryParty, party, 2, "PartyChanged", changed, 2),
        message(manifest::contact::kRegistryParty, party, 3, "SomethingNew", changed, 3)};
    REQUIRE(inbox.handle(batch));
    REQUIRE(inbox.handle(batch));
    CHECK(office.ask("SELECT version || party_class || needs || language FROM party") ==
          "2vulnerablelife_support,aloneen");
    const std::vector<kafka::Message> lists{message(manifest::contact::kRegistryContactPoint, party,
                                                    1, "ContactPointsChanged", points, 1),
                                            message(manifest::contact::kRegistryContactPoint, party,
                                                    2, "ContactPointsChanged", empty, 2)};
    REQUIRE(inbox.handle({lists.data(), 1}));
    CHECK(office.ask("SELECT value FROM contact_point") == "+8613811112222");
    REQUIRE(inbox.handle(lists));
    CHECK(office.count("SELECT count(*) FROM contact_point") == 0);
}

}  // namespace
}  // namespace hearth::contact
