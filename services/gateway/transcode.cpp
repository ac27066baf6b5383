#include "services/gateway/transcode.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <google/protobuf/util/field_mask_util.h>
#include <nlohmann/json.hpp>

#include <google/protobuf/field_mask.pb.h>

#include "libs/http/json.hpp"
#include "services/gateway/bind.hpp"

namespace hearth::gateway {
namespace {

namespace pb = google::protobuf;
using Message = pb::Message;

const pb::MethodDescriptor* find_method(const Route& route) {
    std::string dotted = full_method(route);
    std::replace(dotted.begin(), dotted.end(), '/', '.');
    return pb::DescriptorPool::generated_pool()->FindMethodByName(dotted);
}

std::unique_ptr<Message> make(const pb::Descriptor& type) {
    return std::unique_ptr<Message>{
        pb::MessageFactory::generated_factory()->GetPrototype(&type)->New()};
}

/// Services take the number people say in place of the resource name, but not behind a collection.
std::string resource_name(const std::string& value) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSpoken{
        {{"serviceRequests/", "R-"}, {"workOrders/", "W-"}, {"incidents/", "I-"}}};
    for (const auto& [collection, prefix] : kSpoken) {
        if (value.starts_with(collection) && value.substr(collection.size()).starts_with(prefix))
            return value.substr(collection.size());
    }
    return value;
}

void append(std::vector<FieldViolation>& wrong, Result<void>&& result) {
    if (result) return;
    auto& fields = result.error().fields;
    std::move(fields.begin(), fields.end(), std::back_inserter(wrong));
}

/// `"5"` and `W/"5"` are 5; `*` is any version.
std::string unquote(std::string_view etag) {
    if (etag == "*") return {};
    if (etag.starts_with("W/")) etag.remove_prefix(2);
    if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"')
        etag = etag.substr(1, etag.size() - 2);
    return std::string{etag};
}

bool is_json(std::string_view content_type) {
    const std::string_view type = content_type.substr(0, content_type.find(';'));
    return type.empty() || type == "application/json" || type == "application/merge-patch+json";
}

/// The version of the one resource an answer is about: that of its first part that has one, or of
/// the first part of a part.
std::string answer_etag(const Message& message, int depth = 2) {
    const auto* type = message.GetDescriptor();
    const auto* reflection = message.GetReflection();
    for (int i = 0; i < type->field_count() && depth > 0; ++i) {
        const auto* field = type->field(i);
        if (field->is_repeated() || field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE ||
            !reflection->HasField(message, field)) {
            continue;
        }
        const Message& part = reflection->GetMessage(message, field);
        std::string etag = get_text(part, "etag");
        if (etag.empty()) etag = answer_etag(part, depth - 1);
        if (!etag.empty()) return etag;
    }
    return {};
}

}  // namespace

std::string etag_field(const pb::Descriptor& request) {
    if (request.FindFieldByName("etag") != nullptr) return "etag";
    for (int i = 0; i < request.field_count(); ++i) {
        const auto* field = request.field(i);
        if (field->is_repeated() || field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE)
            continue;
        if (request.FindFieldByName("update_mask") != nullptr &&
            field->message_type()->FindFieldByName("etag") != nullptr) {
            return field->name() + ".etag";
        }
    }
    return {};
}

Transcoder::Transcoder(const Route& route)
    : method_(find_method(route)),
      body_(route.body),
      path_fields_(PathTemplate{route.path}.fields()),
      path_("/" + full_method(route)),
      access_(*method_) {}

Result<void> Transcoder::check(const auth::Principal& principal) const {
    return access_.check(principal);
}

Result<void> Transcoder::read_body(const http::Request& request, Message& message) const {
    if (body_.empty()) {
        if (request.body.empty()) return {};
        return fail(invalid_argument("body", "UNEXPECTED_BODY", "must be empty"));
    }
    if (!is_json(request.header("Content-Type"))) {
        return fail(
            invalid_argument("Content-Type", "UNSUPPORTED_MEDIA_TYPE", "must be application/json"));
    }
    if (request.body.empty() && body_ == "*") return {};
    if (body_ == "*") return http::from_json(request.body, message);
    const auto* field = message.GetDescriptor()->FindFieldByName(body_);
    return http::from_json(request.body, *message.GetReflection()->MutableMessage(&message, field));
}

