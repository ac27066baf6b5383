#include "tests/contract/damage.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <re2/re2.h>

#include "libs/rpc/constraints.hpp"

namespace hearth::contract {
namespace {

using common::v1::Constraints;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr const char* kUid = "0191e3a2-7d1c-7000-8000-000000000001";
constexpr const char* kWrong = "no such thing";

bool is_message(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool is_text(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

std::string good_format(common::v1::Format format) {
    switch (format) {
        case common::v1::FORMAT_TIME:
            return "2026-03-03T10:00:00+08:00";
        case common::v1::FORMAT_DATE:
            return "2026-03-03";
        case common::v1::FORMAT_PHONE:
            return "+8653512345678";
        case common::v1::FORMAT_EMAIL:
            return "li@example.com";
        case common::v1::FORMAT_LANGUAGE:
            return "zh-CN";
        default:
            return kUid;
    }
}

std::string good_text(const FieldDescriptor& field, const Constraints& declared,
                      const NameOf& name_of) {
    if (!declared.collection().empty()) return name_of(declared.collection());
    if (!declared.one_of().empty()) return declared.one_of(0);
    if (declared.format() != common::v1::FORMAT_UNSPECIFIED) return good_format(declared.format());
    if (declared.pattern().empty()) return std::string(std::max(1U, declared.min_length()), 'x');
    for (const char* tried : {"x1", "crews/C01", "08:00"}) {
        if (RE2::FullMatch(tried, declared.pattern())) return tried;
    }
    throw std::logic_error("no value is known for " + field.full_name());
}

/// Sets a field, or adds to its list.
void put(Message& message, const FieldDescriptor& field, const std::string& text) {
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddString(&message, &field, text)
                        : reflection.SetString(&message, &field, text);
}

void put(Message& message, const FieldDescriptor& field, double number) {
    const auto& reflection = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32: {
            const auto whole = static_cast<std::int32_t>(number);
            many ? reflection.AddInt32(&message, &field, whole)
                 : reflection.SetInt32(&message, &field, whole);
            return;
        }
        case FieldDescriptor::CPPTYPE_INT64:
            reflection.SetInt64(&message, &field, static_cast<std::int64_t>(number));
            return;
        default:
            throw std::logic_error("no number is put into " + field.full_name());
    }
}

Message& put_message(Message& message, const FieldDescriptor& field) {
    const auto& reflection = *message.GetReflection();
    return field.is_repeated() ? *reflection.AddMessage(&message, &field)
                               : *reflection.MutableMessage(&message, &field);
}

bool declares(const Descriptor& type, std::set<const Descriptor*>& seen) {
    if (!seen.insert(&type).second) return false;
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        if (field.is_map()) continue;
        if (rpc::constraints_of(field) != nullptr) return true;
        if (is_message(field) && declares(*field.message_type(), seen)) return true;
    }
    return false;
}

bool declares_within(const FieldDescriptor& field) {
    std::set<const Descriptor*> seen;
    return is_message(field) && !field.is_map() && declares(*field.message_type(), seen);
}

void put_well(Message& message, const FieldDescriptor& field, const NameOf& name_of) {
    const Constraints* declared = rpc::constraints_of(field);
    if (is_message(field)) {
        fill_well(put_message(message, field), name_of);
    } else if (is_text(field)) {
        put(message, field, good_text(field, *declared, name_of));
    } else {
        put(message, field, declared->has_least() ? declared->least() : 1);
    }
}

/// Makes the damages of one field of a message that stands somewhere in the whole.
class Spoiler {
public:
    Spoiler(const Message& prototype, const NameOf& name_of)
        : prototype_(prototype), name_of_(name_of) {}

    using Find = std::function<Message&(Message& whole)>;

    void spoil(const Descriptor& type, const std::string& path, const Find& find) {
        for (int i = 0; i < type.field_count(); ++i) {
            const FieldDescriptor& field = *type.field(i);
            if (field.is_map()) continue;
            const std::string name = path + field.name();
            if (const auto* declared = rpc::constraints_of(field)) {
                spoil_list(field, *declared, name, find);
                spoil_value(field, *declared, name + (field.is_repeated() ? "[0]" : ""), find);
            }
            if (!declares_within(field)) continue;
            const bool many = field.is_repeated();
            spoil(*field.message_type(), name + (many ? "[0]." : "."),
                  [&field, many, find](Message& whole) -> Message& {
                      Message& outer = find(whole);
                      const auto& reflection = *outer.GetReflection();
                      return many ? *reflection.MutableRepeatedMessage(&outer, &field, 0)
                                  : *reflection.MutableMessage(&outer, &field);
                  });
        }
    }
    std::vector<Damage> take() { return std::move(damages_); }

private:
    using Change = std::function<void(Message&)>;

    void add(const std::string& path, const char* reason, const Find& find, const Change& change) {
        std::unique_ptr<Message> whole{prototype_.New()};
        fill_well(*whole, name_of_);
        change(find(*whole));
        damages_.push_back({path, reason, std::move(whole)});
    }

    void spoil_list(const FieldDescriptor& field, const Constraints& declared,
                    const std::string& path, const Find& find) {
        if (declared.required()) {
            add(path, "REQUIRED", find,
                [&](Message& message) { message.GetReflection()->ClearField(&message, &field); });
        }
        if (declared.max_items() == 0) return;
        add(path, "TOO_MANY", find, [&](Message& message) {
            for (unsigned i = 0; i < declared.max_items(); ++i)
                put_well(message, field, name_of_);
        });
    }

    void spoil_value(const FieldDescriptor& field, const Constraints& declared,
                     const std::string& path, const Find& find) {
        const auto replace = [&](const char* reason, const auto& value) {
            add(path, reason, find, [&](Message& message) {
                message.GetReflection()->ClearField(&message, &field);
                put(message, field, value);
            });
        };
        const std::string wrong = kWrong;
        if (!declared.collection().empty()) replace("BAD_NAME", wrong);
        if (!declared.pattern().empty()) replace("BAD_VALUE", wrong);
        if (!declared.one_of().empty()) replace("UNKNOWN_VALUE", wrong);
        if (declared.format() == common::v1::FORMAT_UUID) replace("BAD_ID", wrong);
        const unsigned most = std::max(declared.max_length(), declared.max_bytes());
        if (most > 0) replace("TOO_LONG", std::string(most + 1, 'x'));
        if (declared.has_least()) replace("OUT_OF_RANGE", declared.least() - 2);
        if (declared.has_most()) replace("OUT_OF_RANGE", declared.most() + 1);
        if (declared.has_page_size()) replace("NEGATIVE", -1.0);
    }

    const Message& prototype_;
    const NameOf& name_of_;
    std::vector<Damage> damages_;
};

}  // namespace

std::string any_name(const std::string& collection) {
    return collection + '/' + kUid;
}

void fill_well(Message& message, const NameOf& name_of) {
    const Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        if (field.is_map()) continue;
        if (rpc::constraints_of(field) != nullptr || declares_within(field))
            put_well(message, field, name_of);
    }
}

std::vector<Damage> damages_of(const Message& prototype, const NameOf& name_of) {
    Spoiler spoiler{prototype, name_of};
    spoiler.spoil(*prototype.GetDescriptor(), "", [](Message& whole) -> Message& { return whole; });
    return spoiler.take();
}

}  // namespace hearth::contract
