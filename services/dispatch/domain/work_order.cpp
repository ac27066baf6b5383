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
Result<Enum> parse(std::span<const std::string_view> words, std::string_view word,
                   const char* field) {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
        return fail(invalid_argument(field, "UNKNOWN_WORD", "not one of the known words"));
    }
    return static_cast<Enum>(found - words.begin());
}

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

std::string_view to_string(Hazard hazard) {
    return kHazards[static_cast<std::size_t>(hazard)];
}
std::string_view to_string(OrderState state) {
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(Interruptible interruptible) {
    return kInterruptibles[static_cast<std::size_t>(interruptible)];
}
Result<Hazard> parse_hazard(std::string_view word) {
    return parse<Hazard>(kHazards, word, "hazard");
}
Result<OrderState> parse_order_state(std::string_view word) {
    return parse<OrderState>(kStates, word, "state");
}
Result<Interruptible> parse_interruptible(std::string_view word) {
    return parse<Interruptible>(kInterruptibles, word, "interruptible");
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

}  // namespace hearth::dispatch
