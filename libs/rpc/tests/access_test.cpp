#include "libs/rpc/access.hpp"

#include <catch2/catch.hpp>

#include "hearth/common/v1/access.pb.h"
#include <google/protobuf/descriptor.pb.h>

namespace hearth::rpc {
namespace {

using common::v1::Whose;

struct Line {
    std::vector<std::string> roles;
    Whose whose = common::v1::WHOSE_UNSPECIFIED;
};

/// What a method with these lines of `access` is.
Access access_of(const std::vector<Line>& lines) {
    google::protobuf::FileDescriptorProto file;
    file.set_name("sample.proto");
    file.add_message_type()->set_name("Empty");
    auto& service = *file.add_service();
    service.set_name("Sample");
    auto& method = *service.add_method();
    method.set_name("Do");
    method.set_input_type("Empty");
    method.set_output_type("Empty");
    for (const Line& line : lines) {
        auto& access = *method.mutable_options()->AddExtension(common::v1::access);
        access.mutable_roles()->Add(line.roles.begin(), line.roles.end());
        access.set_whose(line.whose);
    }
    google::protobuf::DescriptorPool pool{google::protobuf::DescriptorPool::generated_pool()};
    const auto* built = pool.BuildFile(file);
    REQUIRE(built != nullptr);
    return Access{*built->service(0)->method(0)};
}

std::string verdict(const std::vector<Line>& lines,
                    const std::set<std::string, std::less<>>& roles) {
    const auto result = access_of(lines).check({"agents/A1", roles, 1});
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

TEST_CASE("what a role may reach only as its own is closed to it while nobody can tell") {
    for (const Whose whose : {common::v1::WHOSE_OWN_PARTY, common::v1::WHOSE_OWN_REQUEST,
                              common::v1::WHOSE_OWN_CREW, static_cast<Whose>(99)}) {
        const std::vector<Line> lines{{{"agent"}}, {{"customer"}, whose}};
        CHECK(verdict(lines, {"customer"}) == "OWNER_UNKNOWN");
        CHECK(verdict(lines, {"customer", "agent"}) == "OK");
        CHECK(verdict(lines, {"crew"}) == "ROLE_NOT_ALLOWED");
        CHECK_FALSE(access_of(lines).allows("customer"));
        CHECK(access_of(lines).allows("agent"));
        CHECK(access_of(lines).roles() == std::vector<std::string>{"agent", "customer"});
    }
    CHECK(access_of({{{"anyone"}}}).allows("customer"));
}

}  // namespace hearth::rpc
