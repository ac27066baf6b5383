#include <algorithm>

#include "services/contact/storage/json.hpp"
#include "services/contact/storage/rows.hpp"

namespace hearth::contact {
namespace {

Json to_json(const Triage& triage) {
    return {{"extent", triage.extent},
            {"since", json_of(triage.since)},
            {"came_back", triage.came_back},
            {"person_hurt", triage.safety.person_hurt},
            {"fire_or_gas", triage.safety.fire_or_gas},
            {"fallen_or_open", triage.safety.fallen_or_open},
            {"damage_spreading", triage.safety.damage_spreading},
            {"supply_state", triage.supply_state},
            {"supply_cause", triage.supply_cause}};
}

Triage read_triage(const std::string& text) {
    const Json json = Json::parse(text);
    return {text_of(json, "extent"),
            maybe_instant(json, "since"),
            text_of(json, "came_back"),
            {json.at("person_hurt").get<bool>(), json.at("fire_or_gas").get<bool>(),
             json.at("fallen_or_open").get<bool>(), json.at("damage_spreading").get<bool>()},
            text_of(json, "supply_state"),
            text_of(json, "supply_cause")};
}

Json to_json(const std::vector<Moment>& moments) {
    Json all = Json::array();
    for (const Moment& moment : moments)
        all.push_back({{"type", moment.type}, {"at", json_of(moment.at)}, {"id", moment.id}});
    return all;
}

std::vector<Moment> read_moments(const std::string& text) {
    std::vector<Moment> moments;
    for (const Json& json : Json::parse(text))
        moments.push_back({text_of(json, "type"), instant_of(json, "at"), text_of(json, "id")});
    return moments;
}

template <typename T>
std::optional<T> maybe(const sql::Row& row, std::string_view column) {
    return row.get<std::optional<T>>(column);
}

std::optional<Location> read_location(const sql::Row& row) {
    const auto latitude = maybe<double>(row, "latitude");
    const auto longitude = maybe<double>(row, "longitude");
    const auto words = row.get<std::string>("place_words");
    if (!latitude && words.empty()) return {};
    return Location{latitude.value_or(0), longitude.value_or(0),
                    maybe<double>(row, "accuracy_m").value_or(0), words};
}

void put_place(Json& row, const Request& request) {
    const auto& place = request.location;
    // A place known only by words has no point.
    const bool point = place && (place->latitude != 0 || place->longitude != 0);
    row["latitude"] = point ? Json(place->latitude) : Json(nullptr);
    row["longitude"] = point ? Json(place->longitude) : Json(nullptr);
    row["accuracy_m"] = point ? Json(place->accuracy_m) : Json(nullptr);
    row["place_words"] = place ? place->words : "";
    row["place_class"] = request.place_class;
}

}  // namespace

std::optional<Instant> due_of(const Request& request) {
    std::optional<Instant> due;
    if (request.is_over()) return due;
    const auto earlier = [&due](Instant at) { due = due ? std::min(*due, at) : at; };
    for (const Promise& promise : request.promises) {
        if (promise.state == PromiseState::kMade) earlier(promise.due);
    }
    for (const RequestClock& clock : request.clocks) {
        if (clock.due && !clock.stopped && clock.state != ClockState::kVoid) earlier(*clock.due);
    }
    return due;
}

Json to_row(int tenant, const Request& request, std::optional<Instant> next_tick) {
    Json row{{"tenant_id", tenant},
             {"uid", json_of(request.uid)},
             {"number", request.number},
             {"class", request.request_class},
             {"class_edition", request.class_edition},
             {"commodity", request.commodity},
             {"key_text", json_of(request.key)},
             {"state", static_cast<int>(request.state)},
             {"round", request.round},
             {"hazard", static_cast<int>(request.hazard)},
             {"rank", request.rank},
             {"premise", json_of(request.premise)},
             {"party", json_of(request.party)},
             {"service_point", json_of(request.service_point)},
             {"node", json_of(request.node)},
             {"party_class", request.party_class},
             {"needs", request.needs},
             {"owner_role", request.owner_role},
             {"owner_agent", request.owner_agent},
             {"owner_until", json_of(request.owner_until)},
             {"first_agent", request.first_agent},
             {"hand_over_to", request.hand_over_to},
             {"hand_over_due_at", json_of(request.hand_over_due)},
             {"waiting_for", request.waiting_for},
             {"report_count", request.report_count},
             {"chase_count", request.chase_count},
             {"incident", json_of(request.incident)},
             {"parent", json_of(request.parent)},
             {"endangers", request.endangers},
             {"held_back", request.held_back},
             {"merged_into", json_of(request.merged_into)},
             {"follows", json_of(request.follows)},
             {"opened_at", json_of(request.opened)},
             {"created_at", json_of(request.created)},
             {"updated_at", json_of(request.updated)},
             {"resolved_at", json_of(request.resolved)},
             {"closed_at", json_of(request.closed)},
             {"version", request.version},
             {"triage", to_json(request.triage)},
             {"external_case", request.external_case},
             {"held_by", request.held_by},
             {"language", request.language},
             {"reply_to", request.reply_to},
             {"moments", to_json(request.moments)},
             {"next_tick_at", json_of(next_tick)},
             {"due_at", json_of(due_of(request))}};
    put_place(row, request);
    return row;
}

Request read_request(const sql::Row& row) {
    Request request;
    request.uid = row.get<Uuid>("uid");
    request.number = row.get<std::string>("number");
    request.request_class = row.get<std::string>("class");
    request.class_edition = row.get<std::int32_t>("class_edition");
    request.commodity = row.get<std::string>("commodity");
    request.key = maybe<std::string>(row, "key_text");
    request.state = static_cast<RequestState>(row.get<std::int32_t>("state"));
    request.round = row.get<std::int32_t>("round");
    request.hazard = static_cast<Hazard>(row.get<std::int32_t>("hazard"));
    request.rank = row.get<std::int32_t>("rank");
    request.premise = maybe<Uuid>(row, "premise");
    request.party = maybe<Uuid>(row, "party");
    request.service_point = maybe<Uuid>(row, "service_point");
    request.node = maybe<Uuid>(row, "node");
    request.location = read_location(row);
    request.place_class = row.get<std::string>("place_class");
    request.party_class = row.get<std::string>("party_class");
    request.needs = row.get<std::string>("needs");
    request.owner_role = row.get<std::string>("owner_role");
    request.owner_agent = row.get<std::string>("owner_agent");
    request.owner_until = maybe<Instant>(row, "owner_until");
    request.first_agent = row.get<std::string>("first_agent");
    request.hand_over_to = row.get<std::string>("hand_over_to");
    request.hand_over_due = maybe<Instant>(row, "hand_over_due_at");
    request.waiting_for = row.get<std::string>("waiting_for");
    request.report_count = row.get<std::int32_t>("report_count");
    request.chase_count = row.get<std::int32_t>("chase_count");
    request.incident = maybe<Uuid>(row, "incident");
    request.parent = maybe<Uuid>(row, "parent");
    request.endangers = maybe<bool>(row, "endangers").value_or(false);
    request.held_back = maybe<bool>(row, "held_back").value_or(false);
    request.merged_into = maybe<Uuid>(row, "merged_into");
    request.follows = maybe<Uuid>(row, "follows");
    request.opened = row.get<Instant>("opened_at");
    request.created = row.get<Instant>("created_at");
    request.updated = row.get<Instant>("updated_at");
    request.resolved = maybe<Instant>(row, "resolved_at");
    request.closed = maybe<Instant>(row, "closed_at");
    request.version = row.get<std::int64_t>("version");
    request.triage = read_triage(row.get<std::string>("triage"));
    request.external_case = row.get<std::string>("external_case");
    request.held_by = row.get<std::string>("held_by");
    request.language = row.get<std::string>("language");
    request.reply_to = row.get<std::string>("reply_to");
    request.moments = read_moments(row.get<std::string>("moments"));
    return request;
}

}  // namespace hearth::contact
