#include "services/registry/api/changes.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "hearth/registry/events/v1/registry_events.pb.h"

#include "services/registry/api/convert.hpp"
#include "services/registry/domain/ids.hpp"

namespace hearth::registry {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

/// Names and versions are no content.
constexpr std::array<std::string_view, 5> kNoContent{"name", "uid", "etag", "create_time",
                                                     "update_time"};

struct Head {
    const Descriptor* type = nullptr;
    nlohmann::json fields;
};

/// Every event has its aggregate's head in field 1.
Result<Head> head_of(const std::string& type, const std::string& payload) {
    const Descriptor* event_type = DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    if (event_type == nullptr) return fail(internal("no event " + type));
    const std::unique_ptr<Message> event{
        MessageFactory::generated_factory()->GetPrototype(event_type)->New()};
    if (!event->ParseFromString(payload)) return fail(internal(type + " does not parse"));
    const Message& head =
        event->GetReflection()->GetMessage(*event, event_type->FindFieldByNumber(1));
    google::protobuf::util::JsonPrintOptions form;
    form.preserve_proto_field_names = true;
    std::string text;
    (void)google::protobuf::util::MessageToJsonString(head, &text, form);
    return Head{head.GetDescriptor(), nlohmann::json::parse(text)};
}

std::string value_of(const nlohmann::json& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string{} : found->dump();
}

std::string short_name(const std::string& type) {
    return type.substr(type.rfind('.') + 1);
}

}  // namespace

Result<v1::Change> change_of(const HistoryRow& row, const Uuid& id) {
    auto after = head_of(row.type, row.payload);
    if (!after) return fail(std::move(after).error());
    Head before;
    if (row.before_type) {
        auto found = head_of(*row.before_type, row.before_payload.value_or(""));
        if (!found) return fail(std::move(found).error());
        before = std::move(*found);
    }
    v1::Change change;
    change.set_version(row.version);
    change.set_type(short_name(row.type));
    change.set_actor(row.actor);
    *change.mutable_time() = to_proto(row.recorded_at);
    change.set_request_id(row.request_id);
    for (int i = 0; i < after->type->field_count(); ++i) {
        const std::string& name = after->type->field(i)->name();
        if (std::find(kNoContent.begin(), kNoContent.end(), name) != kNoContent.end()) continue;
        std::string was = value_of(before.fields, name);
        std::string is = value_of(after->fields, name);
        if (was == is) continue;
        auto& field = *change.add_fields();
        field.set_field(name);
        field.set_old_value(std::move(was));
        field.set_new_value(std::move(is));
    }
    const std::string resource = value_of(after->fields, "name");
    change.set_resource(resource.empty() ? to_string(id) : resource.substr(1, resource.size() - 2));
    return change;
}

}  // namespace hearth::registry
