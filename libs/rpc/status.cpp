#include <algorithm>
#include <chrono>
#include <string>

#include "hearth/common/v1/error.pb.h"

#include "libs/rpc/client.hpp"
#include "libs/rpc/server.hpp"

namespace hearth::rpc {
namespace {

constexpr const char* kTrailer = "hearth-error-bin";
/// gRPC refuses trailers above 8 KiB in all; of a request with a thousand faults the first tell
/// enough.
constexpr std::size_t kMostTrailerBytes = 6000;

common::v1::Error to_proto(const Error& error) {
    common::v1::Error proto;
    proto.set_reason(error.reason);
    proto.set_message(error.message);
    if (error.retry_after) proto.set_retry_after_ms(error.retry_after->count());
    std::size_t size = proto.ByteSizeLong();
    for (const FieldViolation& violation : error.fields) {
        auto& field = *proto.add_fields();
        field.set_field(violation.field);
        field.set_reason(violation.reason);
        field.set_message(violation.message);
        size += field.ByteSizeLong() + 4;
        if (size > kMostTrailerBytes) {
            proto.mutable_fields()->RemoveLast();
            break;
        }
    }
    return proto;
}

/// The peer, or the way to it, failed before our code could say why.
Error bare(const grpc::Status& status) {
    Error error;
    error.code = static_cast<Code>(std::clamp(static_cast<int>(status.error_code()), 0, 16));
    error.reason = to_string(error.code);
    error.message = error.code == Code::kUnavailable        ? "a service cannot be reached"
                    : error.code == Code::kDeadlineExceeded ? "a service did not answer in time"
                                                            : "a service failed";
    error.cause = status.error_message();
    if (error.code == Code::kUnavailable) error.retry_after = std::chrono::milliseconds{500};
    return error;
}

}  // namespace

grpc::Status to_status(const Error& error, grpc::ServerContextBase* context) {
    context->AddTrailingMetadata(kTrailer, to_proto(error).SerializeAsString());
    // What we call unavailable ourselves is the database behind us: another attempt a moment later
    // would only keep the caller waiting for the same answer and its retry hint.
    if (error.code == Code::kUnavailable)
        context->AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
    return {static_cast<grpc::StatusCode>(error.code), error.message};
}

Error from_status(const grpc::Status& status, const grpc::ClientContext& context) {
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto found = trailers.find(kTrailer);
    common::v1::Error proto;
    if (found == trailers.end() ||
        !proto.ParseFromArray(found->second.data(), static_cast<int>(found->second.size()))) {
        return bare(status);
    }
    Error error;
    error.code = static_cast<Code>(status.error_code());
    error.reason = proto.reason();
    error.message = proto.message();
    for (const auto& field : proto.fields())
        error.fields.push_back({field.field(), field.reason(), field.message()});
    if (proto.retry_after_ms() > 0)
        error.retry_after = std::chrono::milliseconds{proto.retry_after_ms()};
    return error;
}

}  // namespace hearth::rpc
