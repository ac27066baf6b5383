#include "libs/rpc/access.hpp"

#include <catch2/catch.hpp>

#include "hearth/common/v1/access.pb.h"
#include <google/protobuf/descriptor.pb.h>

namespace hearth::rpc {
namespace {

std::string verdict(const std::vector<std::string>& allowed,
                    const std::set<std::string, std::less<>>& roles) {
    google::protobuf::FileDescriptorProto file;
    file.set_name("sample.proto");
    file.add_message_type()->set_name("Empty");
    auto& service = *file.add_service();
    service.set_name("Sample");
    auto& method = *service.add_method();
    method.set_name("Do");
    method.set_input_type("Empty");
    method.set_output_type("Empty");
    for (const std::string& role : allowed)
        method.mutable_options()->AddExtension(common::v1::allowed_roles, role);
    google::protobuf::DescriptorPool pool{google::protobuf::DescriptorPool::generated_pool()};
    const auto* built = pool.BuildFile(file);
    REQUIRE(built != nullptr);
    const Access access{*built->service(0)->method(0)};
    const auto result = access.check({"agents/A1", roles, 1});
    return result ? "OK" : result.error().reason;
}

}  // namespace

TEST_CASE("a method is open to the roles it names") {
    CHECK(verdict({"agent", "lead"}, {"lead"}) == "OK");
    CHECK(verdict({"agent", "lead"}, {"crew", "agent"}) == "OK");
    CHECK(verdict({"agent", "lead"}, {"crew"}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({"agent"}, {}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({"anyone"}, {"crew"}) == "OK");
    CHECK(verdict({"anyone"}, {}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({"agent"}, {"anyone"}) == "ROLE_NOT_ALLOWED");
    CHECK(verdict({}, {"operator"}) == "METHOD_CLOSED");
}

}  // namespace hearth::rpc
