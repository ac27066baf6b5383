#include "libs/rpc/constraints.hpp"

#include <map>

#include <catch2/catch.hpp>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <google/protobuf/descriptor.pb.h>

namespace hearth::rpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptorProto;
const std::string kNothing;

/// A type `Sample` with the fields of a test. Its types stay, as those of a program do.
class Types {
public:
    Types() {
        file_.set_name("sample.proto");
        file_.set_syntax("proto3");
        sample().set_name("Sample");
        auto& part = *file_.add_message_type();
        part.set_name("Part");
        add(part, "code", Field::TYPE_STRING, "required: true");
        add(part, "plain", Field::TYPE_STRING, "");
    }
    Types& field(const std::string& name, Field::Type type, const std::string& rules,
                 bool repeated = false) {
        auto& made = add(sample(), name, type, rules);
        if (repeated) made.set_label(Field::LABEL_REPEATED);
        if (type == Field::TYPE_MESSAGE) made.set_type_name("Part");
        return *this;
    }
    const pb::Descriptor& build() {
        const auto* built = pool().BuildFile(file_);
        REQUIRE(built != nullptr);
        return *built->message_type(0);
    }
    /// "field REASON, …" of a message as JSON.
    std::string told(const std::string& json) {
        if (type_ == nullptr) type_ = &build();
        static auto* const factory = new pb::DynamicMessageFactory;
        const std::unique_ptr<pb::Message> message{factory->GetPrototype(type_)->New()};
        const auto parsed = pb::util::JsonStringToMessage(json, message.get());
        INFO(json << parsed.ToString());
        REQUIRE(parsed.ok());
        std::string text;
        for (const FieldViolation& violation : check(*message))
            text += (text.empty() ? "" : ", ") + violation.field + ' ' + violation.reason;
        return text;
    }

private:
    pb::DescriptorProto& sample() {
        return file_.message_type_size() == 0 ? *file_.add_message_type()
                                              : *file_.mutable_message_type(0);
    }
    static Field& add(pb::DescriptorProto& type, const std::string& name, Field::Type kind,
                      const std::string& rules) {
        auto& field = *type.add_field();
        field.set_name(name);
        field.set_json_name(name);
        field.set_number(type.field_size());
        field.set_type(kind);
        field.set_label(Field::LABEL_OPTIONAL);
        if (!rules.empty()) {
            REQUIRE(pb::TextFormat::ParseFromString(
                rules, field.mutable_options()->MutableExtension(common::v1::constraints)));
        }
        return field;
    }
    static pb::DescriptorPool& pool() {
        static std::vector<pb::DescriptorPool*> all;
        all.push_back(new pb::DescriptorPool{pb::DescriptorPool::generated_pool()});
        return *all.back();
    }

    pb::FileDescriptorProto file_;
    const pb::Descriptor* type_ = nullptr;
};

/// What is said of one value of a field with these rules, as JSON.
std::string verdict(Field::Type type, const std::string& rules, const std::string& value) {
    const std::string told = Types{}.field("f", type, rules).told("{\"f\":" + value + "}");
    return told.empty() ? "" : told.substr(2);
}

std::string text(const std::string& rules, const std::string& value) {
    return verdict(Field::TYPE_STRING, rules, '"' + value + '"');
}

}  // namespace

TEST_CASE("what is required must be there") {
    CHECK(text("required: true", "") == "REQUIRED");
    CHECK(text("required: true", " ") == kNothing);
    CHECK(verdict(Field::TYPE_INT32, "required: true", "0") == "REQUIRED");
    CHECK(verdict(Field::TYPE_INT32, "required: true", "-1") == kNothing);
    CHECK(verdict(Field::TYPE_BYTES, "required: true", "\"\"") == "REQUIRED");
    Types lists;
    lists.field("words", Field::TYPE_STRING, "required: true", true);
    CHECK(lists.told("{}") == "words REQUIRED");
    CHECK(lists.told(R"({"words":[""]})") == kNothing);
    Types parts;
    parts.field("part", Field::TYPE_MESSAGE, "required: true");
    CHECK(parts.told("{}") == "part REQUIRED");
    CHECK(parts.told(R"({"part":{}})") == "part.code REQUIRED");
    CHECK(parts.told(R"({"part":{"code":"x"}})") == kNothing);
}

