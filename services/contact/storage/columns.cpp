#include "services/contact/storage/columns.hpp"

namespace hearth::contact {
namespace {

template <typename Made, typename Column>
void triage_columns(Made& triage, Column&& column) {
    column("extent", triage.extent);
    column("since", triage.since);
    column("came_back", triage.came_back);
    column("person_hurt", triage.safety.person_hurt);
    column("fire_or_gas", triage.safety.fire_or_gas);
    column("fallen_or_open", triage.safety.fallen_or_open);
    column("damage_spreading", triage.safety.damage_spreading);
    column("supply_state", triage.supply_state);
    column("supply_cause", triage.supply_cause);
}

template <typename Made, typename Column>
void moment_columns(Made& moment, Column&& column) {
    column("type", moment.type);
    column("at", moment.at);
    column("id", moment.id);
}

}  // namespace

Json json_of(const Triage& triage) {
    WrittenRow row;
    triage_columns(triage, row);
    return std::move(row.json);
}

void take(const Json& json, Triage& triage) {
    triage_columns(triage, JsonRow{json});
}

Json json_of(const std::vector<Moment>& moments) {
    Json all = Json::array();
    for (const Moment& moment : moments) {
        WrittenRow row;
        moment_columns(moment, row);
        all.push_back(std::move(row.json));
    }
    return all;
}

void take(const Json& json, std::vector<Moment>& moments) {
    moments.clear();
    for (const Json& one : json)
        moment_columns(moments.emplace_back(), JsonRow{one});
}

Json json_of(const Details& details) {
    Json all = Json::object();
    for (const auto& [key, value] : details)
        all[key] = value;
    return all;
}

void take(const Json& json, Details& details) {
    details.clear();
    for (const auto& [key, value] : json.items())
        details.emplace_back(key, value.get<std::string>());
}

}  // namespace hearth::contact
