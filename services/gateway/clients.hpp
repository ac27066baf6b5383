#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include "libs/core/result.hpp"
#include "libs/rpc/client.hpp"

namespace hearth::gateway {

/// Channels to the services behind. Thread-safe.
class Clients {
public:
    using Targets = std::map<std::string, std::string>;  ///< by service: "contact"
    explicit Clients(const Targets& targets);

    /// Waits until every call has had its answer; each has a deadline. Before anything that the
    /// callers' `done` uses goes away.
    void wait() const;

    /// `path` is "/hearth.registry.v1.RegistryService/GetParty". `done` runs on a gRPC thread and
    /// must not block.
    void call(const std::string& path, const std::string& request, const rpc::Outgoing& outgoing,
              std::function<void(Result<std::string>)> done) const;

    template <typename Response>
    void call(const std::string& path, const google::protobuf::Message& request,
              const rpc::Outgoing& outgoing, std::function<void(Result<Response>)> done) const {
        call(path, request.SerializeAsString(), outgoing,
             [done = std::move(done)](Result<std::string> bytes) {
                 if (!bytes) return done(fail(std::move(bytes).error()));
                 Response response;
                 if (!response.ParseFromString(*bytes))
                     return done(fail(internal("an answer does not parse")));
                 done(std::move(response));
             });
    }

private:
    std::map<std::string, std::shared_ptr<grpc::Channel>, std::less<>> channels_;  ///< by service
    mutable std::mutex mutex_;
    mutable std::condition_variable idle_;
    mutable int open_ = 0;
};

}  // namespace hearth::gateway