TEST_CASE("what is not there breaks no other rule") {
    for (const char* rules : {"collection: \"premises\"", "format: FORMAT_UUID", "pattern: \"x\"",
                              "one_of: \"x\"", "min_length: 3"})
        CHECK(text(rules, "") == kNothing);
    CHECK(verdict(Field::TYPE_INT32, "least: 1 most: 5", "0") == kNothing);
}

TEST_CASE("texts are held to collection, pattern, words and length") {
    const std::string uid = "0191e3a2-7d1c-7000-8000-000000000001";
    const std::string premises = "collection: \"premises\"";
    CHECK(text(premises, "premises/" + uid) == kNothing);
    const std::vector<std::string> others{"parties/" + uid,   "premises/",
                                          "premises/x",       "premises" + uid,
                                          "xpremises/" + uid, "premises/" + uid + " "};
    for (const std::string& name : others)
        CHECK(text(premises, name) == "BAD_NAME");
    const std::string clock = "pattern: \"([01][0-9]|2[0-3]):[0-5][0-9]\"";
    CHECK(text(clock, "08:00") == kNothing);
    for (const char* wrong : {"24:00", "8:00", "08:00 ", "x08:00", "08:00\\n"})
        CHECK(text(clock, wrong) == "BAD_VALUE");
    CHECK(text("pattern: \"crews/.+\"", "crews/\\n") == kNothing);
    CHECK(text("one_of: \"on\" one_of: \"off\"", "off") == kNothing);
    CHECK(text("one_of: \"on\" one_of: \"off\"", "On") == "UNKNOWN_VALUE");
    CHECK(text("min_length: 2 max_length: 3", "电") == "TOO_SHORT");
    CHECK(text("min_length: 2 max_length: 3", "停电了") == kNothing);
    CHECK(text("min_length: 2 max_length: 3", "停电了吗") == "TOO_LONG");
    CHECK(text("max_bytes: 3", "电") == kNothing);
    CHECK(text("max_bytes: 3", "电x") == "TOO_LONG");
}

TEST_CASE("formats know theirs") {
    const std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> all{
        {"FORMAT_UUID BAD_ID", {{"0191e3a2-7d1c-7000-8000-000000000001"}, {"0191e3a2", "x"}}},
        {"FORMAT_TIME BAD_TIME",
         {{"2026-03-03T10:00:00+08:00", "2026-03-03T02:00:00Z"},
          {"2026-03-03 10:00", "2026-13-03T02:00:00Z", "10:00"}}},
        {"FORMAT_DATE BAD_DATE",
         {{"2026-03-03", "2024-02-29", "2026-08-09"},
          {"2026-02-29", "2026-3-3", "2026-00-10", "03-03-2026", "2026-03-03 "}}},
        {"FORMAT_PHONE BAD_PHONE",
         {{"+8653512345678", "+442079460000"}, {"13812345678", "+0123456", "+86 138", "+86x"}}},
        {"FORMAT_EMAIL BAD_EMAIL",
         {{"li@example.com", "a.b+c@mail.example.cn"},
          {"li", "li@", "@example.com", "li@example", "l i@example.com", "a@b@example.com"}}},
        {"FORMAT_LANGUAGE BAD_LANGUAGE",
         {{"zh-CN", "en", "zh-Hans-CN"}, {"chinese", "zh_CN", "ZH", "en-us"}}}};
    for (const auto& [format, values] : all) {
        const auto space = format.find(' ');
        const std::string rule = "format: " + format.substr(0, space);
        for (const std::string& right : values.first) {
            INFO(rule << " " << right);
            CHECK(text(rule, right) == kNothing);
        }
        for (const std::string& wrong : values.second) {
            INFO(rule << " " << wrong);
            CHECK(text(rule, wrong) == format.substr(space + 1));
        }
    }
}

