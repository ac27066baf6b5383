#include "tests/contract/fill.hpp"

#include <algorithm>
#include <string>

namespace hearth::contract {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

constexpr int kStoryStart = 1'772'503'200;  // 2026-03-03T02:00:00Z

void fill_message(pb::Message& message, int depth);

int enum_number(const Field& field) {
    const auto& type = *field.enum_type();
    return type.value(type.value_count() > 1 ? 1 : 0)->number();
}

/// `turn` tells the elements of a repeated field apart.
void set_field(pb::Message& message, const Field& field, int depth, int turn) {
    const auto& reflection = *message.GetReflection();
    const bool many = field.is_repeated();
    const int number = field.number() * 10 + turn;
    const auto set = [&](auto single, auto repeated, auto value) {
        many ? (reflection.*repeated)(&message, &field, value)
             : (reflection.*single)(&message, &field, value);
    };
    using R = pb::Reflection;
    switch (field.cpp_type()) {
        case Field::CPPTYPE_INT32:
            set(&R::SetInt32, &R::AddInt32, number);
            break;
        case Field::CPPTYPE_INT64:
            set(&R::SetInt64, &R::AddInt64, number);
            break;
        case Field::CPPTYPE_UINT32:
            set(&R::SetUInt32, &R::AddUInt32, static_cast<unsigned>(number));
            break;
        case Field::CPPTYPE_UINT64:
            set(&R::SetUInt64, &R::AddUInt64, static_cast<unsigned long>(number));
            break;
        case Field::CPPTYPE_DOUBLE:
            set(&R::SetDouble, &R::AddDouble, number + 0.5);
            break;
        case Field::CPPTYPE_FLOAT:
            set(&R::SetFloat, &R::AddFloat, static_cast<float>(number) + 0.5F);
            break;
        case Field::CPPTYPE_BOOL:
            set(&R::SetBool, &R::AddBool, true);
            break;
        case Field::CPPTYPE_ENUM:
            set(&R::SetEnumValue, &R::AddEnumValue, enum_number(field));
            break;
        case Field::CPPTYPE_STRING: {
            auto text = field.name() + (turn == 0 ? "" : "-" + std::to_string(turn));
            many ? reflection.AddString(&message, &field, std::move(text))
                 : reflection.SetString(&message, &field, std::move(text));
            break;
        }
        case Field::CPPTYPE_MESSAGE:
            fill_message(many ? *reflection.AddMessage(&message, &field)
                              : *reflection.MutableMessage(&message, &field),
                         depth + 1);
            break;
    }
}

bool fill_well_known(pb::Message& message) {
    const auto& type = *message.GetDescriptor();
    const auto& reflection = *message.GetReflection();
    if (type.full_name() == "google.protobuf.Timestamp") {
        reflection.SetInt64(&message, type.FindFieldByNumber(1), kStoryStart);
        return true;
    }
    if (type.full_name() == "google.protobuf.FieldMask") {
        reflection.AddString(&message, type.FindFieldByNumber(1), "update_time");
        return true;
    }
    return false;
}

void fill_message(pb::Message& message, int depth) {
    if (fill_well_known(message)) return;
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        const auto& field = *type.field(i);
        const bool nested = field.cpp_type() == Field::CPPTYPE_MESSAGE &&
                            !field.message_type()->full_name().starts_with("google.protobuf.");
        if (nested && depth > 0) continue;
        const int turns = field.is_repeated() && !field.is_map() ? 2 : 1;
        for (int turn = 0; turn < turns; ++turn)
            set_field(message, field, depth, turn);
    }
}

}  // namespace

void fill(pb::Message& message) {
    fill_message(message, 0);
}

}  // namespace hearth::contract
