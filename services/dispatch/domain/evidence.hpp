#pragma once

#include <vector>

#include "services/dispatch/domain/mutation.hpp"

namespace hearth::dispatch {

// What a crew shows with its word, judged by the rules that came with the order.

/// True when something was measured that the order does not have: another value, or at another
/// time.
bool shows_new(const WorkOrder& order, const Mutation& mutation);
/// True when a value does not do by its rule, whether or not the word asks for it.
bool shows_danger(const WorkOrder& order, const Mutation& mutation);
/// `made_safe`, `done`, `no_fault_found`: no danger may be shown with it.
bool says_all_is_well(const Mutation& mutation);
/// What keeps the word from counting: what it asks for and does not show, and of a word that all is
/// well whatever it shows that does not do.
std::vector<EvidenceRule> lacking(const WorkOrder& order, const Mutation& mutation);
/// Made safe is said anew where it was measured again, or where nothing is asked to be shown and
/// life was in danger: contact may have heard meanwhile that the hazard is back.
bool is_made_safe_anew(const WorkOrder& order, const Mutation& mutation);
/// What is left of a word that is refused: the readings that are well-formed and show danger, taken
/// at `now` where the device's clock is ahead.
Mutation danger_of(const WorkOrder& order, const Mutation& mutation, Instant now);

}  // namespace hearth::dispatch
