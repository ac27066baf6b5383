#include "services/gateway/openapi.hpp"

#include <algorithm>
#include <set>

#include <google/protobuf/descriptor.h>
#include <nlohmann/json.hpp>

#include <google/protobuf/descriptor.pb.h>

#include "libs/core/text.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/descriptors.hpp"
#include "services/gateway/openapi_own.hpp"
#include "services/gateway/routes.hpp"
#include "services/gateway/transcode.hpp"

namespace hearth::gateway {
namespace {

namespace pb = google::protobuf;
using Json = nlohmann::ordered_json;

/// The leading comment of a message, field, enum or method, as one paragraph.
template <typename Descriptor>
std::string comment(const Descriptor& descriptor) {
    pb::SourceLocation location;
    if (!descriptor.GetSourceLocation(&location)) return {};
    std::string text;
    for (const char c : location.leading_comments)
        if (c != '\n' || (!text.empty() && text.back() != ' ')) text += c == '\n' ? ' ' : c;
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// "hearth.registry.v1.Party" is "registry.v1.Party" in the document.
std::string schema_name(const std::string& full_name) {
    return full_name.substr(full_name.find('.') + 1);
}

Json reference(const std::string& name) {
    return {{"$ref", "#/components/schemas/" + name}};
}

/// Makes schemas of messages and enums as they are first needed.
class Schemas {
public:
    Json of_field(const pb::FieldDescriptor& field) {
        if (field.is_map()) {
            return {{"type", "object"},
                    {"additionalProperties", of_single(*field.message_type()->map_value())}};
        }
        if (field.is_repeated()) return {{"type", "array"}, {"items", of_single(field)}};
        return of_single(field);
    }

    Json of_message(const pb::Descriptor& type) {
        if (auto known = well_known(type); !known.is_null()) return known;
        const std::string name = schema_name(type.full_name());
        if (made_.insert(name).second) {
            Json properties = Json::object();
            for (int i = 0; i < type.field_count(); ++i) {
                Json property = of_field(*type.field(i));
                if (const auto text = comment(*type.field(i)); !text.empty())
                    property["description"] = text;
                properties[type.field(i)->json_name()] = std::move(property);
            }
            schemas_[name] = {{"type", "object"},
                              {"description", comment(type)},
                              {"properties", std::move(properties)},
                              {"additionalProperties", false}};
        }
        return reference(name);
    }

    void add(const std::string& name, Json schema) { schemas_[name] = std::move(schema); }
    Json take() { return std::move(schemas_); }

private:
    static Json well_known(const pb::Descriptor& type) {
        if (type.full_name() == "google.protobuf.Timestamp")
            return {{"type", "string"}, {"format", "date-time"}};
        if (type.full_name() == "google.protobuf.FieldMask")
            return {{"type", "string"}, {"examples", {"nameZh,needs"}}};
        return nullptr;
    }

    Json of_enum(const pb::EnumDescriptor& type) {
        const std::string name = schema_name(type.full_name());
        if (made_.insert(name).second) {
            Json values = Json::array();
            std::string text = comment(type);
            for (int i = 0; i < type.value_count(); ++i) {
                values.push_back(type.value(i)->name());
                if (const auto said = comment(*type.value(i)); !said.empty())
                    text += "\n- `" + type.value(i)->name() + "`: " + said;
            }
            schemas_[name] = {{"type", "string"}, {"description", text}, {"enum", values}};
        }
        return reference(name);
    }

    Json of_single(const pb::FieldDescriptor& field) {
        using Field = pb::FieldDescriptor;
        switch (field.cpp_type()) {
            case Field::CPPTYPE_MESSAGE:
                return of_message(*field.message_type());
            case Field::CPPTYPE_ENUM:
                return of_enum(*field.enum_type());
            case Field::CPPTYPE_BOOL:
                return {{"type", "boolean"}};
            case Field::CPPTYPE_DOUBLE:
            case Field::CPPTYPE_FLOAT:
                return {{"type", "number"}};
            case Field::CPPTYPE_INT32:
            case Field::CPPTYPE_UINT32:
                return {{"type", "integer"}, {"format", "int32"}};
            case Field::CPPTYPE_INT64:
            case Field::CPPTYPE_UINT64:
                return {{"type", "string"}, {"format", "int64"}};
            default:
                break;
        }
        if (field.type() == Field::TYPE_BYTES)
            return {{"type", "string"}, {"contentEncoding", "base64"}};
        return {{"type", "string"}};
    }

    std::set<std::string> made_;
    Json schemas_ = Json::object();
};

Json header_parameter(const char* name, const char* text, bool required = false) {
    return {{"name", name},
            {"in", "header"},
            {"required", required},
            {"description", text},
            {"schema", {{"type", "string"}}}};
}

bool bound_elsewhere(const Route& route, const std::string& field) {
    if (route.body == "*" || field == route.body || field == "request_id") return true;
    const auto fields = PathTemplate{route.path}.fields();
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

Json parameters_of(const Route& route, const pb::Descriptor& request, Schemas& schemas) {
    Json all = Json::array();
    const std::string path = PathTemplate{route.path}.open_api();
    if (path.find("{id}") != std::string::npos) {
        const std::string collection = path.substr(4, path.find('/', 4) - 4);
        all.push_back({{"name", "id"},
                       {"in", "path"},
                       {"required", true},
                       {"description", "The part of the name after `" + collection + "/`."},
                       {"schema", {{"type", "string"}}}});
    }
    for (int i = 0; i < request.field_count(); ++i) {
        const auto& field = *request.field(i);
        if (bound_elsewhere(route, field.name())) continue;
        all.push_back({{"name", field.json_name()},
                       {"in", "query"},
                       {"description", comment(field)},
                       {"schema", schemas.of_field(field)}});
    }
    if (request.FindFieldByName("request_id") != nullptr) {
        all.push_back(header_parameter(
            "Idempotency-Key",
            "A repeat with the same key gets the same answer. It is the request's `requestId`."));
    }
    if (!etag_field(request).empty()) {
        all.push_back(header_parameter(
            "If-Match",
            "The ETag the change is made on; 412 when it is not the version any more."));
    }
    return all;
}

Json rpc_operation(const Route& route, const pb::MethodDescriptor& method, Schemas& schemas) {
    const auto& request = *method.input_type();
    Json operation{{"operationId", method.name()},
                   {"summary", comment(method)},
                   {"tags", {std::string{method.service()->name()}}},
                   {"parameters", parameters_of(route, request, schemas)}};
    if (!route.body.empty()) {
        const auto* part =
            route.body == "*" ? nullptr : request.FindFieldByName(std::string{route.body});
        operation["requestBody"] = {
            {"required", true},
            {"content",
             {{"application/json",
               {{"schema", part == nullptr ? schemas.of_message(request)
                                           : schemas.of_message(*part->message_type())}}}}}};
    }
    Json answer{{"description", comment(*method.output_type())},
                {"content",
                 {{"application/json", {{"schema", schemas.of_message(*method.output_type())}}}}}};
    answer["headers"] = {{"ETag",
                          {{"description", "Version of the resource, where it has one."},
                           {"schema", {{"type", "string"}}}}}};
    operation["responses"] = {{"200", std::move(answer)},
                              {"default", {{"$ref", "#/components/responses/Problem"}}}};
    return operation;
}

/// An adapter's own words, with its example in each parameter and in the body.
Json channel_operation(const Adapter& adapter, Json operation) {
    constexpr std::chrono::seconds kSomeDay{1772503200};
    const http::Request sent = adapter.example(0, "停电", Instant{kSomeDay});
    if (operation.contains("parameters")) {
        for (Json& parameter : operation["parameters"]) {
            const std::string name = parameter.at("name");
            const bool in_query = parameter.at("in") == "query";
            const auto value = in_query ? sent.parameter(name) : sent.header(name);
            if (!value.empty()) parameter["example"] = value;
        }
    }
    if (!operation.contains("requestBody")) return operation;
    for (auto& [type, content] : operation["requestBody"]["content"].items())
        content["example"] = type == "application/json" ? Json::parse(sent.body) : Json(sent.body);
    return operation;
}

/// Makes the schemas of messages that a text refers to.
void add_referred(const Json& text, const pb::DescriptorPool& pool, Schemas& schemas) {
    constexpr std::string_view kSchema = "#/components/schemas/";
    if (text.is_string() && text.get<std::string>().starts_with(kSchema)) {
        const auto name = "hearth." + text.get<std::string>().substr(kSchema.size());
        if (const auto* type = pool.FindMessageTypeByName(name)) schemas.of_message(*type);
    }
    if (!text.is_structured()) return;
    for (const Json& part : text)
        add_referred(part, pool, schemas);
}

Json add_channel(const Adapter& adapter, const pb::DescriptorPool& pool, Schemas& schemas) {
    const Json described = Json::parse(adapter.described);
    add_referred(described, pool, schemas);
    if (described.contains("schemas")) {
        for (const auto& [name, schema] : described["schemas"].items())
            schemas.add(name, schema);
    }
    return channel_operation(adapter, described.at("operation"));
}

Json operation_of(const Route& route, const pb::DescriptorPool& pool, Schemas& schemas) {
    if (route.adapter != nullptr) return add_channel(*route.adapter, pool, schemas);
    if (route.method.empty()) return own_operation(route.own);
    std::string name = full_method(route);
    std::replace(name.begin(), name.end(), '/', '.');
    return rpc_operation(route, *pool.FindMethodByName(name), schemas);
}

}  // namespace

std::string open_api() {
    pb::FileDescriptorSet set;
    const auto bytes = descriptor_set();
    set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    pb::DescriptorPool pool;
    for (const auto& file : set.file())
        pool.BuildFile(file);

    Schemas schemas;
    Json paths = Json::object();
    for (const Route& route : routes()) {
        paths[PathTemplate{route.path}.open_api()][lower_case(route.verb)] =
            operation_of(route, pool, schemas);
    }
    const Json own = own_schemas();
    for (const auto& [name, schema] : own.items())
        schemas.add(name, schema);
    const Json document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Hearth"},
          {"version", "v1"},
          {"description",
           "Customer, contact and dispatch of a utility. Errors are problem+json (RFC 9457)."}}},
        {"servers", {{{"url", "/"}}}},
        {"security", {{{"bearer", Json::array()}}}},
        {"paths", std::move(paths)},
        {"components",
         {{"schemas", schemas.take()},
          {"responses", own_responses()},
          {"securitySchemes",
           {{"bearer", {{"type", "http"}, {"scheme", "bearer"}}},
            {"channel", {{"type", "http"}, {"scheme", "basic"}}}}}}}};
    return document.dump();
}

}  // namespace hearth::gateway
