#include <array>
#include <memory>
#include <set>

#include <catch2/catch.hpp>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <manifest_gen/contact.hpp>

#include "hearth/contact/events/v1/contact_events.pb.h"
#include "hearth/dispatch/events/v1/dispatch_events.pb.h"
#include "hearth/registry/events/v1/registry_events.pb.h"

#include "services/contact/api/event_codec.hpp"
#include "services/contact/tests/samples.hpp"

namespace hearth::contact {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using samples::ten;
using namespace std::chrono_literals;

namespace ev = hearth::contact::events::v1;
namespace dis = hearth::dispatch::events::v1;
namespace reg = hearth::registry::events::v1;

Uuid uid(const std::string& name) {
    return named_uuid("codec", name);
}

Promise promise() {
    Promise made;
    made.uid = made.first = uid("promise");
    made.kind = "arrival";
    made.round = 2;
    made.due = ten() + 45min;
    made.made = ten();
    made.channel = "phone";
    return made;
}

/// One event with everything that it may tell; what its row keeps, and what its message tells
/// beside head, row and work. `U` stands for the uuid.
struct Sample {
    RequestEvent event;
    std::string reference;
    std::string details;
    std::string message;
};

const std::string kPromise =
    R"("promise":{"uid":"U","kind":"arrival","round":2,"state":"PROMISE_STATE_MADE",)"
    R"("due_time":"2026-03-03T02:45:00Z","make_time":"2026-03-03T02:00:00Z","first":"U",)"
    R"("channel":"phone"})";
const std::string kPromiseDetails = "due_time=2026-03-03T02:45:00.000000Z;kind=arrival;";

/// In the order of the variant: a new alternative has no room here until it has a sample.
std::array<Sample, std::variant_size_v<RequestEvent>> events() {
    const std::string at = R"("round":2,"attempt":3)";
    return {{
        {RequestOpened{"interactions/i"}, "interactions/i", "",
         R"({"interaction":"interactions/i"})"},
        {InteractionJoined{"interactions/i"}, "interactions/i", "",
         R"({"interaction":"interactions/i"})"},
        {RequestTriaged{}, "", "", "{}"},
        {RequestReclassified{"gas", true}, "", "old_class=gas;work=true;",
         R"({"old_class":"gas"})"},
        {RequestRelocated{uid("U"), true}, "", "old_premise=premises/U;work=true;",
         R"({"old_premise":"premises/U"})"},
        {OwnerChanged{"lead", "A3", "intake", "A1", OwnerWhy::kOffered, Offer{"A2", ten()}}, "",
         "agent=agents/A3;due_time=2026-03-03T02:00:00.000000Z;old_agent=agents/A1;old_role=intake;"
         "role=lead;to=agents/A2;why=offered;",
         R"({"old_role":"intake","old_agent":"agents/A1","why":"offered"})"},
        {StepStarted{"repair", 2, 3, true}, "", "attempt=3;round=2;step=repair;",
         R"({"step":"repair",)" + at + "}"},
        {StepDone{"repair", 2, 3, "done"}, "", "attempt=3;outcome=done;round=2;step=repair;",
         R"({"step":"repair",)" + at + R"(,"outcome":"done"})"},
        {StepFailed{"repair", 2, 3, "no"}, "", "attempt=3;outcome=no;round=2;step=repair;",
         R"({"step":"repair",)" + at + R"(,"outcome":"no"})"},
        {StepWaived{"repair", 2, 3, "why"}, "", "attempt=3;reason=why;round=2;step=repair;",
         R"({"step":"repair",)" + at + R"(,"reason":"why"})"},
        {StepStuck{"repair", 2, 3}, "", "attempt=3;round=2;step=repair;",
         R"({"step":"repair",)" + at + "}"},
        {WaitingStarted{"customer", "key"}, "", "reason=key;waiting_for=customer;",
         R"({"waiting_for":"customer"})"},
        {WaitingEnded{"customer"}, "", "waiting_for=customer;", R"({"waiting_for":"customer"})"},
        {PromiseMade{promise()}, "promises/U", kPromiseDetails + "promise=U;round=2;",
         "{" + kPromise + "}"},
        {PromiseRenewed{promise(), ten(), true, "rain"}, "promises/U",
         "due_time=2026-03-03T02:45:00.000000Z;informed=true;kind=arrival;"
         "old_due_time=2026-03-03T02:00:00.000000Z;promise=U;reason=rain;round=2;",
         "{" + kPromise + R"(,"old_due_time":"2026-03-03T02:00:00Z","informed":true})"},
        {PromiseKept{promise(), true}, "promises/U",
         "due_time=2026-03-03T02:45:00.000000Z;first_kept=true;kind=arrival;promise=U;round=2;",
         "{" + kPromise + R"(,"first_kept":true})"},
        {PromiseBroken{promise()}, "promises/U", kPromiseDetails + "promise=U;round=2;",
         "{" + kPromise + "}"},
        {PromiseWithdrawn{promise(), "closed"}, "promises/U",
         kPromiseDetails + "promise=U;reason=closed;round=2;",
         "{" + kPromise + R"(,"reason":"closed"})"},
        {RequestEscalated{"lead", "clock", "arrival", 90}, "",
         "clock=arrival;percent=90;reason=clock;to_role=lead;",
         R"({"to_role":"lead","reason":"clock","clock":"arrival","percent":90})"},
        {RequestResolved{}, "", "", "{}"},
        {RequestReopened{"still_out", true}, "", "back_dated=true;reason=still_out;",
         R"({"reason":"still_out","back_dated":true})"},
        {RequestWithdrawn{"moved"}, "", "reason=moved;", R"({"reason":"moved"})"},
        {RequestClosed{}, "", "", "{}"},
        {RequestsMerged{uid("U")}, "serviceRequests/U", "into=serviceRequests/U;",
         R"({"into":"serviceRequests/U"})"},
        {RequestChased{"interactions/i", 3}, "interactions/i", "count=3;",
         R"({"interaction":"interactions/i"})"},
        {NoteAdded{}, "", "", "{}"},
        {TimelineAppended{
             "workOrders/w", "MadeSafe",
             WorkHeard{"W-7", "repair", 2, 3, "crews/C1", "rain", "gas 0 ppm", ten(), ten() + 1h}},
         "workOrders/w",
         "arrival_time=2026-03-03T02:00:00.000000Z;attempt=3;crew=crews/C1;evidence=gas 0 ppm;"
         "number=W-7;reason=rain;restoration_time=2026-03-03T03:00:00.000000Z;round=2;"
         "source=workOrders/w;source_type=MadeSafe;step=repair;",
         R"({"source":"workOrders/w","source_type":"MadeSafe"})"},
    }};
}

Fact fact_of(const RequestEvent& event) {
    samples::Case story{"no_supply.electricity"};
    story.request.version = 6;
    story.act(ten(), [&](Change& change) { change.record_at(ten() - 1h, event); });
    return story.facts.back();
}

std::string with_u(std::string text) {
    for (const char* name : {"U", "promise"}) {
        const std::string id = to_string(uid(name));
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id))
            text.replace(at, id.size(), "U");
    }
    return text;
}

