#include "services/dispatch/api/publish.hpp"

#include <map>
#include <memory>

#include "hearth/dispatch/events/v1/dispatch_events.pb.h"

#include "services/dispatch/api/convert.hpp"
#include "services/dispatch/api/names.hpp"

namespace hearth::dispatch {
namespace {

namespace events = ::hearth::dispatch::events::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kMostChanges = 1000;

const google::protobuf::Descriptor& type_of(std::string_view kind) {
    return *events::WorkOrderOpened::descriptor()->file()->FindMessageTypeByName(std::string{kind});
}

/// The full name of an event's type; kinds are words of ours that live for ever.
std::string_view full_name(std::string_view kind) {
    return type_of(kind).full_name();
}

/// An event under construction. A field that its type does not have is not meant for it.
class Writer {
public:
    explicit Writer(std::string_view kind)
        : message_(google::protobuf::MessageFactory::generated_factory()
                       ->GetPrototype(&type_of(kind))
                       ->New()) {}

    void set(const char* name, const std::string& text) {
        if (const auto* field = find(name)) reflection().SetString(message_.get(), field, text);
    }
    void set(const char* name, int number) {
        if (const auto* field = find(name)) reflection().SetInt32(message_.get(), field, number);
    }
    void set(const char* name, const Message& part) {
        if (const auto* field = find(name)) {
            reflection().MutableMessage(message_.get(), field)->CopyFrom(part);
        }
    }
    void set(const char* name, const std::optional<Instant>& at) {
        if (at) set(name, to_proto(*at));
    }
    void add(const char* name, const Message& part) {
        if (const auto* field = find(name)) {
            reflection().AddMessage(message_.get(), field)->CopyFrom(part);
        }
    }
    void add(const char* name, const std::vector<Uuid>& ids, std::string_view collection) {
        const auto* field = find(name);
        if (field == nullptr) return;
        for (const auto& id : ids) {
            reflection().AddString(message_.get(), field, name_of(collection, id));
        }
    }
    Message& message() { return *message_; }

private:
    const FieldDescriptor* find(const char* name) {
        return message_->GetDescriptor()->FindFieldByName(name);
    }
    const google::protobuf::Reflection& reflection() { return *message_->GetReflection(); }

    std::unique_ptr<Message> message_;
};

outbox::Event event_of_order(const OrderFact& fact) {
    Writer event{fact.kind};
    event.set("work_order", to_proto(fact.head));
    event.set("observed_time", to_proto(fact.observed_at));
    event.set("actor", fact.actor);
    event.set("old_crew", crew_name(fact.old_crew));
    event.set("reason", fact.reason);
    event.set("note", fact.note);
    event.set("flag", fact.flag);
    event.add("nodes", fact.nodes, "networkNodes");
    event.add("service_points", fact.service_points, "servicePoints");
    if (fact.change) event.set("change", to_proto(*fact.change));
    event.set("old_arrival_time", fact.old_arrival_at);
    event.set("old_restoration_time", fact.old_restoration_at);
    event.set("old_rank", fact.old_rank);
    event.set("old_parent", name_of("workOrders", fact.old_parent));
    if (auto* remark = dynamic_cast<events::WorkOrderRemarked*>(&event.message())) {
        remark->mutable_fields()->insert(fact.fields.begin(), fact.fields.end());
    }
    return {kWorkOrderTopic, fact.head.id, fact.head.version, full_name(fact.kind),
            event.message().SerializeAsString()};
}

outbox::Event event_of_incident(const IncidentFact& fact) {
    Writer event{fact.kind};
    event.set("incident", to_proto(fact.head));
    event.set("observed_time", to_proto(fact.observed_at));
    event.set("actor", fact.actor);
    for (const auto& member : fact.members)
        event.add("members", to_proto(member));
    event.add("nodes", fact.nodes, "networkNodes");
    event.set("note", fact.note);
    event.set("reason", fact.note);
    event.set("old_restoration_time", fact.old_restoration_at);
    return {kIncidentTopic, fact.head.id, fact.head.version, full_name(fact.kind),
            event.message().SerializeAsString()};
}

outbox::Event event_of_plan(const PlanFact& fact, int tenant) {
    const auto id = named_uuid("plan", std::to_string(tenant));
    events::PlanPublished event;
    auto& plan = *event.mutable_plan();
    plan.set_name(name_of("plans", id));
    plan.set_uid(to_string(id));
    plan.set_version(fact.version);
    *plan.mutable_plan_time() = to_proto(fact.at);
    for (std::size_t i = 0; i < fact.changes.size() && i < kMostChanges; ++i) {
        *plan.add_changes() = to_proto(fact.changes[i]);
    }
    return {kPlanTopic, id, fact.version, full_name("PlanPublished"), event.SerializeAsString()};
}

outbox::Event event_of_crew(const CrewFact& fact) {
    events::CrewChanged event;
    *event.mutable_crew() = to_proto(fact.head);
    return {kCrewTopic, fact.head.id, fact.head.version, full_name("CrewChanged"),
            event.SerializeAsString()};
}

}  // namespace

outbox::Event event_of(const Fact& fact, int tenant, std::optional<Uuid> cause) {
    outbox::Event event = [&] {
        if (const auto* order = std::get_if<OrderFact>(&fact)) return event_of_order(*order);
        if (const auto* incident = std::get_if<IncidentFact>(&fact)) {
            return event_of_incident(*incident);
        }
        if (const auto* plan = std::get_if<PlanFact>(&fact)) return event_of_plan(*plan, tenant);
        return event_of_crew(std::get<CrewFact>(fact));
    }();
    event.cause = cause;
    return event;
}

}  // namespace hearth::dispatch
