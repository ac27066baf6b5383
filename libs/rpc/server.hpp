#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"
#include "libs/rpc/call.hpp"
#include "libs/runtime/executor.hpp"

namespace hearth::rpc {

/// Turns generated callback methods into plain functions on the executor.
///
/// For each call it takes the trace, checks the token, the method's `allowed_roles`
/// (common/v1/access.proto; a method without the option is denied to all) and the deadline (2 s
/// when the caller gave none, 30 s at most), hands the work to the executor, runs it under a span,
/// maps `Result` to a status with `Error` in the trailer `hearth-error-bin`, and finishes the
/// reactor exactly once, also when the work throws (INTERNAL) or is dropped. Thread-safe.
class Dispatcher {
public:
    /// `service` is the full proto name, "hearth.registry.v1.RegistryService".
    Dispatcher(const std::string& service, runtime::Executor& executor,
               const auth::Verifier& verifier);
    ~Dispatcher();

    template <typename Request, typename Response, typename Work>
    grpc::ServerUnaryReactor* unary(grpc::CallbackServerContext* context, const char* method,
                                    const Request* request, Response* response, Work work) {
        return start(context, method, *request,
                     [request, response, work = std::move(work)](const Call& call) -> Result<void> {
                         return work(call, *request, *response);
                     });
    }

private:
    grpc::ServerUnaryReactor* start(grpc::CallbackServerContext* context, std::string_view method,
                                    const google::protobuf::Message& request,
                                    std::function<Result<void>(const Call&)> work);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct ServerConfig {
    std::string address = "127.0.0.1:0";
    std::chrono::milliseconds shutdown_within{20000};
    std::chrono::milliseconds max_connection_age{300000};
};

/// A callback server with the health service (`""` and each service's name) that mirrors readiness.
class Server {
public:
    Server(ServerConfig config, std::vector<grpc::Service*> services);
    ~Server();
    Result<void> start();
    [[nodiscard]] int port() const;
    void set_serving(bool serving);
    /// GOAWAY, no new calls, what runs may finish until the deadline.
    void stop(Deadline deadline);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The status of an error, and the error itself as `hearth.common.v1.Error` in a trailer, without
/// its cause. UNAVAILABLE tells the client's gRPC not to try again by itself: the caller has the
/// hint.
grpc::Status to_status(const Error& error, grpc::ServerContextBase* context);

}  // namespace hearth::rpc
