#pragma once

#include <string>

#include "hearth/common/v1/evidence.pb.h"
#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/service/request.hpp"
#include "services/contact/app/intake.hpp"

namespace hearth::contact {

/// The generated messages.
namespace pb = hearth::contact::v1;

using service::from_proto;
using service::to_proto;

/// The head: current round only, without personal data.
pb::ServiceRequest to_proto(const Request& request);
pb::Step to_proto(const Step& step);
pb::Clock to_proto(const RequestClock& clock);
pb::Promise to_proto(const Promise& promise);
pb::TimelineRow to_proto(const TimelineRow& row, bool with_words);
pb::Interaction to_proto(const Interaction& interaction);
pb::Notice to_proto(const Notice& notice, bool with_words);
pb::WorkOrderView to_proto(const WorkKnown& work);
pb::IncidentView to_proto(const IncidentKnown& incident);
pb::RequestClass to_proto(const RequestClass& definition);
pb::Answer to_proto(const app::Answer& answer);
pb::CallerIdentity to_proto(const app::Caller& caller);
pb::Triage to_proto(const Triage& triage);
common::v1::Location to_proto(const Location& location);
common::v1::EvidenceRule to_proto(const EvidenceRule& rule);

Triage from_proto(const pb::Triage& in);
/// A place without coordinates and words is none: 0, 0 lies in the sea.
std::optional<Location> from_proto(const common::v1::Location& in);

}  // namespace hearth::contact
