#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "libs/sql/values.hpp"
#include "services/contact/domain/projections.hpp"

namespace hearth::contact {

// What dispatch said: work orders and incidents.
nlohmann::json to_row(int tenant, const WorkKnown& work);
nlohmann::json to_row(int tenant, const IncidentState& incident);  ///< without its nodes

std::vector<WorkKnown> read_work(const std::string& json);
IncidentKnown read_incident(const std::string& json);
IncidentKnown read_incident(const sql::Row& row);

}  // namespace hearth::contact
