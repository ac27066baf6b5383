#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/http/http.hpp"
#include "libs/rpc/client.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/eventually.hpp"
#include "libs/testkit/process.hpp"

namespace hearth::service {

using namespace std::chrono_literals;
namespace proto = common::v1;
using Environment = std::map<std::string, std::string>;

/// One database, one key pair and the settings for them, for all cases of the program.
struct World {
    testkit::TestDatabase database{
        testkit::SqlFiles{{"libs/outbox/schema.sql", "libs/service/tests/sample.sql"}}};
    testkit::TempDir dir;
    std::string yaml;
    Environment environment;

    World();
    [[nodiscard]] std::string token(const std::string& role) const;
};

const World& world();

/// The sample service as a process.
class Sample {
public:
    /// `overrides` on top of the world's settings.
    explicit Sample(const Environment& overrides = {});

    [[nodiscard]] int status(const std::string& path) const;
    [[nodiscard]] std::string get(const std::string& path) const;
    [[nodiscard]] bool ready() const { return status("/readyz") == 200; }
    [[nodiscard]] bool becomes_ready() const {
        return testkit::eventually([this] { return ready(); });
    }
    /// Calls a method of the admin service as an operator, or as `role`.
    template <typename Request, typename Response>
    Result<Response> ask(grpc::Status (proto::AdminService::Stub::*method)(grpc::ClientContext*,
                                                                           const Request&,
                                                                           Response*),
                         const Request& request, const std::string& role = "operator") const {
        const auto stub = proto::AdminService::NewStub(channel);
        return rpc::call(*stub, method, request, {Deadline::after(10s), world().token(role)});
    }
    [[nodiscard]] std::string health() const;

    int port = testkit::free_port();
    int admin_port = testkit::free_port();
    testkit::Process process;
    std::shared_ptr<grpc::Channel> channel;
};

}  // namespace hearth::service
