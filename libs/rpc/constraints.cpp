#include "libs/rpc/constraints.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string_view>

#include <re2/re2.h>

#include "libs/core/id.hpp"
#include "libs/core/utf8.hpp"
#include "libs/rpc/constraint_formats.hpp"

namespace hearth::rpc {
namespace {

using common::v1::Constraints;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

RE2::Options quietly() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    return options;
}

/// One field, its declarations made ready.
struct Rule {
    const FieldDescriptor* field;
    const Constraints* declared;         ///< null: only what is in it declares something
    std::unique_ptr<const RE2> pattern;  ///< null: none
};
using Rules = std::vector<Rule>;

bool is_message(const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

/// True when a type or something in it declares anything.
bool declares(const Descriptor& type, std::set<const Descriptor*>& seen) {
    if (!seen.insert(&type).second) return false;
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        if (field.is_map()) continue;
        if (constraints_of(field) != nullptr) return true;
        if (is_message(field) && declares(*field.message_type(), seen)) return true;
    }
    return false;
}

Rules read_rules(const Descriptor& type) {
    Rules rules;
    for (int i = 0; i < type.field_count(); ++i) {
        const FieldDescriptor& field = *type.field(i);
        if (field.is_map()) continue;
        const Constraints* declared = constraints_of(field);
        std::set<const Descriptor*> seen;
        const bool within = is_message(field) && declares(*field.message_type(), seen);
        if (declared == nullptr && !within) continue;
        const bool has_pattern = declared != nullptr && !declared->pattern().empty();
        rules.push_back(
            {&field, declared,
             has_pattern ? std::make_unique<RE2>(declared->pattern(), quietly()) : nullptr});
    }
    return rules;
}

const Rules& rules_of(const Descriptor& type) {
    static std::shared_mutex mutex;
    static std::map<const Descriptor*, std::unique_ptr<const Rules>> known;
    {
        const std::shared_lock lock{mutex};
        if (const auto found = known.find(&type); found != known.end()) return *found->second;
    }
    auto read = std::make_unique<const Rules>(read_rules(type));
    const std::lock_guard lock{mutex};
    return *known.try_emplace(&type, std::move(read)).first->second;
}

struct Broken {
    const char* reason;
    std::string message;
};
using Verdict = std::optional<Broken>;

bool is_name(std::string_view text, std::string_view collection) {
    return text.size() > collection.size() && text.starts_with(collection) &&
           text[collection.size()] == '/' && parse_uuid(text.substr(collection.size() + 1));
}

std::string joined(const google::protobuf::RepeatedPtrField<std::string>& words) {
    std::string all;
    for (const std::string& word : words)
        all += (all.empty() ? "" : ", ") + word;
    return all;
}

Verdict judge_length(const std::string& text, const Constraints& declared) {
    if (declared.max_bytes() > 0 && text.size() > declared.max_bytes())
        return Broken{"TOO_LONG", "has at most " + std::to_string(declared.max_bytes()) + " bytes"};
    if (declared.min_length() == 0 && declared.max_length() == 0) return {};
    const std::size_t count = utf8_characters(text);
    if (count < declared.min_length())
        return Broken{"TOO_SHORT",
                      "has at least " + std::to_string(declared.min_length()) + " characters"};
    if (declared.max_length() > 0 && count > declared.max_length())
        return Broken{"TOO_LONG",
                      "has at most " + std::to_string(declared.max_length()) + " characters"};
    return {};
}

Verdict judge_text(const std::string& text, const Rule& rule) {
    const Constraints& declared = *rule.declared;
    if (auto broken = judge_length(text, declared)) return broken;
    if (!declared.collection().empty() && !is_name(text, declared.collection()))
        return Broken{"BAD_NAME", "is not " + declared.collection() + "/<uid>"};
    if (auto wrong = wrong_format(text, declared.format()))
        return Broken{wrong->reason, wrong->message};
    if (rule.pattern && !RE2::FullMatch(text, *rule.pattern))
        return Broken{"BAD_VALUE", "is not of the form " + declared.pattern()};
    const auto& known = declared.one_of();
    if (!known.empty() && std::find(known.begin(), known.end(), text) == known.end())
        return Broken{"UNKNOWN_VALUE", "is none of " + joined(known)};
    return {};
}

Verdict judge_number(double number, const Constraints& declared) {
    if (declared.has_page_size() && number < 0) return Broken{"NEGATIVE", "must not be negative"};
    // Not a number is neither below nor above anything.
    const bool below = declared.has_least() && !(number >= declared.least());
    const bool above = declared.has_most() && !(number <= declared.most());
    if (below || above) return Broken{"OUT_OF_RANGE", "lies outside of what is allowed"};
    return {};
}

/// A field's value, or one element of its list.
class Value {
public:
    Value(const Message& message, const FieldDescriptor& field, int index)
        : message_(message), field_(field), reflection_(*message.GetReflection()), at_(index) {}

