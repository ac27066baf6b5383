#pragma once

#include <optional>

#include "hearth/common/v1/geo.pb.h"
#include "hearth/dispatch/v1/crew.pb.h"
#include "hearth/dispatch/v1/incident.pb.h"
#include "hearth/dispatch/v1/plan.pb.h"
#include "hearth/dispatch/v1/work_order.pb.h"

#include "libs/service/request.hpp"
#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch {

/// The generated messages.
namespace pb = ::hearth::dispatch::v1;

using service::from_proto;
using service::to_proto;

pb::WorkOrder to_proto(const WorkOrder& order);
pb::Incident to_proto(const Incident& incident);
pb::IncidentMember to_proto(const Member& member);
pb::Crew to_proto(const Crew& crew);
pb::PlanChange to_proto(const PlanChange& change);
common::v1::EvidenceRule to_proto(const EvidenceRule& rule);
EvidenceRule from_proto(const common::v1::EvidenceRule& rule);
pb::WorkResult to_proto(const WorkResult& result);
WorkResult from_proto(const pb::WorkResult& result);

/// A place without coordinates has none: 0, 0 lies in the sea.
std::optional<GeoPoint> point_of(const common::v1::Location& location);

}  // namespace hearth::dispatch
