#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "libs/outbox/unit_of_work.hpp"
#include "libs/rpc/call.hpp"
#include "libs/service/host.hpp"

namespace hearth::service {

/// The command that a request means: every field but `request_id` and `resend_fields` is its body.
/// INVALID_ARGUMENT, reason BAD_REQUEST_ID, when the id is not at most 128 printable ASCII
/// characters; an empty one passes, and the command is then not remembered.
Result<outbox::Command> command_of(const rpc::Call& call, const google::protobuf::Message& request,
                                   const std::string& request_id, Instant now,
                                   std::initializer_list<std::string_view> resend_fields);

/// Runs an idempotent command whose answer is a proto message: the body fills `response`; a repeat
/// of the same request id gets the committed one.
///
/// `resend_fields` name what may differ when the same thing is sent again, like the time of
/// sending. Whether an empty request id is allowed is the method's own check.
template <typename Request, typename Response>
Result<void> run_command(Host& host, const rpc::Call& call, const Request& request,
                         Response& response,
                         const std::function<Result<void>(outbox::UnitOfWork&)>& body,
                         std::initializer_list<std::string_view> resend_fields = {}) {
    auto command =
        command_of(call, request, request.request_id(), host.clock().now(), resend_fields);
    if (!command) return fail(std::move(command).error());
    auto answer =
        host.work().command(*command, [&](outbox::UnitOfWork& work) -> Result<std::string> {
            response.Clear();
            if (auto done = body(work); !done) return fail(std::move(done).error());
            return response.SerializeAsString();
        });
    if (!answer) return fail(std::move(answer).error());
    if (!response.ParseFromString(*answer)) return fail(internal("stored answer does not parse"));
    return {};
}

}  // namespace hearth::service
