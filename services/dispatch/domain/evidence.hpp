#pragma once

#include <vector>

#include "services/dispatch/domain/mutation.hpp"

namespace hearth::dispatch {

// What a crew shows with its word, judged by the rules that came with the order.

/// True when something was measured that the order does not have: another value, or at another
/// time.
bool shows_new(const WorkOrder& order, const Mutation& mutation);
/// True when a value does not do by its rule, whether or not the word asks for it. Made safe is
/// proven by what it asks for: with that shown, what it does not ask for is no danger.
bool shows_danger(const WorkOrder& order, const Mutation& mutation);
/// `made_safe`, `done`, `no_fault_found`: no danger may be shown with it, nor have been seen since.
bool says_all_is_well(const Mutation& mutation);
/// What keeps the word from counting: what it asks for and does not show, and of a word that all is
/// well the danger that it shows.
std::vector<EvidenceRule> lacking(const WorkOrder& order, const Mutation& mutation);
/// Made safe is said anew where it was measured again, or where nothing is asked to be shown and
/// life was in danger: contact may have heard meanwhile that the hazard is back.
bool is_made_safe_anew(const WorkOrder& order, const Mutation& mutation);
/// When readings that came behind a danger at `at` made it safe again, in whatever order they came.
std::optional<Instant> made_safe_after(const WorkOrder& order, Instant at);
/// What is left of a word that is refused: the readings that are well-formed and show danger, taken
/// at `now` where the device's clock is ahead.
Mutation danger_of(const WorkOrder& order, const Mutation& mutation, Instant now);
/// Leaves the last reading of each name, and of those without a rule the latest forty.
void forget_older_readings(WorkOrder& order);

}  // namespace hearth::dispatch
