#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"
#include "hearth/registry/v1/registry_service.grpc.pb.h"

#include "libs/rpc/client.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::registry {

using namespace std::chrono_literals;
using Stub = v1::RegistryService::Stub;

/// One database, one key pair, the topics and the settings, for all cases of the program.
struct World {
    testkit::TestDatabase database{"registry"};
    testkit::TempDir dir;
    std::map<std::string, std::string> environment;

    World();
    [[nodiscard]] std::string token(const std::string& role, int tenant) const;
};
const World& world();

/// The registry as a process of its own.
class Registry {
public:
    Registry();

    template <typename Request, typename Response>
    Result<Response> call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request, const std::string& role = "agent",
                          int tenant = 1) const {
        const auto stub = v1::RegistryService::NewStub(channel);
        return rpc::call(*stub, method, request,
                         {Deadline::after(20s), world().token(role, tenant)});
    }
    /// The same, which must go well.
    template <typename Request, typename Response>
    Response must(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, const std::string& role = "agent") const {
        auto answer = call(method, request, role);
        INFO((answer ? "" : answer.error().reason + " " + answer.error().message));
        REQUIRE(answer);
        return std::move(*answer);
    }
    void arm(const std::string& failpoint, const std::string& action) const;

    int port = testkit::free_port();
    int admin_port = testkit::free_port();
    testkit::Process process;
    std::shared_ptr<grpc::Channel> channel;
};

/// One process for all cases that do not break it.
const Registry& registry();

std::string fresh_id();
/// "field REASON" of each violation, or the reason of an error without fields.
std::vector<std::string> told(const Error& error);

/// Files by name, each a header line and rows, as an import.
using Files = std::map<std::string, std::vector<std::string>>;
std::string stage(const Registry& at, const Files& files);
v1::RunImportResponse run_import(const Registry& at, const std::string& name, bool dry_run);
/// "premise.csv 1/0/0/0": created, changed, unchanged, refused.
std::vector<std::string> counts(const v1::RunImportResponse& report);
/// "premise.csv:2:place_class UNKNOWN_WORD"
std::vector<std::string> refusals(const v1::RunImportResponse& report);

/// A sound street of one premise whose codes carry `mark`.
Files street(const std::string& mark);
std::string name_of(const std::string& collection, const std::string& kind,
                    const std::string& code);

}  // namespace hearth::registry
