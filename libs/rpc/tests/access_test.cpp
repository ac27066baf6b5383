#include "libs/rpc/access.hpp"

#include <algorithm>
#include <memory>

#include <catch2/catch.hpp>
#include <google/protobuf/dynamic_message.h>

#include "hearth/common/v1/access.pb.h"
#include "hearth/common/v1/constraints.pb.h"
#include <google/protobuf/descriptor.pb.h>

namespace hearth::rpc {
namespace {

using common::v1::Whose;

struct Line {
    std::vector<std::string> roles;
    Whose whose = common::v1::WHOSE_UNSPECIFIED;
    std::vector<std::string> things = {};
    bool or_self = false;
};

/// What a method with these lines of `access` is. Its request names an interaction by a field that
/// must be such a name, anything by another.
struct Sample {
    explicit Sample(const std::vector<Line>& lines) {
        google::protobuf::FileDescriptorProto file;
        file.set_name("sample.proto");
        file.add_dependency("hearth/common/v1/constraints.proto");
        auto& message = *file.add_message_type();
        message.set_name("Asked");
        add_text(message, 1, "name");
        add_text(message, 2, "interaction")
            .mutable_options()
            ->MutableExtension(common::v1::constraints)
            ->set_collection("interactions");
        auto& inner = *message.add_field();
        inner.set_name("inner");
        inner.set_number(3);
        inner.set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
        inner.set_type(google::protobuf::FieldDescriptorProto::TYPE_MESSAGE);
        inner.set_type_name(".Inner");
        auto& below = *file.add_message_type();
        below.set_name("Inner");
        add_text(below, 1, "premise");
        auto& service = *file.add_service();
        service.set_name("Sample");
        auto& method = *service.add_method();
        method.set_name("Do");
        method.set_input_type("Asked");
        method.set_output_type("Asked");
        for (const Line& line : lines) {
            auto& option = *method.mutable_options()->AddExtension(common::v1::access);
            option.mutable_roles()->Add(line.roles.begin(), line.roles.end());
            option.set_whose(line.whose);
            option.mutable_things()->Add(line.things.begin(), line.things.end());
            option.set_or_self(line.or_self);
        }
        const auto* built = pool.BuildFile(file);
        REQUIRE(built != nullptr);
        access.emplace(*built->service(0)->method(0));
        request.reset(messages.GetPrototype(built->service(0)->method(0)->input_type())->New());
    }
    static google::protobuf::FieldDescriptorProto& add_text(
        google::protobuf::DescriptorProto& message, int number, const char* name) {
        auto& field = *message.add_field();
        field.set_name(name);
        field.set_number(number);
        field.set_label(google::protobuf::FieldDescriptorProto::LABEL_OPTIONAL);
        field.set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
        return field;
    }
    Sample& with(const std::string& field, const std::string& value) {
        const auto* named = request->GetDescriptor()->FindFieldByName(field);
        request->GetReflection()->SetString(request.get(), named, value);
        return *this;
    }
    Sample& with_premise(const std::string& value) {
        const auto* inner = request->GetDescriptor()->FindFieldByName("inner");
        auto* below = request->GetReflection()->MutableMessage(request.get(), inner);
        below->GetReflection()->SetString(below, below->GetDescriptor()->FindFieldByName("premise"),
                                          value);
        return *this;
    }
    /// "ALL", "OWN" or why not.
    std::string as(const std::string& who, const std::set<std::string, std::less<>>& roles) {
        Call call{{who, roles, 1}, Deadline::after(std::chrono::seconds{1}), {}, "/Sample/Do"};
        const auto own = access->check(call, *request, owners);
        if (!own) return own.error().reason;
        return *own ? "OWN" : "ALL";
    }

