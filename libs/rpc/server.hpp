#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"

namespace hearth::rpc {

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
    /// FAILED_PRECONDITION, reason METHODS_WRONG, names what is wrong with one of `Methods`.
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
