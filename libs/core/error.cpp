#include "libs/core/error.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace hearth {
namespace {

constexpr std::array<std::string_view, 17> kCodeNames{
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};

Error make(Code code, std::string reason, std::string message) {
    Error error;
    error.code = code;
    error.reason = std::move(reason);
    error.message = std::move(message);
    return error;
}

}  // namespace

std::string_view to_string(Code code) {
    const auto number = static_cast<std::size_t>(code);
    return number < kCodeNames.size() ? kCodeNames[number] : kCodeNames[2];
}

Error invalid_argument(std::vector<FieldViolation> fields) {
    std::string message = "the request is not valid";
    if (!fields.empty()) {
        message += ": " + fields.front().field + ": " + fields.front().message;
        if (fields.size() > 1) message += " (and " + std::to_string(fields.size() - 1) + " more)";
    }
    Error error = make(Code::kInvalidArgument, "INVALID_FIELDS", std::move(message));
    error.fields = std::move(fields);
    return error;
}

Error invalid_argument(std::string field, std::string reason, std::string message) {
    Error error = make(Code::kInvalidArgument, reason, field + ": " + message);
    error.fields.push_back({std::move(field), std::move(reason), std::move(message)});
    return error;
}

Error not_found(std::string what) {
    return make(Code::kNotFound, "NOT_FOUND", std::move(what) + " does not exist");
}

Error already_exists(std::string reason, std::string message) {
    return make(Code::kAlreadyExists, std::move(reason), std::move(message));
}

Error failed_precondition(std::string reason, std::string message) {
    return make(Code::kFailedPrecondition, std::move(reason), std::move(message));
}

Error aborted(std::string reason, std::string message) {
    return make(Code::kAborted, std::move(reason), std::move(message));
}

Error permission_denied(std::string reason, std::string message) {
    return make(Code::kPermissionDenied, std::move(reason), std::move(message));
}

Error unauthenticated(std::string reason, std::string message) {
    return make(Code::kUnauthenticated, std::move(reason), std::move(message));
}

Error deadline_exceeded(std::string what) {
    return make(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                std::move(what) + " did not finish in time");
}

Error unavailable(std::string reason, std::string message, std::chrono::milliseconds retry_after) {
    Error error = make(Code::kUnavailable, std::move(reason), std::move(message));
    error.retry_after = retry_after;
    return error;
}

Error resource_exhausted(std::string reason, std::string message,
                         std::chrono::milliseconds retry_after) {
    Error error = make(Code::kResourceExhausted, std::move(reason), std::move(message));
    error.retry_after = retry_after;
    return error;
}

Error internal(std::string cause) {
    Error error = make(Code::kInternal, "INTERNAL", "internal error");
    error.cause = std::move(cause);
    return error;
}

}  // namespace hearth