    google::protobuf::DescriptorPool pool{google::protobuf::DescriptorPool::generated_pool()};
    google::protobuf::DynamicMessageFactory messages{&pool};
    std::unique_ptr<google::protobuf::Message> request;
    std::optional<Access> access;
    std::vector<std::string> asked;
    bool broken = false;
    Owners owners = [this](const Call& call, Whose whose, const std::vector<std::string>& things) {
        return look(call, whose, things);
    };

private:
    Result<bool> look(const Call& call, Whose whose, const std::vector<std::string>& things) {
        CHECK(call.principal.id == "parties/1");
        CHECK(whose == common::v1::WHOSE_OWN_PARTY);
        asked = things;
        if (broken) return fail(deadline_exceeded("the look"));
        return std::all_of(things.begin(), things.end(),
                           [](const std::string& thing) { return thing.ends_with("/mine"); });
    }
};

std::string verdict(const std::vector<Line>& lines,
                    const std::set<std::string, std::less<>>& roles) {
    const Sample sample{lines};
    const auto result = sample.access->check({"agents/A1", roles, 1});
    return result ? "OK" : result.error().reason;
}

}  // namespace

TEST_CASE("a method is open to the roles it names") {
    CHECK(verdict({{{"agent", "lead"}}}, {"lead"}) == "OK");
    CHECK(verdict({{{"agent", "lead"}}}, {"crew", "agent"}) == "OK");
    CHECK(verdict({{{"agent"}}, {{"lead"}}}, {"lead"}) == "OK");
    CHECK(verdict({{{"agent", "lead"}}}, {"crew"}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({{{"agent"}}}, {}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({{{"anyone"}}}, {"crew"}) == "OK");
    CHECK(verdict({{{"anyone"}}}, {}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({{{"anyone"}}}, {"anyone"}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({{{"agent"}}}, {"anyone"}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({}, {"operator"}) == "METHOD_CLOSED");
    CHECK(verdict({{{}}}, {"operator"}) == "METHOD_CLOSED");
}

TEST_CASE("F3 an owner reaches his own, and cannot tell another's from nothing") {
    const Line own{
        {"customer"}, common::v1::WHOSE_OWN_PARTY, {"name", "inner.premise", "interaction"}};
    const auto sample = [&](bool or_self = false) {
        Line line = own;
        line.or_self = or_self;
        return std::make_unique<Sample>(std::vector<Line>{{{"agent"}}, line});
    };
    CHECK(sample()->access->faults().empty());
    CHECK(sample()->access->has_owners());
    CHECK_FALSE(sample()->access->allows("customer"));
    CHECK(sample()->access->reach("customer") == common::v1::WHOSE_OWN_PARTY);
    CHECK(sample()->access->reach("agent") == common::v1::WHOSE_UNSPECIFIED);
    CHECK_FALSE(sample()->access->reach("crew").has_value());
    CHECK(sample()->access->things("customer") == own.things);
    CHECK(sample()->access->things("agent").empty());

    auto mine = sample();
    mine->with("name", "things/mine").with_premise("premises/mine");
    CHECK(mine->as("parties/1", {"customer"}) == "OWN");
    CHECK(mine->asked == std::vector<std::string>{"things/mine", "premises/mine"});
    CHECK(mine->as("agents/1", {"agent"}) == "ALL");
    CHECK(mine->as("parties/1", {"agent", "customer"}) == "ALL");
    CHECK(mine->as("crews/1", {"crew"}) == "ROLE_NOT_ALLOWED");

    auto mixed = sample(true);
    mixed->with("name", "things/mine").with_premise("premises/other");
    CHECK(mixed->as("parties/1", {"customer"}) == "NOT_YOURS");
    auto none = sample();
    CHECK(none->as("parties/1", {"customer"}) == "NOT_YOURS");
    CHECK(sample(true)->as("parties/1", {"customer"}) == "OWN");
    CHECK(sample(true)->as("crews/1", {"customer"}) == "NOT_YOURS");

    auto self = sample();
    self->with("name", "parties/1");
    CHECK(self->as("parties/1", {"customer"}) == "OWN");
    CHECK(self->asked.empty());
    self->owners = nullptr;
    CHECK(self->as("parties/1", {"customer"}) == "OWN");
    CHECK(self->with("name", "things/mine").as("parties/1", {"customer"}) == "NOT_YOURS");
}

TEST_CASE("F3 whoever cannot look refuses") {
    Sample sample{{{{"customer"}, common::v1::WHOSE_OWN_PARTY, {"name", "interaction"}}}};
    sample.broken = true;
    sample.with("name", "things/mine");
    CHECK(sample.as("parties/1", {"customer"}) == "OWNER_UNKNOWN");
}

TEST_CASE("F3 an option that leaves owners unasked is a fault") {
    const auto faults = [](const Line& line) { return Sample{{line}}.access->faults().size(); };
    const auto party = common::v1::WHOSE_OWN_PARTY;
    CHECK(faults({{"customer"}, party, {"name", "interaction"}}) == 0);
    CHECK(faults({{"customer"}, party, {}}) == 2);
    CHECK(faults({{"customer"}, party, {"name"}}) == 1);
    CHECK(faults({{"customer"}, party, {"interaction", "nothing"}}) == 1);
    CHECK(faults({{"customer"}, party, {"interaction", "inner"}}) == 1);
    CHECK(faults({{"customer"}, static_cast<Whose>(99), {"interaction"}}) == 1);
    Sample unknown{{{{"customer"}, static_cast<Whose>(99), {"interaction"}, true}}};
    CHECK(unknown.as("parties/1", {"customer"}) == "NOT_YOURS");
}

}  // namespace hearth::rpc
