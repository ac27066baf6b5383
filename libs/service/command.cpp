#include "libs/service/command.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

namespace hearth::service {
namespace {

using google::protobuf::Message;

/// The same bytes for the same fields, in maps too.
std::string serialize(const Message& message) {
    std::string bytes;
    google::protobuf::io::StringOutputStream out{&bytes};
    google::protobuf::io::CodedOutputStream coded{&out};
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
    coded.Trim();
    return bytes;
}

void clear(Message& message, std::string_view field) {
    const auto* descriptor = message.GetDescriptor()->FindFieldByName(std::string{field});
    if (descriptor != nullptr) message.GetReflection()->ClearField(&message, descriptor);
}

}  // namespace

outbox::Cause cause_of(const rpc::Call& call, std::string request_id, Instant now) {
    return {call.principal.tenant, call.principal.id, std::move(request_id), now, call.deadline};
}

Result<outbox::Command> command_of(const rpc::Call& call, const Message& request,
                                   const std::string& request_id, Instant now,
                                   std::initializer_list<std::string_view> resend_fields) {
    constexpr std::size_t kMostLength = 128;
    const bool printable = std::all_of(request_id.begin(), request_id.end(),
                                       [](char c) { return c > ' ' && c < '\x7f'; });
    if (!printable || request_id.size() > kMostLength) {
        return fail(invalid_argument("request_id", "BAD_REQUEST_ID",
                                     "is not at most 128 printable characters without spaces"));
    }
    const std::unique_ptr<Message> meaning{request.New()};
    meaning->CopyFrom(request);
    clear(*meaning, "request_id");
    for (const std::string_view field : resend_fields)
        clear(*meaning, field);
    return outbox::Command{cause_of(call, request_id, now), call.method, serialize(*meaning)};
}

}  // namespace hearth::service
