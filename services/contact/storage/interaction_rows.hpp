#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "libs/sql/values.hpp"
#include "services/contact/domain/interaction.hpp"

namespace hearth::contact {

nlohmann::json to_row(int tenant, const Interaction& interaction);
Interaction read_interaction(const sql::Row& row);
std::vector<Interaction> read_interactions(const std::string& json);

}  // namespace hearth::contact
