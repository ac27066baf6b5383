#pragma once

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "libs/core/result.hpp"
#include "libs/rpc/call.hpp"

namespace hearth::rpc {

/// round_robin over all addresses of the name, reconnects by itself within a second, retries
/// UNAVAILABLE twice (every command of ours carries a request id, so a repeat is safe), but not
/// what the peer itself calls unavailable: see `to_status`. Notices a peer that hangs within seven
/// seconds. Lives in `main`, outlives the servers.
std::shared_ptr<grpc::Channel> connect(const std::string& target);

void prepare(grpc::ClientContext& context, const Outgoing& outgoing);
Error from_status(const grpc::Status& status, const grpc::ClientContext& context);

/// A blocking call, for executor threads and programs: `call(*stub, &Stub::GetParty, request,
/// outgoing)`.
template <typename Stub, typename Request, typename Response>
Result<Response> call(Stub& stub,
                      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, const Outgoing& outgoing) {
    grpc::ClientContext context;
    prepare(context, outgoing);
    Response response;
    const auto status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return fail(from_status(status, context));
    return response;
}

/// An asynchronous call of any method by its path with serialized bytes; `done` runs on a gRPC
/// thread and must not block. The channel may be dropped once `done` has been called.
void call_bytes(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                const std::string& request, const Outgoing& outgoing,
                std::function<void(Result<std::string>)> done);

}  // namespace hearth::rpc
