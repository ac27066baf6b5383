#pragma once

#include <string>
#include <vector>

#include "services/dispatch/api/doors.hpp"
#include "services/dispatch/domain/mutation.hpp"

namespace hearth::dispatch {

/// One push of a device: mutations in the order of its sequence, each applied once however often it
/// is sent.
///
/// What was settled before gets its first answer again, the same bytes; a sequence sent with
/// another body is refused (SEQUENCE_REUSED), and so is one that leaves a gap (SEQUENCE_GAP), which
/// alone settles nothing: the device sends from `last_sequence` + 1 on.
class DevicePush {
public:
    /// INVALID_ARGUMENT with every fault of the request.
    static Result<DevicePush> read(const v1::PushMutationsRequest& request,
                                   const std::string& crew);

    [[nodiscard]] Wanted wanted() const;
    Result<void> apply(const Changes::Scene& scene, Instant now,
                       v1::PushMutationsResponse& response) const;

private:
    std::string device_;
    std::string crew_;
    std::vector<Mutation> mutations_;
    std::vector<Sent> sent_;  ///< of each mutation, without its answer
};

}  // namespace hearth::dispatch