TEST_CASE("numbers are held to their bounds, and pages are not negative") {
    for (const Field::Type type : {Field::TYPE_INT32, Field::TYPE_SINT64, Field::TYPE_DOUBLE}) {
        CHECK(verdict(type, "least: -2 most: 5", "5") == kNothing);
        CHECK(verdict(type, "least: -2 most: 5", "-2") == kNothing);
        CHECK(verdict(type, "least: -2 most: 5", "6") == "OUT_OF_RANGE");
        CHECK(verdict(type, "least: -2 most: 5", "-3") == "OUT_OF_RANGE");
    }
    CHECK(verdict(Field::TYPE_DOUBLE, "least: -90 most: 90", "\"NaN\"") == "OUT_OF_RANGE");
    CHECK(verdict(Field::TYPE_UINT32, "most: 5", "6") == "OUT_OF_RANGE");
    CHECK(verdict(Field::TYPE_INT32, "page_size { usual: 50 most: 1000 }", "-1") == "NEGATIVE");
    CHECK(verdict(Field::TYPE_INT32, "page_size { usual: 50 most: 1000 }", "100000") == kNothing);
}

TEST_CASE("each wrong value is named, wherever it stands") {
    Types types;
    types.field("days", Field::TYPE_INT32, "required: true least: 1 most: 7 max_items: 3", true)
        .field("parts", Field::TYPE_MESSAGE, "max_items: 2", true)
        .field("inner", Field::TYPE_MESSAGE, "")
        .field("free", Field::TYPE_STRING, "");
    CHECK(
        types.told(R"({"days":[1,0,9],"parts":[{"code":"x"},{}],"inner":{"plain":"y"}})") ==
        "days[1] OUT_OF_RANGE, days[2] OUT_OF_RANGE, parts[1].code REQUIRED, inner.code REQUIRED");
    CHECK(types.told(R"({"days":[1,1,1,1],"parts":[{},{},{}]})") ==
          "days TOO_MANY, parts TOO_MANY");
    CHECK(types.told(R"({"days":[1],"free":"anything"})") == kNothing);
    // One value is named once, by the first rule that it breaks.
    CHECK(text("max_bytes: 1 pattern: \"x\" one_of: \"y\"", "abc") == "TOO_LONG");
}

TEST_CASE("a declaration that can hold for nothing is found") {
    const auto fault = [](Field::Type type, const std::string& rules, bool repeated = false) {
        const auto faults = faults_of(Types{}.field("f", type, rules, repeated).build());
        return faults.empty() ? std::string{} : faults.front();
    };
    CHECK(fault(Field::TYPE_STRING, "required: true collection: \"x\" pattern: \".\"") == kNothing);
    CHECK(fault(Field::TYPE_STRING, "pattern: \"(\"") == "Sample.f: the pattern does not compile");
    CHECK(fault(Field::TYPE_INT32, "pattern: \"x\"") ==
          "Sample.f: has a rule for texts and is none");
    CHECK(fault(Field::TYPE_BYTES, "max_length: 1") ==
          "Sample.f: has a rule for texts and is none");
    CHECK(fault(Field::TYPE_STRING, "least: 1") == "Sample.f: has bounds and is no number");
    CHECK(fault(Field::TYPE_INT32, "least: 2 most: 1") == "Sample.f: least is above most");
    CHECK(fault(Field::TYPE_STRING, "min_length: 2 max_length: 1") ==
          "Sample.f: min_length is above max_length");
    CHECK(fault(Field::TYPE_STRING, "max_items: 1") == "Sample.f: limits elements and is no list");
    CHECK(fault(Field::TYPE_STRING, "max_items: 1", true) == kNothing);
    CHECK(fault(Field::TYPE_STRING, "page_size {}") == "Sample.f: is no int32 and so no page size");
}

}  // namespace hearth::rpc