std::string text_of(const Details& details) {
    std::string text;
    for (const auto& [key, value] : details)
        text += key + "=" + value + ";";
    return with_u(text);
}

std::unique_ptr<Message> new_message(const Descriptor& type) {
    static google::protobuf::DynamicMessageFactory factory;
    return std::unique_ptr<Message>{factory.GetPrototype(&type)->New()};
}

std::unique_ptr<Message> parsed(const outbox::Event& event) {
    const Descriptor* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
            std::string{event.type});
    REQUIRE(type != nullptr);
    auto message = new_message(*type);
    REQUIRE(message->ParseFromString(event.payload));
    CHECK(message->GetReflection()->GetUnknownFields(*message).empty());
    return message;
}

void clear(Message& message, const std::string& field) {
    const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
    if (found != nullptr) message.GetReflection()->ClearField(&message, found);
}

bool has(const Message& message, const std::string& field) {
    const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
    return found != nullptr && message.GetReflection()->HasField(message, found);
}

std::string own_fields(std::unique_ptr<Message> message) {
    for (const char* shared : {"service_request", "row", "work"})
        clear(*message, shared);
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    std::string json;
    REQUIRE(google::protobuf::util::MessageToJsonString(*message, &json, options).ok());
    return with_u(json);
}

std::vector<const Descriptor*> with_field(const FileDescriptor& file, const std::string& field) {
    std::vector<const Descriptor*> found;
    for (int i = 0; i < file.message_type_count(); ++i) {
        if (file.message_type(i)->FindFieldByName(field) != nullptr)
            found.push_back(file.message_type(i));
    }
    return found;
}

