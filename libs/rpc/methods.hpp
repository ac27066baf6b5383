#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/server_callback.h>

#include "libs/auth/auth.hpp"
#include "libs/core/result.hpp"
#include "libs/rpc/call.hpp"
#include "libs/rpc/owners.hpp"
#include "libs/runtime/executor.hpp"

namespace hearth::rpc {

/// A gRPC service made of plain functions, each run on an executor.
///
///     Methods api{"hearth.registry.v1.RegistryService", executor, verifier};
///     api.unary("GetParty", parties, &Parties::get);
///
/// For each call it takes the trace, checks the token, the method's `access` option
/// (common/v1/access.proto; a method without it is denied to all) and the deadline (2 s when the
/// caller gave none, 30 s at most), hands the work to the executor, asks whose the things are that
/// the request names where the option says so, runs it under a span, maps
/// `Result` to a status with `Error` in the trailer `hearth-error-bin`, and finishes the reactor
/// exactly once, also when the work throws (INTERNAL) or is dropped.
///
/// Filled before its server starts, and outlives it; calls are thread-safe from then on.
class Methods : public grpc::Service {
public:
    template <typename Request, typename Response>
    using Work = std::function<Result<void>(const Call&, const Request&, Response&)>;

    /// `service` is the full proto name; throws logic_error when no such service is linked.
    Methods(std::string service, runtime::Executor& executor, const auth::Verifier& verifier);
    ~Methods() override;
    Methods(const Methods&) = delete;
    Methods& operator=(const Methods&) = delete;

    /// The method of that name is `object.method(call, request, response)`.
    template <typename Object, typename Request, typename Response>
    Methods& unary(const std::string& name, Object& object,
                   Result<void> (Object::*method)(const Call&, const Request&, Response&)) {
        return unary<Request, Response>(
            name, [&object, method](const Call& call, const Request& request, Response& response) {
                return (object.*method)(call, request, response);
            });
    }
    template <typename Object, typename Request, typename Response>
    Methods& unary(const std::string& name, const Object& object,
                   Result<void> (Object::*method)(const Call&, const Request&, Response&) const) {
        return unary<Request, Response>(
            name, [&object, method](const Call& call, const Request& request, Response& response) {
                return (object.*method)(call, request, response);
            });
    }
    template <typename Request, typename Response>
    Methods& unary(const std::string& name, Work<Request, Response> work) {
        Method* method = find(name, *Request::descriptor(), *Response::descriptor());
        if (method == nullptr) return *this;
        add(*method,
            new grpc::internal::CallbackUnaryHandler<Request, Response>(
                [this, method, work = std::move(work)](grpc::CallbackServerContext* context,
                                                       const Request* request, Response* response) {
                    return start(*context, *method, *request,
                                 [&work, request, response](const Call& call) {
                                     return work(call, *request, *response);
                                 });
                }));
        return *this;
    }

    /// Who tells whose things are; needed where a method is for owners.
    Methods& owned_by(Owners owners);

    /// Methods of the descriptor without a function, wrong access options, owners that nobody can
    /// tell, names that it does not have, messages of
    /// another type: one sentence each. A server does not start with any.
    [[nodiscard]] std::vector<std::string> faults() const;

private:
    struct Method;
    struct Impl;
    /// Null, and a fault, when it is not to be had.
    Method* find(const std::string& name, const google::protobuf::Descriptor& request,
                 const google::protobuf::Descriptor& response);
    void add(Method& method, grpc::internal::MethodHandler* handler);
    grpc::ServerUnaryReactor* start(grpc::CallbackServerContext& context, Method& method,
                                    const google::protobuf::Message& request,
                                    std::function<Result<void>(const Call&)> work);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::rpc
