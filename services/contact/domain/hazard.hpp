#pragma once

#include "services/contact/domain/change.hpp"

namespace hearth::contact {

// A hazard to life is ended by the crew's word alone: by the moment that its class names as
// `cleared_by`, or made safe or work done where it names none. A case of parts has none of its own.

/// Open, to life, and not cleared since it was last seen in this round.
bool hazard_stands(const Request& request, const RequestClass& definition);
/// True when the crew cleared it later than `seen`, in this round.
bool is_cleared_since(const Request& request, const RequestClass& definition, Instant seen);
/// Somebody reports `seen`. It never lowers what stands, and what was not cleared since stands
/// until it is, in whatever order the news come.
void see_hazard(Change& change, Hazard seen, Instant observed);
/// Judges what a person or a channel did to `before`, a request of the class `was`.
/// FAILED_PRECONDITION, reason HAZARD_OPEN, when a hazard that stood was ended or lowered, or a
/// step of it waived, called back or done by hand: the change must not be kept.
Result<void> check_hazard(const Request& before, const RequestClass& was, const Change& change);

}  // namespace hearth::contact
