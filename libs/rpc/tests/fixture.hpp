#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "hearth/common/v1/admin_service.grpc.pb.h"

#include "libs/auth/auth.hpp"
#include "libs/rpc/client.hpp"
#include "libs/rpc/methods.hpp"
#include "libs/rpc/server.hpp"
#include "libs/testkit/key_pair.hpp"

namespace hearth::rpc {

using namespace std::chrono_literals;
namespace proto = common::v1;

inline Instant now() {
    return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

/// A key pair for one test program.
struct Keys : testkit::KeyPair {
    [[nodiscard]] std::string token(const std::string& role) const {
        return auth::Signer::from_file(private_path)->sign({role + "s/T1", {role}, 1}, now(), 60s);
    }
};

inline const Keys& keys() {
    static const Keys made;
    return made;
}

/// The admin service with handlers that a test says.
class Sample {
public:
    using Handler = std::function<Result<void>(const Call&, const proto::ArmFailpointRequest&)>;

    explicit Sample(runtime::Executor& executor, const auth::Verifier& verifier);

    Handler arm = [](const Call&, const proto::ArmFailpointRequest&) { return Result<void>{}; };
    Methods methods;

private:
    Result<void> set_clock(const Call& call, const proto::SetClockRequest& asked,
                           proto::SetClockResponse& answer) const;
};

/// A running server with `Sample` and a client of it.
struct Running {
    explicit Running(runtime::Executor::Config size = {4, 64}, ServerConfig config = {})
        : executor("test", size),
          verifier(*auth::Verifier::from_folder(keys().trusted_dir)),
          service(executor, verifier),
          server(std::move(config), {&service.methods}) {
        const auto started = server.start();
        REQUIRE(started);
        server.set_serving(true);
        channel = connect("127.0.0.1:" + std::to_string(server.port()));
        stub = proto::AdminService::NewStub(channel);
    }

    [[nodiscard]] Result<void> arm(const std::string& name = "",
                                   std::chrono::milliseconds within = 5s,
                                   const std::string& token = keys().token("operator")) const {
        proto::ArmFailpointRequest request;
        request.set_name(name);
        const auto answer = call(*stub, &proto::AdminService::Stub::ArmFailpoint, request,
                                 {Deadline::after(within), token});
        if (!answer) return fail(answer.error());
        return {};
    }
    [[nodiscard]] Result<std::string> health(const std::string& service_name) const;

    runtime::Executor executor;
    auth::Verifier verifier;
    Sample service;
    Server server;
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<proto::AdminService::Stub> stub;
};

/// A blocking `call_bytes`.
Result<std::string> call_bytes_now(const std::shared_ptr<grpc::Channel>& channel,
                                   const std::string& method, const std::string& request,
                                   const Outgoing& outgoing);

}  // namespace hearth::rpc
