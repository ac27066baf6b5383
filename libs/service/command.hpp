#pragma once

#include <google/protobuf/message.h>

#include <functional>

#include "libs/outbox/unit_of_work.hpp"
#include "libs/rpc/call.hpp"
#include "libs/service/host.hpp"

namespace hearth::service {

/// Runs an idempotent command whose answer is a proto message: the body fills `response`; a repeat of the same
/// request id gets the committed one. The request's `request_id` is required to be 1 to 128 printable characters when
/// the method creates something; all fields but `request_id` and those named in `resend_fields` count as its body.
template <typename Request, typename Response>
Result<void> run_command(Host& host, const rpc::Call& call, const Request& request,
                         Response& response,
                         const std::function<Result<void>(outbox::UnitOfWork&)>& body) {
    Request meaning = request;
    meaning.clear_request_id();
    outbox::Command command{cause_of(call, request.request_id(), host.clock().now()), call.method,
                            meaning.SerializeAsString()};
    auto answer = host.work().command(command, [&](outbox::UnitOfWork& work) -> Result<std::string> {
        response.Clear();
        if (auto done = body(work); !done) return fail(std::move(done).error());
        return response.SerializeAsString();
    });
    if (!answer) return fail(std::move(answer).error());
    if (!response.ParseFromString(*answer)) return fail(internal("stored answer does not parse"));
    return {};
}

}  // namespace hearth::service