TEST_CASE("every fact is a row and the event of its name, and tells all that it has") {
    const RequestClass& definition = *samples::catalogue().find("no_supply.electricity");
    std::set<std::string, std::less<>> told;
    const auto all = events();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Sample& sample = all[i];
        INFO(type_of(sample.event));
        CHECK(sample.event.index() == i);
        const Fact fact = fact_of(sample.event);
        CHECK(fact.row.type == type_of(sample.event));
        CHECK(with_u(fact.row.reference) == sample.reference);
        CHECK(text_of(fact.row.details) == sample.details);
        const outbox::Event event = encode(fact, definition);
        CHECK(event.topic == manifest::contact::kServiceRequest);
        CHECK(event.key == fact.after.uid);
        CHECK(event.version == 7);
        const auto message = parsed(event);
        CHECK(message->GetDescriptor()->name() == fact.row.type);
        CHECK(has(*message, "service_request"));
        CHECK(has(*message, "row"));
        CHECK(has(*message, "work") == starts_work(sample.event));
        CHECK(own_fields(parsed(event)) == sample.message);
        told.insert(message->GetDescriptor()->name());
    }
    for (const Descriptor* type : with_field(*ev::RequestOpened::descriptor()->file(), "row")) {
        INFO(type->name());
        CHECK(told.contains(type->name()));
    }
}

TEST_CASE("what is not known is no detail of a row") {
    const auto details = [](const RequestEvent& event) { return text_of(details_of(event)); };
    CHECK(details(OwnerChanged{"lead", {}, "intake", {}, OwnerWhy::kNotAccepted, {}}) ==
          "agent=;old_agent=;old_role=intake;role=lead;why=not_accepted;");
    CHECK(details(RequestRelocated{{}, false}) == "old_premise=;work=false;");
    CHECK(details(RequestEscalated{"lead", "chase"}) == "reason=chase;to_role=lead;");
    CHECK(details(StepDone{"verify", 1, 1, {}}) == "attempt=1;round=1;step=verify;");
    CHECK(details(TimelineAppended{"incidents/i", "IncidentGrown", IncidentHeard{"I-3", ten()}}) ==
          "number=I-3;restoration_time=2026-03-03T02:00:00.000000Z;source=incidents/i;"
          "source_type=IncidentGrown;");
    CHECK(details(TimelineAppended{{}, "NoAnswer", ContactTried{"callback", 2}}) ==
          "source_type=NoAnswer;step=callback;tries=2;");
    CHECK(details(TimelineAppended{"interactions/i", "StillOut", {}}) ==
          "source=interactions/i;source_type=StillOut;");
}

