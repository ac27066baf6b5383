#include "services/gateway/routes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <manifest_gen/gateway.hpp>

#include "hearth/common/v1/admin_service.pb.h"
#include <google/protobuf/descriptor.pb.h>

#include "libs/rpc/access.hpp"
#include "services/gateway/descriptors.hpp"
#include "services/gateway/transcode.hpp"

namespace hearth::gateway {
namespace {

namespace pb = google::protobuf;
using Bound = std::vector<std::pair<std::string, std::string>>;

/// The gRPC services of all peers, by what the build knows of protos.
std::vector<const pb::ServiceDescriptor*> peers_services() {
    pb::FileDescriptorSet set;
    const auto bytes = descriptor_set();
    REQUIRE(set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    std::vector<const pb::ServiceDescriptor*> found;
    for (const auto& file : set.file()) {
        if (!manifest::gateway::kManifest.calls(hearth::service_of(file.package()))) continue;
        for (const auto& service : file.service()) {
            found.push_back(pb::DescriptorPool::generated_pool()->FindServiceByName(
                file.package() + "." + service.name()));
            REQUIRE(found.back() != nullptr);
        }
    }
    return found;
}

/// True for a method that people may call, not only our own processes and adapters.
bool is_public(const pb::MethodDescriptor& method) {
    const auto roles = rpc::Access{method}.roles();
    return std::any_of(roles.begin(), roles.end(), [](const std::string& role) {
        return role != "service" && role != "channel";
    });
}

}  // namespace

TEST_CASE("a template matches its paths and no others") {
    const PathTemplate plain{"/v1/parties"};
    CHECK(plain.match("/v1/parties") == Bound{});
    for (const char* other : {"/v1/partie", "/v1/parties/", "/v1/parties/1", "/v1", "",
                              "v1/parties", "/v1/parties:x", "//v1/parties"})
        CHECK_FALSE(plain.match(other));
    const PathTemplate name{"/v1/{name=parties/*}"};
    CHECK(name.match("/v1/parties/1 2") == Bound{{"name", "parties/1 2"}});
    for (const char* other :
         {"/v1/parties/", "/v1/parties", "/v1/parties/1/2", "/v1/crews/1", "/v1/parties/1:verb"})
        CHECK_FALSE(name.match(other));
    const PathTemplate below{"/v1/{party=parties/*}/contactPoints"};
    CHECK(below.match("/v1/parties/1/contactPoints") == Bound{{"party", "parties/1"}});
    CHECK(below.open_api() == "/v1/parties/{id}/contactPoints");
    const PathTemplate verb{"/v1/{a.name=crews/*}:setState"};
    CHECK(verb.match("/v1/crews/C1:setState") == Bound{{"a.name", "crews/C1"}});
    CHECK_FALSE(verb.match("/v1/crews/C1"));
    CHECK_FALSE(verb.match("/v1/crews/C1:other"));
    CHECK_FALSE(verb.match("/v1/crews/:setState"));
    CHECK(verb.fields() == std::vector<std::string>{"a.name"});
    CHECK(verb.open_api() == "/v1/crews/{id}:setState");
}

TEST_CASE("every method that people may call has one route, and no other has one") {
    std::map<std::string, int> routed;
    for (const Route& route : routes()) {
        if (!route.method.empty()) ++routed[full_method(route)];
    }
    const auto services = peers_services();
    CHECK(services.size() == manifest::gateway::kManifest.peers.size());
    for (const auto* service : services) {
        const auto& described = *service;
        for (int i = 0; i < described.method_count(); ++i) {
            const auto& method = *described.method(i);
            const std::string path = described.full_name() + "/" + method.name();
            INFO(path);
            CHECK(routed[path] == (is_public(method) ? 1 : 0));
            routed.erase(path);
        }
    }
    CHECK(routed.empty());
}

TEST_CASE(
    "F3 every method names its roles, and customers and crews reach what is their own alone") {
    auto services = peers_services();
    services.push_back(
        pb::DescriptorPool::generated_pool()->FindServiceByName("hearth.common.v1.AdminService"));
    REQUIRE(services.back() != nullptr);
    for (const auto* service : services) {
        const auto& described = *service;
        for (int i = 0; i < described.method_count(); ++i) {
            const rpc::Access access{*described.method(i)};
            INFO(described.method(i)->full_name());
            CHECK_FALSE(access.roles().empty());
            CHECK_FALSE(access.allows("customer"));
            CHECK_FALSE(access.allows("crew"));
            CHECK(access.faults().empty());
        }
    }
}

TEST_CASE("every row of the table names fields that exist") {
    std::set<std::string> seen;
    for (const Route& route : routes()) {
        INFO(route.verb << " " << route.path);
        CHECK(seen.insert(std::string{route.verb} + PathTemplate{route.path}.open_api()).second);
        CHECK((route.verb == "GET" || route.verb == "DELETE") == route.body.empty());
        if (route.method.empty()) continue;
        std::string dotted = full_method(route);
        dotted.replace(dotted.find('/'), 1, ".");
        const auto* method = pb::DescriptorPool::generated_pool()->FindMethodByName(dotted);
        REQUIRE(method != nullptr);
        const auto& request = *method->input_type();
        if (!route.body.empty() && route.body != "*")
            CHECK(request.FindFieldByName(std::string{route.body}) != nullptr);
        for (const std::string& field : PathTemplate{route.path}.fields())
            CHECK(request.FindFieldByName(field.substr(0, field.find('.'))) != nullptr);
    }
}

TEST_CASE("the router finds the row, or says which verbs there are") {
    const Router router;
    const auto found = router.find("PATCH", "/v1/parties/1");
    REQUIRE(found.match);
    CHECK(routes()[found.match->index].method.ends_with(".UpdateParty"));
    CHECK(router.find("HEAD", "/v1/parties/1").match.has_value());
    const auto wrong = router.find("DELETE", "/v1/parties");
    CHECK_FALSE(wrong.match);
    CHECK(wrong.allowed == std::vector<std::string_view>{"POST", "GET"});
    CHECK(router.find("GET", "/v2").allowed.empty());
}

}  // namespace hearth::gateway