    [[nodiscard]] const std::string& text(std::string& scratch) const {
        return at_ < 0 ? reflection_.GetStringReference(message_, &field_, &scratch)
                       : reflection_.GetRepeatedStringReference(message_, &field_, at_, &scratch);
    }
    [[nodiscard]] const Message& message() const {
        return at_ < 0 ? reflection_.GetMessage(message_, &field_)
                       : reflection_.GetRepeatedMessage(message_, &field_, at_);
    }
    [[nodiscard]] double number() const;

private:
    template <typename Single, typename Repeated>
    [[nodiscard]] double get(Single single, Repeated repeated) const {
        return static_cast<double>(at_ < 0 ? (reflection_.*single)(message_, &field_)
                                           : (reflection_.*repeated)(message_, &field_, at_));
    }
    const Message& message_;
    const FieldDescriptor& field_;
    const Reflection& reflection_;
    const int at_;
};

double Value::number() const {
    switch (field_.cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
            return get(&Reflection::GetInt32, &Reflection::GetRepeatedInt32);
        case FieldDescriptor::CPPTYPE_INT64:
            return get(&Reflection::GetInt64, &Reflection::GetRepeatedInt64);
        case FieldDescriptor::CPPTYPE_UINT32:
            return get(&Reflection::GetUInt32, &Reflection::GetRepeatedUInt32);
        case FieldDescriptor::CPPTYPE_UINT64:
            return get(&Reflection::GetUInt64, &Reflection::GetRepeatedUInt64);
        case FieldDescriptor::CPPTYPE_DOUBLE:
            return get(&Reflection::GetDouble, &Reflection::GetRepeatedDouble);
        case FieldDescriptor::CPPTYPE_FLOAT:
            return get(&Reflection::GetFloat, &Reflection::GetRepeatedFloat);
        case FieldDescriptor::CPPTYPE_ENUM:
            return get(&Reflection::GetEnumValue, &Reflection::GetRepeatedEnumValue);
        case FieldDescriptor::CPPTYPE_BOOL:
            return get(&Reflection::GetBool, &Reflection::GetRepeatedBool);
        default:
            return 0;
    }
}

class Checker {
public:
    void message(const Message& message, const std::string& path) {
        for (const Rule& rule : rules_of(*message.GetDescriptor())) {
            const std::string name = path + rule.field->name();
            rule.field->is_repeated() ? list(message, rule, name) : single(message, rule, name);
        }
    }
    Violations take() { return std::move(violations_); }

private:
    void list(const Message& message, const Rule& rule, const std::string& path) {
        const int size = message.GetReflection()->FieldSize(message, rule.field);
        if (rule.declared != nullptr) {
            if (size == 0 && rule.declared->required()) return missing(path);
            const auto most = rule.declared->max_items();
            if (most > 0 && static_cast<std::uint32_t>(size) > most)
                return add(path, {"TOO_MANY", "has at most " + std::to_string(most)});
        }
        for (int i = 0; i < size; ++i)
            value(Value{message, *rule.field, i}, rule, path + '[' + std::to_string(i) + ']');
    }

    void single(const Message& message, const Rule& rule, const std::string& path) {
        // Without presence of its own a field is there when it is not its default.
        if (message.GetReflection()->HasField(message, rule.field))
            return value(Value{message, *rule.field, -1}, rule, path);
        if (rule.declared != nullptr && rule.declared->required()) missing(path);
    }

    void value(const Value& value, const Rule& rule, const std::string& path) {
        if (is_message(*rule.field)) return message(value.message(), path + '.');
        Verdict broken;
        if (rule.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
            std::string scratch;
            broken = judge_text(value.text(scratch), rule);
        } else {
            broken = judge_number(value.number(), *rule.declared);
        }
        if (broken) add(path, *std::move(broken));
    }

    void missing(const std::string& path) { add(path, {"REQUIRED", "is required"}); }
    void add(const std::string& path, Broken broken) {
        violations_.push_back({path, broken.reason, std::move(broken.message)});
    }

    Violations violations_;
};

bool has_text_rules(const Constraints& declared) {
    return !declared.collection().empty() || declared.format() != common::v1::FORMAT_UNSPECIFIED ||
           !declared.pattern().empty() || !declared.one_of().empty() || declared.min_length() > 0 ||
           declared.max_length() > 0 || declared.max_bytes() > 0;
}

void find_faults(const FieldDescriptor& field, const Constraints& declared,
                 std::vector<std::string>& faults) {
    const auto fault = [&](const std::string& what) {
        faults.push_back(field.full_name() + ": " + what);
    };
    const bool text = field.type() == FieldDescriptor::TYPE_STRING;
    const bool number = !is_message(field) && field.cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
                        field.cpp_type() != FieldDescriptor::CPPTYPE_BOOL;
    if (field.is_map()) fault("maps are not looked into");
    if (has_text_rules(declared) && !text) fault("has a rule for texts and is none");
    if ((declared.has_least() || declared.has_most()) && !number)
        fault("has bounds and is no number");
    if (declared.has_page_size() && field.type() != FieldDescriptor::TYPE_INT32)
        fault("is no int32 and so no page size");
    if (declared.max_items() > 0 && !field.is_repeated()) fault("limits elements and is no list");
    if (declared.has_least() && declared.has_most() && declared.least() > declared.most())
        fault("least is above most");
    if (declared.max_length() > 0 && declared.min_length() > declared.max_length())
        fault("min_length is above max_length");
    if (!RE2{declared.pattern(), quietly()}.ok()) fault("the pattern does not compile");
}

}  // namespace

const Constraints* constraints_of(const FieldDescriptor& field) {
    const auto& options = field.options();
    if (!options.HasExtension(common::v1::constraints)) return nullptr;
    return &options.GetExtension(common::v1::constraints);
}

Violations check(const Message& message) {
    Checker checker;
    checker.message(message, "");
    return checker.take();
}

std::vector<std::string> faults_of(const Descriptor& type) {
    std::vector<std::string> faults;
    for (int i = 0; i < type.field_count(); ++i) {
        const Constraints* declared = constraints_of(*type.field(i));
        if (declared != nullptr) find_faults(*type.field(i), *declared, faults);
    }
    return faults;
}

}  // namespace hearth::rpc
