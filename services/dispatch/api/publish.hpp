#pragma once

#include <optional>
#include <string>

#include "libs/outbox/unit_of_work.hpp"
#include "services/dispatch/domain/facts.hpp"

namespace hearth::dispatch {

inline constexpr std::string_view kWorkOrderTopic = "hearth.dispatch.work_order.v1";
inline constexpr std::string_view kIncidentTopic = "hearth.dispatch.incident.v1";
inline constexpr std::string_view kPlanTopic = "hearth.dispatch.plan.v1";
inline constexpr std::string_view kCrewTopic = "hearth.dispatch.crew.v1";

/// The event that tells of a fact. `cause` names the event that led to it, when several are applied
/// at once.
outbox::Event event_of(const Fact& fact, int tenant, std::optional<Uuid> cause);

}  // namespace hearth::dispatch
