#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {

Crew read_crew(const sql::Row& row) {
    Crew crew;
    crew.id = row.get<Uuid>("crew_id");
    crew.code = row.get<std::string>("code");
    crew.title_zh = row.get<std::string>("title_zh");
    crew.title_en = row.get<std::string>("title_en");
    crew.skills = split(row.get<std::string>("skills"));
    crew.base = {row.get<double>("latitude"), row.get<double>("longitude")};
    crew.available = row.get<bool>("available");
    crew.state_reason = row.get<std::string>("state_reason");
    crew.last_point = read_point(row, "last_latitude", "last_longitude");
    crew.last_point_at = row.get<std::optional<Instant>>("last_point_at");
    crew.updated_at = row.get<Instant>("updated_at");
    crew.version = row.get<std::int64_t>("version");
    return crew;
}

std::string crews_document(const std::vector<const Crew*>& crews) {
    json rows = json::array();
    for (const auto* crew : crews) {
        json row = {{"code", crew->code},
                    {"crew_id", of(crew->id)},
                    {"title_zh", crew->title_zh},
                    {"title_en", crew->title_en},
                    {"skills", crew->skills},
                    {"latitude", crew->base.latitude},
                    {"longitude", crew->base.longitude},
                    {"available", crew->available},
                    {"state_reason", crew->state_reason},
                    {"last_point_at", of(crew->last_point_at)},
                    {"updated_at", of(crew->updated_at)},
                    {"version", crew->version}};
        if (crew->last_point) {
            row["last_latitude"] = crew->last_point->latitude;
            row["last_longitude"] = crew->last_point->longitude;
        }
        rows.push_back(std::move(row));
    }
    return document(rows);
}

}  // namespace hearth::dispatch
