#include <set>

#include <catch2/catch.hpp>
#include <google/protobuf/dynamic_message.h>
#include <manifest_gen/dispatch.hpp>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "libs/outbox/payload.hpp"
#include "services/dispatch/api/event_codec.hpp"
#include "services/dispatch/tests/fixture.hpp"

using namespace hearth;
using namespace hearth::dispatch;
using namespace hearth::dispatch::test;
using namespace std::chrono_literals;

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const google::protobuf::FileDescriptor& file() {
    return *events::v1::WorkOrderOpened::descriptor()->file();
}

// One of each, with everything that it may tell.

PlanChange change() {
    return {uid("order"), "moved", "C1", "C2", kMorning, kMorning + 1h, "rule", "wait", 7, "why"};
}

std::vector<Member> members() {
    return {{uid("order"), uid("request"), uid("point"), uid("node"), kMorning, kMorning, kMorning,
             false}};
}

std::vector<OrderEvent> order_events() {
    return {WorkOrderOpened{},
            WorkOrderAssigned{"C1", change()},
            WorkOrderUnassigned{"C1", change()},
            WorkOrderAccepted{},
            WorkOrderDeclined{"C1", "ladder"},
            CrewEnRoute{},
            CrewOnSite{},
            MadeSafe{},
            SupplyRestored{{uid("point")}, {uid("node")}},
            WorkSuspended{"permit"},
            WorkResumed{},
            FollowUpNeeded{"rotten pole"},
            NoFaultFound{},
            WorkOrderDone{},
            WorkOrderFailed{"no_access"},
            WorkOrderCancelled{"C1", "duplicate"},
            WorkOrderMoved{},
            WorkOrderRankChanged{3},
            WorkOrderFolded{"C1"},
            WorkOrderUnfolded{uid("parent")},
            ForecastChanged{kMorning, kMorning + 1h, change()},
            WorkOrderRemarked{"dog", {{"rank", "9"}}, "done_twice"}};
}

std::vector<IncidentEvent> incident_events() {
    return {IncidentSuspected{},
            IncidentConfirmed{members(), "seen"},
            IncidentGrown{members()},
            IncidentSplit{members(), "still_out"},
            IncidentDismissed{members(), "none"},
            NodesRestored{{uid("node")}, members()},
            IncidentRestored{},
            IncidentVerified{},
            IncidentClosed{},
            IncidentForecastChanged{kMorning}};
}

std::vector<Fact> facts() {
    std::vector<Fact> all;
    WorkOrder order;
    order.id = uid("order");
    order.version = 4;
    for (auto& event : order_events())
        all.emplace_back(OrderFact{order, kMorning, "crews/C1", std::move(event)});
    Incident incident;
    incident.id = uid("incident");
    incident.version = 5;
    for (auto& event : incident_events())
        all.emplace_back(IncidentFact{incident, kMorning, "agents/D1", std::move(event)});
    all.emplace_back(PlanFact{6, kMorning, {change()}});
    all.emplace_back(CrewFact{crew("C1", {"gas"}, east_km(1))});
    return all;
}

std::string short_type(std::string_view type) {
    return std::string{type.substr(type.rfind('.') + 1)};
}

/// Fields that nothing fills yet.
const std::set<std::string> kUnused = {"IncidentGrown.nodes"};

std::vector<std::string> missing_fields(const Message& message) {
    std::vector<std::string> missing;
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor* field = type.field(i);
        const auto& reflection = *message.GetReflection();
        const bool there = field->is_repeated() ? reflection.FieldSize(message, field) > 0
                                                : reflection.HasField(message, field);
        const auto name = type.name() + "." + field->name();
        if (!there && !kUnused.contains(name)) missing.push_back(name);
    }
    return missing;
}

}  // namespace

TEST_CASE("every fact becomes the event of its name, with all that the event can hold") {
    const auto all = facts();
    const auto names = kinds(all);
    std::set<std::string> told;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto event = encode(all[i], 1);
        CHECK(short_type(event.type) == names[i]);
        told.insert(names[i]);
        const auto* type = file().FindMessageTypeByName(names[i]);
        REQUIRE(type != nullptr);
        CHECK(event.type == type->full_name());
        google::protobuf::DynamicMessageFactory factory;
        const std::unique_ptr<Message> message{factory.GetPrototype(type)->New()};
        REQUIRE(message->ParseFromString(event.payload));
        CHECK(missing_fields(*message) == std::vector<std::string>{});
        CHECK(message->GetReflection()->GetUnknownFields(*message).empty());
    }
    for (int i = 0; i < file().message_type_count(); ++i) {
        CAPTURE(file().message_type(i)->name());
        CHECK(told.contains(file().message_type(i)->name()));
    }
}

TEST_CASE("a head that no event can carry is told without its texts, and the rest of it stands") {
    WorkOrder order;
    order.id = uid("order");
    order.version = 4;
    order.crew = "C1";
    order.state = OrderState::kOnSite;
    order.flags = {"evidence_not_met"};
    const auto told = [&] {
        const auto event = encode(Fact{OrderFact{order, kMorning, "crews/C1", CrewOnSite{}}}, 1);
        CHECK(event.payload.size() < outbox::kPayloadLimit);
        events::v1::CrewOnSite read;
        REQUIRE(read.ParseFromString(event.payload));
        return read.work_order();
    };
    const std::string large(outbox::kPayloadLimit / 2, 'x');
    order.readings = {{"gas", large, "ppm", "done", kMorning, "C1", 4}};
    CHECK(told().readings(0).value() == large);
    CHECK_FALSE(told().has_location());
    SECTION("readings") {
        order.readings.push_back(order.readings.front());
    }
    SECTION("the place") {
        order.place.words = large;
    }
    SECTION("the place's words") {
        order.place = {east_km(1), 5, large};
    }
    SECTION("the summary") {
        order.summary_en = large;
    }
    SECTION("the result") {
        order.result = WorkResult{"fuse", large, {{"gas", large}}, {}, true};
    }
    SECTION("reasons") {
        order.suspend_reason = order.fail_reason = large;
    }
    SECTION("rules and needs") {
        order.evidence_rules = {{large, "", 0, 0, {}, {}}};
        order.needs = {large};
    }
    const auto shortened = told();
    CHECK(shortened.readings().empty());
    CHECK(shortened.has_location() == order.place.point.has_value());
    CHECK(shortened.location().words().empty());
    CHECK(shortened.state() == "on_site");
    CHECK(shortened.crew() == "crews/C1");
    CHECK(shortened.flags(0) == "evidence_not_met");
    CHECK(shortened.has_result() == order.result.has_value());
    if (order.result) CHECK(shortened.result().supply_restored());
}

TEST_CASE("an event stands under its noun's topic, key and version") {
    for (const auto& fact : facts()) {
        const auto event = encode(fact, 1);
        if (std::holds_alternative<OrderFact>(fact)) {
            CHECK(event.topic == manifest::dispatch::kWorkOrder);
            CHECK(event.key == uid("order"));
            CHECK(event.version == 4);
        } else if (std::holds_alternative<IncidentFact>(fact)) {
            CHECK(event.topic == manifest::dispatch::kIncident);
            CHECK(event.key == uid("incident"));
            CHECK(event.version == 5);
        } else if (std::holds_alternative<PlanFact>(fact)) {
            CHECK(event.topic == manifest::dispatch::kPlan);
            CHECK(event.version == 6);
        } else {
            CHECK(event.topic == manifest::dispatch::kCrew);
            CHECK(event.key == named_uuid("crew", "C1"));
        }
    }
}