TEST_CASE("dispatch is told after when a crew proves that no danger is left") {
    samples::Case story{"gas_smell.gas"};
    story.act(ten(), [](Change& change) { open_request(change, samples::report()); });
    (void)story.act(ten() + 5min, [](Change& change) {
        return relocate_request(change, samples::report("elsewhere").place);
    });
    std::vector<ev::WorkStart> told;
    for (const Fact& fact : story.facts) {
        ev::StepStarted started;
        ev::RequestRelocated moved;
        const std::string payload = encode(fact, *story.definition).payload;
        if (fact.row.type == "StepStarted" && started.ParseFromString(payload))
            told.push_back(started.work());
        if (fact.row.type == "RequestRelocated" && moved.ParseFromString(payload))
            told.push_back(moved.work());
    }
    REQUIRE(told.size() == 2);
    CHECK(told[0].danger_time().seconds() == told[0].reported_time().seconds() - 1);
    CHECK(told[1].danger_time().seconds() == told[0].reported_time().seconds() + 300);
}

TEST_CASE("no words of a note leave with its event") {
    samples::Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) { add_note(change, "the gate code is 4711"); });
    CHECK(story.facts.back().row.text_en == "the gate code is 4711");
    CHECK(encode(story.facts.back(), *story.definition).payload.find("4711") == std::string::npos);
}

TEST_CASE("dispatch is told how critical supply is, and what a crew reads") {
    samples::Case story{"no_supply.electricity"};
    story.act(ten(), [](Change& change) {
        Report report = samples::report();
        report.triage.extent = "neighbours_too";
        report.reporter.needs = "deaf,life_support";
        open_request(change, report);
    });
    int told = 0;
    for (const Fact& fact : story.facts) {
        ev::StepStarted started;
        if (!starts_work(fact.event)) continue;
        REQUIRE(started.ParseFromString(encode(fact, *story.definition).payload));
        CHECK(started.work().critical());
        CHECK(started.work().needs_size() == 2);
        CHECK(started.work().summary_zh() == "停电报修,邻居也有");
        CHECK(started.work().summary_en() == "no electricity, neighbours too");
        RequestClass indifferent = *story.definition;
        indifferent.critical.clear();
        REQUIRE(started.ParseFromString(encode(fact, indifferent).payload));
        CHECK_FALSE(started.work().critical());
        ++told;
    }
    CHECK(told == 1);
}

TEST_CASE("each event of a notice and of an interaction is of its own type") {
    Notice notice;
    notice.uid = uid("notice");
    notice.version = 3;
    notice.text = "personal words";
    const auto types = with_field(*ev::NoticePlanned::descriptor()->file(), "notice");
    CHECK(types.size() == 5);
    for (const Descriptor* type : types) {
        const outbox::Event event = encode(notice, type->name());
        CHECK(event.type == type->full_name());
        CHECK(event.topic == manifest::contact::kNotice);
        CHECK(event.key == notice.uid);
        CHECK(event.version == 3);
        CHECK(has(*parsed(event), "notice"));
        CHECK(event.payload.find(notice.text) == std::string::npos);
    }
    CHECK_THROWS_AS(encode(notice, "NoticeRead"), std::invalid_argument);

    Interaction interaction;
    interaction.uid = uid("interaction");
    const auto type = [&](bool draft, const std::string& event) {
        interaction.draft = draft;
        const outbox::Event told = encode(interaction, event);
        CHECK(told.topic == manifest::contact::kInteraction);
        CHECK(has(*parsed(told), "interaction"));
        return parsed(told)->GetDescriptor()->name();
    };
    CHECK(type(true, "offered") == "InteractionRecorded");
    CHECK(type(true, "hung_up") == "InteractionRecorded");
    CHECK(type(false, "recording") == "InteractionRecorded");
    CHECK(type(false, "message") == "InteractionCompleted");
    CHECK(type(false, "completed") == "InteractionCompleted");
    CHECK(type(false, "hung_up") == "InteractionCompleted");
}

// Consumers parse every event of a topic as one of its types.

void fill(Message& message, int depth);

