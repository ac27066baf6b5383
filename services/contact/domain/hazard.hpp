#pragma once

#include <optional>

#include "services/contact/domain/change.hpp"

namespace hearth::contact {

// A hazard to life is ended by the crew's word alone: by the moment that its class names as
// `cleared_by`, or made safe or work done where it names none. A case of parts has none of its own.

/// Open, to life, and not cleared since it was last seen in this round.
bool hazard_stands(const Request& request, const RequestClass& definition);
/// True when the crew cleared it later than `seen`, in this round; a time before the round cleared
/// nothing.
bool is_cleared_since(const Request& request, const RequestClass& definition, Instant seen);
/// Somebody reports `seen`. It never lowers what stands, and what was not cleared since stands
/// until it is, in whatever order the news come.
void see_hazard(Change& change, Hazard seen, Instant observed);
/// The place or the matter is another one: what a crew made safe before was not this.
void see_hazard_anew(Change& change);
/// When danger was last seen or measured in this round.
std::optional<Instant> last_danger(const Request& request);
/// While a hazard stands, after when what a crew measures is proof: `is_proof` as dispatch asks it
/// of a device. Of what is no hazard, when danger was last seen.
std::optional<Instant> proof_after(const Request& request, const RequestClass& definition);
/// What a crew measured then says how it is now: not before the round was told of, and after the
/// last danger.
bool is_proof(const Request& request, Instant observed);
/// Judges what a person or a channel did to `before`, a request of the class `was`.
/// FAILED_PRECONDITION, reason HAZARD_OPEN, when a hazard that stood was ended or lowered, or a
/// step of it waived, called back or done by hand: the change must not be kept.
Result<void> check_hazard(const Request& before, const RequestClass& was, const Change& change);

}  // namespace hearth::contact
