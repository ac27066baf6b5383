#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/dispatch/app/changes.hpp"
#include "services/dispatch/domain/mutation.hpp"

namespace hearth::dispatch::app {

/// What a device sent: mutations in the order of its sequence, each with the bytes that a repeat
/// must equal.
struct Push {
    std::string device;
    std::string crew;
    std::vector<Mutation> mutations;
    std::vector<std::string> bodies;
};

struct PushAnswers {
    std::vector<std::string> answers;  ///< one for each mutation, encoded
    std::int64_t last_sequence = 0;
};

/// Takes in pushes of devices: each mutation is applied once however often it is sent.
///
/// What was settled before gets its first answer again, the same bytes; a sequence sent with
/// another body is refused (SEQUENCE_REUSED), and so is one that leaves a gap (SEQUENCE_GAP), which
/// alone settles nothing: the device sends from `last_sequence` + 1 on.
class DevicePush {
public:
    /// `order`: as the crew may see it; null when there is none for it.
    using EncodeAnswer = std::function<std::string(std::int64_t sequence, const MutationAnswer&,
                                                   const WorkOrder* order)>;

    DevicePush(const Changes& changes, EncodeAnswer encode)
        : changes_(changes), encode_(std::move(encode)) {}

    Result<PushAnswers> take(outbox::UnitOfWork& work, const Push& push) const;

private:
    Result<PushAnswers> apply(const Changes::Scene& scene, Instant now, const Push& push) const;

    const Changes& changes_;
    EncodeAnswer encode_;
};

}  // namespace hearth::dispatch::app