void Transcoder::read_query(const http::Request& request, Message& message,
                            std::vector<FieldViolation>& wrong) const {
    for (const auto& [name, value] : request.query) {
        const bool in_path =
            std::find(path_fields_.begin(), path_fields_.end(), name) != path_fields_.end();
        const bool in_body = body_ == "*" || (!body_.empty() && name.starts_with(body_ + "."));
        if (in_path || in_body) {
            wrong.push_back({name, "UNKNOWN_FIELD", "does not belong into the query"});
        } else {
            append(wrong, set_field(message, name, value));
        }
    }
}

void Transcoder::read_headers(const http::Request& request, Message& message,
                              std::vector<FieldViolation>& wrong) const {
    const auto take = [&](std::string_view header, const std::string& field,
                          const std::string& value) {
        const std::string there = get_text(message, field);
        if (!there.empty() && there != value) {
            wrong.push_back({std::string{header}, "CONTRADICTION", "differs from the body"});
        } else {
            append(wrong, set_field(message, field, value));
        }
    };
    const auto key = request.header("Idempotency-Key");
    if (!key.empty() && message.GetDescriptor()->FindFieldByName("request_id") != nullptr) {
        take("Idempotency-Key", "request_id", std::string{key});
    }
    const auto etag = request.header("If-Match");
    const std::string field = etag_field(*message.GetDescriptor());
    if (!etag.empty() && !field.empty()) take("If-Match", field, unquote(etag));
}

/// A change without a mask changes what its body holds.
void Transcoder::infer_mask(const http::Request& request, Message& message) const {
    const auto* mask = message.GetDescriptor()->FindFieldByName("update_mask");
    if (mask == nullptr || body_.empty() || body_ == "*") return;
    if (message.GetReflection()->HasField(message, mask)) return;
    const auto* field = message.GetDescriptor()->FindFieldByName(body_);
    pb::FieldMask present;
    const auto body = nlohmann::json::parse(request.body, nullptr, false);
    for (const auto& [key, value] : body.items()) {
        const auto* part = field->message_type()->FindFieldByCamelcaseName(key);
        if (part == nullptr) part = field->message_type()->FindFieldByName(key);
        if (part == nullptr || part->name() == "name" || part->name() == "etag") continue;
        present.add_paths(part->name());
    }
    message.GetReflection()->MutableMessage(&message, mask)->CopyFrom(present);
}

Result<std::string> Transcoder::request(
    const http::Request& request,
    const std::vector<std::pair<std::string, std::string>>& bound) const {
    const auto message = make(*method_->input_type());
    if (auto read = read_body(request, *message); !read) return fail(std::move(read).error());
    std::vector<FieldViolation> wrong;
    read_query(request, *message, wrong);
    read_headers(request, *message, wrong);
    for (const auto& [field, value] : bound) {
        const std::string name = resource_name(value);
        const std::string there = get_text(*message, field);
        if (!there.empty() && there != name) {
            wrong.push_back({field, "CONTRADICTION", "differs from the address"});
        }
        append(wrong, set_field(*message, field, name));
    }
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    infer_mask(request, *message);
    return message->SerializeAsString();
}

http::Response Transcoder::response(const std::string& bytes) const {
    const auto message = make(*method_->output_type());
    if (!message->ParseFromString(bytes)) {
        return http::problem(internal("an answer does not parse"), {}, {});
    }
    http::Response response{200, {{"Content-Type", "application/json"}}, http::to_json(*message)};
    if (const std::string etag = answer_etag(*message); !etag.empty())
        response.headers["ETag"] = '"' + etag + '"';
    return response;
}

}  // namespace hearth::gateway
