#pragma once

#include <string>

#include "hearth/contact/v1/interaction.pb.h"
#include "hearth/contact/v1/notice.pb.h"
#include "hearth/contact/v1/service_request.pb.h"
#include <google/protobuf/timestamp.pb.h>

#include "libs/service/request.hpp"
#include "services/contact/domain/catalogue.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

namespace pb = hearth::contact::v1;

void put_time(Instant at, google::protobuf::Timestamp& out);
Instant read_time(const google::protobuf::Timestamp& in);

/// The head: current round only, without personal data.
void put_request(const Request& request, pb::ServiceRequest& out);
void put_step(const Step& step, pb::Step& out);
void put_promise(const Promise& promise, pb::Promise& out);
void put_row(const TimelineRow& row, bool with_words, pb::TimelineRow& out);
void put_interaction(const Interaction& interaction, pb::Interaction& out);
void put_notice(const Notice& notice, bool with_words, pb::Notice& out);
void put_work(const WorkKnown& work, pb::WorkOrderView& out);
void put_incident(const IncidentKnown& incident, pb::IncidentView& out);
void put_identity(const Identity& identity, const std::string& phone, pb::CallerIdentity& out);
void put_class(const RequestClass& definition, pb::RequestClass& out);

Triage read_triage(const pb::Triage& in);
std::optional<Location> read_location(const hearth::common::v1::Location& in);

}  // namespace hearth::contact