void fill_one(Message& message, const FieldDescriptor& field, int depth) {
    const auto& reflection = *message.GetReflection();
    const bool many = field.is_repeated();
    const auto number = field.number() + 1;
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            return many ? reflection.AddString(&message, &field, field.name())
                        : reflection.SetString(&message, &field, field.name());
        case FieldDescriptor::CPPTYPE_MESSAGE:
            if (depth > 0)
                fill(many ? *reflection.AddMessage(&message, &field)
                          : *reflection.MutableMessage(&message, &field),
                     depth - 1);
            return;
        case FieldDescriptor::CPPTYPE_INT32:
            return many ? reflection.AddInt32(&message, &field, number)
                        : reflection.SetInt32(&message, &field, number);
        case FieldDescriptor::CPPTYPE_INT64:
            return many ? reflection.AddInt64(&message, &field, number)
                        : reflection.SetInt64(&message, &field, number);
        case FieldDescriptor::CPPTYPE_DOUBLE:
            return many ? reflection.AddDouble(&message, &field, number)
                        : reflection.SetDouble(&message, &field, number);
        case FieldDescriptor::CPPTYPE_BOOL:
            return many ? reflection.AddBool(&message, &field, true)
                        : reflection.SetBool(&message, &field, true);
        case FieldDescriptor::CPPTYPE_ENUM:
            return many ? reflection.AddEnumValue(&message, &field, 1)
                        : reflection.SetEnumValue(&message, &field, 1);
        default:
            FAIL("a field of a kind that is not filled yet: " << field.full_name());
    }
}

void fill(Message& message, int depth) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i)
        fill_one(message, *type.field(i), depth);
}

/// The bytes of some of its fields.
std::string only(const Message& of, const std::set<std::string>& fields) {
    const std::unique_ptr<Message> message{of.New()};
    message->CopyFrom(of);
    message->DiscardUnknownFields();
    const Descriptor& type = *of.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        if (!fields.contains(type.field(i)->name())) clear(*message, type.field(i)->name());
    }
    std::string bytes;
    REQUIRE(message->SerializeToString(&bytes));
    return bytes;
}

template <typename StandIn>
void check_stand_in(const Descriptor& type, const std::set<std::string>& fields) {
    INFO(type.name() << " read as " << StandIn::descriptor()->name());
    const auto event = new_message(type);
    fill(*event, 3);
    for (const std::string& field : fields) {
        INFO(field);
        CHECK(type.FindFieldByName(field) != nullptr);
    }
    StandIn read;
    REQUIRE(read.ParseFromString(event->SerializeAsString()));
    CHECK_FALSE(only(read, fields).empty());
    CHECK(only(read, fields) == only(*event, fields));
}

TEST_CASE("every event of dispatch is read by its stand-in as by itself") {
    const FileDescriptor& file = *dis::WorkOrderOpened::descriptor()->file();
    const auto work = with_field(file, "work_order");
    const auto incidents = with_field(file, "incident");
    CHECK(work.size() > 20);
    CHECK(incidents.size() >= 10);
    for (const Descriptor* type : work)
        check_stand_in<dis::WorkOrderOpened>(*type, {"work_order", "observed_time", "actor"});
    for (const Descriptor* type : incidents)
        check_stand_in<dis::IncidentSuspected>(*type, {"incident", "observed_time", "actor"});
    for (const Descriptor* type : with_field(file, "members")) {
        if (type != dis::NodesRestored::descriptor())
            check_stand_in<dis::IncidentConfirmed>(*type, {"members"});
    }
}

template <typename StandIn>
void check_registry(const std::string& head, std::size_t types) {
    const auto all = with_field(*StandIn::descriptor()->file(), head);
    CHECK(all.size() == types);
    for (const Descriptor* type : all)
        check_stand_in<StandIn>(*type, {head});
}

TEST_CASE("every event of the registry is read by its stand-in as by itself") {
    check_registry<reg::PartyChanged>("party", 2);
    check_registry<reg::ContactPointsChanged>("contact_points", 1);
    check_registry<reg::PremiseChanged>("premise", 2);
    check_registry<reg::ServicePointChanged>("service_point", 3);
    check_registry<reg::AgreementChanged>("agreement", 2);
    check_registry<reg::NetworkNodeChanged>("network_node", 2);
}

}  // namespace
}  // namespace hearth::contact
