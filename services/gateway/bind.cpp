#include "services/gateway/bind.hpp"

#include <charconv>
#include <optional>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "libs/core/utf8.hpp"

namespace hearth::gateway {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

const Field* find(const pb::Descriptor& type, const std::string& name) {
    const auto* field = type.FindFieldByName(name);
    return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

tl::unexpected<Error> bad(std::string_view path, std::string message) {
    return fail(invalid_argument(std::string{path}, "BAD_VALUE", std::move(message)));
}

template <typename Number>
std::optional<Number> number(const std::string& text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Sets or appends: the two calls of reflection differ only in their name.
template <typename Value>
void put(pb::Message& message, const Field& field, Value value,
         void (pb::Reflection::*set)(pb::Message*, const Field*, Value) const,
         void (pb::Reflection::*add)(pb::Message*, const Field*, Value) const) {
    const auto* reflection = message.GetReflection();
    (reflection->*(field.is_repeated() ? add : set))(&message, &field, std::move(value));
}

bool put_enum(pb::Message& message, const Field& field, const std::string& text) {
    const auto* value = field.enum_type()->FindValueByName(text);
    if (value == nullptr) return false;
    put<const pb::EnumValueDescriptor*>(message, field, value, &pb::Reflection::SetEnum,
                                        &pb::Reflection::AddEnum);
    return true;
}

/// Times and field masks are one text in JSON, and so in a query.
bool put_message(pb::Message& message, const Field& field, const std::string& text) {
    if (field.is_repeated() || !field.message_type()->full_name().starts_with("google.protobuf."))
        return false;
    auto* part = message.GetReflection()->MutableMessage(&message, &field);
    return pb::util::JsonStringToMessage(nlohmann::json(text).dump(), part, {}).ok();
}

template <typename Number>
bool put_number(pb::Message& message, const Field& field, const std::string& text,
                void (pb::Reflection::*set)(pb::Message*, const Field*, Number) const,
                void (pb::Reflection::*add)(pb::Message*, const Field*, Number) const) {
    const auto value = number<Number>(text);
    if (value) put<Number>(message, field, *value, set, add);
    return value.has_value();
}

/// The bytes of an address may be anything.
Result<void> put_text(pb::Message& message, const Field& field, std::string_view path,
                      const std::string& text) {
    using R = pb::Reflection;
    if (!is_utf8(text)) return bad(path, "must be UTF-8");
    switch (field.cpp_type()) {
        case Field::CPPTYPE_STRING:
            put<std::string>(message, field, text, &R::SetString, &R::AddString);
            return {};
        case Field::CPPTYPE_BOOL:
            if (text != "true" && text != "false") return bad(path, "must be true or false");
            put<bool>(message, field, text == "true", &R::SetBool, &R::AddBool);
            return {};
        case Field::CPPTYPE_ENUM:
            if (!put_enum(message, field, text)) return bad(path, "is not a known value");
            return {};
        case Field::CPPTYPE_MESSAGE:
            if (!put_message(message, field, text)) return bad(path, "has a wrong value");
            return {};
        case Field::CPPTYPE_INT32:
            if (put_number<pb::int32>(message, field, text, &R::SetInt32, &R::AddInt32)) return {};
            return bad(path, "must be a whole number");
        case Field::CPPTYPE_INT64:
            if (put_number<pb::int64>(message, field, text, &R::SetInt64, &R::AddInt64)) return {};
            return bad(path, "must be a whole number");
        case Field::CPPTYPE_DOUBLE:
            if (put_number<double>(message, field, text, &R::SetDouble, &R::AddDouble)) return {};
            return bad(path, "must be a number");
        default:
            return bad(path, "cannot be given in an address");
    }
}

}  // namespace

Result<void> set_field(pb::Message& message, std::string_view path, const std::string& text) {
    pb::Message* at = &message;
    std::string_view left = path;
    while (true) {
        const auto dot = left.find('.');
        const Field* field = find(*at->GetDescriptor(), std::string{left.substr(0, dot)});
        if (field == nullptr) {
            return fail(
                invalid_argument(std::string{path}, "UNKNOWN_FIELD", "is not a known field"));
        }
        if (dot == std::string_view::npos) return put_text(*at, *field, path, text);
        if (field->cpp_type() != Field::CPPTYPE_MESSAGE || field->is_repeated()) {
            return fail(
                invalid_argument(std::string{path}, "UNKNOWN_FIELD", "is not a known field"));
        }
        at = at->GetReflection()->MutableMessage(at, field);
        left.remove_prefix(dot + 1);
    }
}

std::string get_text(const pb::Message& message, std::string_view path) {
    const pb::Message* at = &message;
    while (true) {
        const auto dot = path.find('.');
        const Field* field = find(*at->GetDescriptor(), std::string{path.substr(0, dot)});
        if (field == nullptr || field->is_repeated()) return {};
        const auto* reflection = at->GetReflection();
        if (dot == std::string_view::npos) {
            if (field->cpp_type() != Field::CPPTYPE_STRING) return {};
            return reflection->GetString(*at, field);
        }
        if (field->cpp_type() != Field::CPPTYPE_MESSAGE) return {};
        at = &reflection->GetMessage(*at, field);
        path.remove_prefix(dot + 1);
    }
}

}  // namespace hearth::gateway
