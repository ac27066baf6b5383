#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "libs/sql/values.hpp"
#include "services/contact/domain/ports.hpp"

namespace hearth::contact {

// Rows of contact's tables as JSON, for jsonb_populate_recordset and from json_agg: one place per
// table says which column is what.

nlohmann::json to_row(int tenant, const Request& request, std::optional<Instant> next_tick);
nlohmann::json to_row(int tenant, const Uuid& request, std::size_t place, const Step& step);
nlohmann::json to_row(int tenant, const Uuid& request, int round, std::size_t place,
                      const RequestClock& clock);
nlohmann::json to_row(int tenant, const Uuid& request, std::size_t place, const Promise& promise);
nlohmann::json to_row(int tenant, const Fact& fact);
nlohmann::json to_row(int tenant, const Interaction& interaction);
nlohmann::json to_row(int tenant, const Notice& notice);

Request read_request(const sql::Row& row);  ///< the head; parts come by `read_parts`
void read_parts(const sql::Row& row, Request& request);
/// The earliest of what stands: the column due_at, for lists by what is due.
std::optional<Instant> due_of(const Request& request);
std::vector<Fact> read_timeline(const std::string& json, const Uuid& request);
std::vector<Interaction> read_interactions(const std::string& json);
std::vector<Notice> read_notices(const std::string& json, const std::string& attempts);
std::vector<WorkKnown> read_work(const std::string& json);
std::optional<IncidentKnown> read_incident(const std::string& json);
Interaction read_interaction(const sql::Row& row);
Notice read_notice(const sql::Row& row);
NoticeAttempt read_attempt(const sql::Row& row);

}  // namespace hearth::contact
