#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// gRPC's canonical codes, with their numbers.
enum class Code {
    kOk = 0,
    kCancelled = 1,
    kUnknown = 2,
    kInvalidArgument = 3,
    kDeadlineExceeded = 4,
    kNotFound = 5,
    kAlreadyExists = 6,
    kPermissionDenied = 7,
    kResourceExhausted = 8,
    kFailedPrecondition = 9,
    kAborted = 10,
    kOutOfRange = 11,
    kUnimplemented = 12,
    kInternal = 13,
    kUnavailable = 14,
    kDataLoss = 15,
    kUnauthenticated = 16,
};

/// One thing wrong with one field of the input. `field` is a path as the caller wrote it:
/// `party.contact_points[2].value`, or `premise.csv:17:place_class` for a row of a file.
struct FieldViolation {
    std::string field;
    std::string reason;   ///< UPPER_SNAKE, stable
    std::string message;  ///< a short English sentence

    bool operator==(const FieldViolation&) const = default;
};

/// Why something failed. `reason` (UPPER_SNAKE, at most 63) is stable and what programs test;
/// `message` is for people and may reach the caller; `cause` is for the log alone.
struct Error {
    Code code = Code::kUnknown;
    std::string reason;
    std::string message;
    std::vector<FieldViolation> fields;
    std::optional<std::chrono::milliseconds> retry_after;
    std::string cause;
};

std::string_view to_string(Code code);  ///< "INVALID_ARGUMENT"

Error invalid_argument(std::vector<FieldViolation> fields);  ///< reason INVALID_FIELDS
Error invalid_argument(std::string field, std::string reason, std::string message);
Error not_found(std::string what);  ///< reason NOT_FOUND, message "<what> does not exist"
Error already_exists(std::string reason, std::string message);
Error failed_precondition(std::string reason, std::string message);
Error aborted(std::string reason, std::string message);  ///< stale version: read again, then repeat
Error permission_denied(std::string reason, std::string message);
Error unauthenticated(std::string reason, std::string message);
Error deadline_exceeded(std::string what);
/// A dependency is broken; the caller may repeat after `retry_after`.
Error unavailable(std::string reason, std::string message,
                  std::chrono::milliseconds retry_after = std::chrono::milliseconds{500});
Error resource_exhausted(std::string reason, std::string message,
                         std::chrono::milliseconds retry_after = std::chrono::milliseconds{500});
Error internal(
    std::string cause);  ///< message is always "internal error"; the cause is only logged

}  // namespace hearth
