#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "libs/sql/values.hpp"
#include "services/contact/domain/facts.hpp"

namespace hearth::contact {

// Rows of a request's tables.
nlohmann::json to_row(int tenant, const Request& request, std::optional<Instant> next_tick);
nlohmann::json to_row(int tenant, const Uuid& request, std::size_t position, const Step& step);
nlohmann::json to_row(int tenant, const Uuid& request, int round, std::size_t position,
                      const RequestClock& clock);
nlohmann::json to_row(int tenant, const Uuid& request, std::size_t position,
                      const Promise& promise);
nlohmann::json to_row(int tenant, const TimelineRow& line);

Request read_request(const sql::Row& row);  ///< the head; parts come by `read_parts`
void read_parts(const sql::Row& row, Request& request);
std::vector<TimelineRow> read_timeline(const std::string& json);
/// The earliest of what stands: the column due_at, for lists by what is due.
std::optional<Instant> due_of(const Request& request);

}  // namespace hearth::contact
