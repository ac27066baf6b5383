#include "libs/http/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>
#include <nlohmann/json.hpp>

#include "libs/core/time.hpp"

namespace hearth::http {
namespace {

namespace pb = google::protobuf;
using Json = nlohmann::json;
using Violations = std::vector<FieldViolation>;

constexpr std::size_t kMostViolations = 100;

const pb::FieldDescriptor* find_field(const pb::Descriptor& type, const std::string& name) {
    if (const auto* field = type.FindFieldByName(name)) return field;
    if (const auto* field = type.FindFieldByCamelcaseName(name)) return field;
    for (int i = 0; i < type.field_count(); ++i) {
        if (type.field(i)->json_name() == name) return type.field(i);
    }
    return nullptr;
}

/// protobuf gives some messages a JSON form of their own: a text, a number or anything.
bool has_own_form(const pb::Descriptor& type) {
    return type.full_name().starts_with("google.protobuf.");
}

bool whole_number(const Json& value) {
    if (value.is_number_integer()) return true;
    if (value.is_number_float()) return std::trunc(value.get<double>()) == value.get<double>();
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    return text.size() > sign &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(sign), text.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

bool real_number(const Json& value) {
    if (value.is_number()) return true;
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    double parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    return error == std::errc{} && end == text.data() + text.size();
}

class Checker {
public:
    void object(const Json& json, const pb::Descriptor& type, const std::string& path) {
        for (const auto& [key, value] : json.items()) {
            const std::string at = below(path, key);
            const auto* field = find_field(type, key);
            if (field == nullptr) {
                wrong(at, "UNKNOWN_FIELD", "is not a known field");
            } else if (!value.is_null()) {
                this->field(value, *field, at);
            }
        }
    }

    Violations take() { return std::move(violations_); }

private:
    static std::string below(std::string path, const std::string& key) {
        if (!path.empty()) path += '.';
        return path += key.empty() ? "\"\"" : key;
    }

    void wrong(const std::string& at, const char* reason, std::string message) {
        if (violations_.size() < kMostViolations)
            violations_.push_back({at, reason, std::move(message)});
    }

    void field(const Json& value, const pb::FieldDescriptor& field, const std::string& at) {
        if (field.is_map()) return map(value, field, at);
        if (!field.is_repeated()) return single(value, field, at);
        if (!value.is_array()) return wrong(at, "BAD_VALUE", "must be a list");
        for (std::size_t i = 0; i < value.size(); ++i)
            single(value[i], field, at + "[" + std::to_string(i) + "]");
    }

    void map(const Json& value, const pb::FieldDescriptor& field, const std::string& at) {
        if (!value.is_object()) return wrong(at, "BAD_VALUE", "must be an object");
        for (const auto& [key, entry] : value.items())
            single(entry, *field.message_type()->map_value(), below(at, key));
    }

    void single(const Json& value, const pb::FieldDescriptor& field, const std::string& at) {
        switch (field.cpp_type()) {
            case pb::FieldDescriptor::CPPTYPE_MESSAGE:
                return message(value, *field.message_type(), at);
            case pb::FieldDescriptor::CPPTYPE_STRING:
                if (!value.is_string()) wrong(at, "BAD_VALUE", "must be a text");
                return;
            case pb::FieldDescriptor::CPPTYPE_BOOL:
                if (!value.is_boolean()) wrong(at, "BAD_VALUE", "must be true or false");
                return;
            case pb::FieldDescriptor::CPPTYPE_ENUM:
                return enumeration(value, field, at);
            case pb::FieldDescriptor::CPPTYPE_DOUBLE:
            case pb::FieldDescriptor::CPPTYPE_FLOAT:
                if (!real_number(value)) wrong(at, "BAD_VALUE", "must be a number");
                return;
            default:
                if (!whole_number(value)) wrong(at, "BAD_VALUE", "must be a whole number");
        }
    }

    void message(const Json& value, const pb::Descriptor& type, const std::string& at) {
        if (has_own_form(type)) {
            if (type.full_name() == "google.protobuf.Timestamp" && !timestamp(value))
                wrong(at, "BAD_VALUE", "must be a time like 2026-03-03T02:00:00Z");
            return;
        }
        if (!value.is_object()) return wrong(at, "BAD_VALUE", "must be an object");
        object(value, type, at);
    }

    static bool timestamp(const Json& value) {
        return value.is_string() && parse_rfc3339(value.get_ref<const std::string&>());
    }

    void enumeration(const Json& value, const pb::FieldDescriptor& field, const std::string& at) {
        const auto& type = *field.enum_type();
        if (value.is_number_integer() && type.FindValueByNumber(value.get<int>()) != nullptr)
            return;
        if (value.is_string() &&
            type.FindValueByName(value.get_ref<const std::string&>()) != nullptr) {
            return;
        }
        std::string known;
        for (int i = 1; i < type.value_count(); ++i)
            known += (i > 1 ? ", " : "") + type.value(i)->name();
        wrong(at, "BAD_VALUE", "must be one of " + known);
    }

    Violations violations_;
};

Error bad_json(std::string message) {
    return invalid_argument("body", "BAD_JSON", std::move(message));
}

}  // namespace

std::string to_json(const pb::Message& message) {
    pb::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    std::string text;
    // It fails only on bytes that are not UTF-8 in a text field, which proto3 does not let in.
    const auto status = pb::util::MessageToJsonString(message, &text, options);
    return status.ok() ? text : "{}";
}

Result<void> from_json(std::string_view text, pb::Message& message) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return fail(bad_json("is not JSON"));
    if (!json.is_object()) return fail(bad_json("is not a JSON object"));
    Checker checker;
    checker.object(json, *message.GetDescriptor(), "");
    if (auto violations = checker.take(); !violations.empty()) {
        return fail(invalid_argument(std::move(violations)));
    }
    const auto status = pb::util::JsonStringToMessage({text.data(), text.size()}, &message, {});
    if (status.ok()) return {};
    const auto what = status.message();
    return fail(bad_json({what.data(), what.size()}));
}

}  // namespace hearth::http
