#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/dispatch/app/changes.hpp"

namespace hearth::dispatch::app {

/// What contact says of a request, as far as dispatch cares.
struct RequestNews {
    enum class Kind {
        kStepStarted,
        kStepEnded,  ///< failed or waived: its work is not needed
        kWithdrawn,
        kMerged,
        kResolved,
        kPlaced,  ///< relocated or reclassified
        kUrged,   ///< reported once more, or chased
    };
    Kind kind = Kind::kUrged;
    Uuid event;
    Uuid request;
    std::string step;  ///< empty: every step
    int round = 0;
    int attempt = 0;                  ///< 0: every attempt
    std::optional<WorkRequest> work;  ///< what is asked for now; none: nothing
    int rank = 0;
    Hazard hazard = Hazard::kNone;
    std::string reason;
    bool other_class = false;  ///< of kPlaced: it is another matter now
    Instant at;                ///< as who caused it saw it
};

/// Carries out what contact says: a started step becomes a work order, a withdrawn request cancels
/// it, another place moves it, haste raises its rank. All of a batch is one change of the board, so
/// a storm costs one plan and not hundreds. What was carried out before changes nothing.
class Requests {
public:
    explicit Requests(const Changes& changes) : changes_(changes) {}

    Result<void> hear(outbox::UnitOfWork& work, std::vector<RequestNews> all) const;

private:
    const Changes& changes_;
};

}  // namespace hearth::dispatch::app
