#include "services/dispatch/domain/work_order.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hearth::dispatch {
namespace {

constexpr std::array<std::string_view, 3> kHazards = {"none", "property", "life"};
constexpr std::array<std::string_view, 10> kStates = {
    "open",      "assigned", "accepted", "en_route",  "on_site",
    "suspended", "done",     "failed",   "cancelled", "folded"};
constexpr std::array<std::string_view, 3> kInterruptibles = {"no", "after_made_safe", "freely"};

template <typename Enum>
std::optional<Enum> find(std::span<const std::string_view> words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) return {};
    return static_cast<Enum>(found - words.begin());
}

/// States as a set of bits.
using States = std::uint32_t;

template <typename... State>
constexpr States of(State... states) {
    return ((1U << static_cast<unsigned>(states)) | ...);
}

struct Rule {
    OrderAction action;
    States from;
    std::optional<OrderState> to;  ///< nothing: the state stays
};

// Phones are often offline, so what a crew says comes late, at once, or with steps left out: a crew
// may arrive without having said that it set off, and finish or restore what stands suspended. What
// the office does is stricter: it never takes started work off a crew but by a pull for a hazard,
// or by cancelling. A pull leaves what was only on the way assigned, for the crew will go there,
// and suspends what was begun, for there is something to come back to. Done and failed are final;
// cancelled is not, since a crew that was away may have done the work meanwhile.

using enum OrderState;
constexpr States kAnyLive = of(kOpen, kAssigned, kAccepted, kEnRoute, kOnSite, kSuspended, kFolded);

constexpr std::array kRules = {
    Rule{OrderAction::kAssign, of(kOpen, kAssigned, kAccepted), kAssigned},
    Rule{OrderAction::kUnassign, of(kAssigned, kAccepted), kOpen},
    Rule{OrderAction::kAccept, of(kAssigned), kAccepted},
    Rule{OrderAction::kDecline, of(kAssigned, kAccepted, kEnRoute), kOpen},
    Rule{OrderAction::kDepart, of(kAssigned, kAccepted, kSuspended), kEnRoute},
    Rule{OrderAction::kArrive, of(kAssigned, kAccepted, kEnRoute, kSuspended), kOnSite},
    Rule{OrderAction::kMakeSafe, of(kOnSite, kSuspended), {}},
    Rule{OrderAction::kRestore, of(kOnSite, kSuspended), {}},
    Rule{OrderAction::kSuspend, of(kEnRoute, kOnSite), kSuspended},
    Rule{OrderAction::kResume, of(kSuspended), kAssigned},
    Rule{OrderAction::kFinish, of(kOnSite, kSuspended), kDone},
    Rule{OrderAction::kFail, of(kAssigned, kAccepted, kEnRoute, kOnSite, kSuspended), kFailed},
    Rule{OrderAction::kCancel, kAnyLive, kCancelled},
    Rule{OrderAction::kFold, of(kOpen, kAssigned, kAccepted), kFolded},
    Rule{OrderAction::kUnfold, of(kFolded), kOpen},
    Rule{OrderAction::kPull, of(kEnRoute), kAssigned},
    Rule{OrderAction::kPull, of(kOnSite), kSuspended},
    Rule{OrderAction::kFinishByOther, kAnyLive | of(kCancelled), kDone},
    Rule{OrderAction::kFinishWithParent, of(kFolded), kDone},
};

}  // namespace

std::string_view name_of(Hazard hazard) {
    return kHazards[static_cast<std::size_t>(hazard)];
}
std::string_view name_of(OrderState state) {
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view name_of(Interruptible interruptible) {
    return kInterruptibles[static_cast<std::size_t>(interruptible)];
}
std::optional<Hazard> find_hazard(std::string_view word) {
    return find<Hazard>(kHazards, word);
}
std::optional<OrderState> find_order_state(std::string_view word) {
    return find<OrderState>(kStates, word);
}
std::optional<Interruptible> find_interruptible(std::string_view word) {
    return find<Interruptible>(kInterruptibles, word);
}

std::optional<OrderState> next_state(OrderState from, OrderAction action) {
    for (const auto& rule : kRules) {
        if (rule.action == action && (rule.from & of(from)) != 0) return rule.to.value_or(from);
    }
    return {};
}

bool is_ended(OrderState state) {
    return state == kDone || state == kFailed || state == kCancelled;
}

bool is_started(OrderState state) {
    return state == kEnRoute || state == kOnSite;
}

bool wants_crew(const WorkOrder& order) {
    if (order.state == kSuspended) {
        return order.suspend_reason == kHazardElsewhere || order.suspend_reason == kCrewElsewhere;
    }
    return !is_ended(order.state) && order.state != kFolded;
}

bool may_be_folded(const WorkOrder& order) {
    return order.hazard == Hazard::kNone;
}

}  // namespace hearth::dispatch
