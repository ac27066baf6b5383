#include "services/dispatch/storage/rows.hpp"

#include <nlohmann/json.hpp>

namespace hearth::dispatch {
namespace {

using nlohmann::json;
constexpr char kBetween = '\x1f';

json of(const Uuid& id) {
    return id.is_nil() ? json{} : json(to_string(id));
}
json of(Instant at) {
    return to_rfc3339(at);
}
json of(const std::optional<Instant>& at) {
    return at ? of(*at) : json{};
}
json text_or_null(const std::string& text) {
    return text.empty() ? json{} : json(text);
}
json of(const std::vector<Uuid>& ids) {
    json list = json::array();
    for (const auto& id : ids)
        list.push_back(to_string(id));
    return list;
}

std::vector<std::string> split(const std::string& joined) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (!joined.empty() && from <= joined.size()) {
        const auto to = std::min(joined.find(kBetween, from), joined.size());
        parts.push_back(joined.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

std::vector<Uuid> split_ids(const std::string& joined) {
    std::vector<Uuid> ids;
    for (const auto& part : split(joined))
        ids.push_back(parse_uuid(part).value_or(Uuid{}));
    return ids;
}

std::optional<GeoPoint> read_point(const sql::Row& row, std::string_view north,
                                   std::string_view east) {
    const auto latitude = row.get<std::optional<double>>(north);
    const auto longitude = row.get<std::optional<double>>(east);
    if (!latitude || !longitude) return {};
    return GeoPoint{*latitude, *longitude};
}

/// Text from outside is UTF-8 by then; what is not would be replaced, never thrown over. NUL, which
/// no column takes, is left out.
std::string document(const json& rows) {
    constexpr std::string_view kNul = "\\u0000";
    auto text = rows.dump(-1, ' ', false, json::error_handler_t::replace);
    std::size_t from = 0;
    while ((from = text.find('\\', from)) != std::string::npos) {
        if (text.compare(from, kNul.size(), kNul) == 0) {
            text.erase(from, kNul.size());
        } else {
            from += 2;  // the escaped character may be a backslash itself
        }
    }
    return text;
}

json result_json(const std::optional<WorkResult>& result) {
    if (!result) return {};
    return {{"cause", result->cause},
            {"note", result->note},
            {"evidence", result->evidence},
            {"below_boundary", result->below_boundary},
            {"supply_restored", result->supply_restored}};
}

std::optional<WorkResult> read_result(const std::optional<std::string>& text) {
    if (!text) return {};
    const auto document = json::parse(*text, nullptr, false);
    if (!document.is_object()) return {};
    WorkResult result;
    result.cause = document.value("cause", "");
    result.note = document.value("note", "");
    result.evidence = document.value("evidence", std::map<std::string, std::string>{});
    result.below_boundary = document.value("below_boundary", false);
    result.supply_restored = document.value("supply_restored", false);
    return result;
}

json rules_json(const std::vector<EvidenceRule>& rules) {
    json list = json::array();
    for (const auto& rule : rules) {
        list.push_back({{"name", rule.name},
                        {"unit", rule.unit},
                        {"least", rule.least},
                        {"most", rule.most},
                        {"one_of", rule.one_of},
                        {"asked_by", rule.asked_by}});
    }
    return list;
}

std::vector<EvidenceRule> read_rules(const std::string& text) {
    std::vector<EvidenceRule> rules;
    for (const auto& rule : json::parse(text, nullptr, false)) {
        rules.push_back({rule.at("name"), rule.at("unit"), rule.at("least"), rule.at("most"),
                         rule.at("one_of"), rule.at("asked_by")});
    }
    return rules;
}

json readings_json(const std::vector<Reading>& readings) {
    json list = json::array();
    for (const auto& reading : readings) {
        list.push_back({{"name", reading.name},
                        {"value", reading.value},
                        {"unit", reading.unit},
                        {"mutator", reading.mutator},
                        {"observed_at", of(reading.observed_at)},
                        {"crew", reading.crew},
                        {"event_version", reading.event_version}});
    }
    return list;
}

std::vector<Reading> read_readings(const std::string& text) {
    std::vector<Reading> readings;
    for (const auto& reading : json::parse(text, nullptr, false)) {
        readings.push_back(
            {reading.at("name"), reading.at("value"), reading.at("unit"), reading.at("mutator"),
             parse_rfc3339(reading.at("observed_at").get<std::string>()).value_or(Instant{}),
             reading.at("crew"), reading.at("event_version")});
    }
    return readings;
}

void read_times(const sql::Row& row, WorkOrder& order) {
    using Time = std::optional<Instant>;
    order.reported_at = row.get<Instant>("reported_at");
    order.arrive_by = row.get<Time>("arrive_by");
    order.forecast_arrival_at = row.get<Time>("forecast_arrival_at");
    order.forecast_restoration_at = row.get<Time>("forecast_restoration_at");
    order.accepted_at = row.get<Time>("accepted_at");
    order.en_route_at = row.get<Time>("en_route_at");
    order.on_site_at = row.get<Time>("on_site_at");
    order.made_safe_at = row.get<Time>("made_safe_at");
    order.restored_at = row.get<Time>("restored_at");
    order.ended_at = row.get<Time>("ended_at");
    order.created_at = row.get<Instant>("created_at");
    order.updated_at = row.get<Instant>("updated_at");
}

void add_times(const WorkOrder& order, json& row) {
    row["reported_at"] = of(order.reported_at);
    row["arrive_by"] = of(order.arrive_by);
    row["forecast_arrival_at"] = of(order.forecast_arrival_at);
    row["forecast_restoration_at"] = of(order.forecast_restoration_at);
    row["accepted_at"] = of(order.accepted_at);
    row["en_route_at"] = of(order.en_route_at);
    row["on_site_at"] = of(order.on_site_at);
    row["made_safe_at"] = of(order.made_safe_at);
    row["restored_at"] = of(order.restored_at);
    row["ended_at"] = of(order.ended_at);
    row["created_at"] = of(order.created_at);
    row["updated_at"] = of(order.updated_at);
}

json order_json(const WorkOrder& order) {
    json row = {{"work_order_id", of(order.id)},
                {"sequence", order.sequence},
                {"request_id", to_string(order.key.request)},
                {"step", order.key.step},
                {"round", order.key.round},
                {"attempt", order.key.attempt},
                {"work_class", order.work_class},
                {"commodity", order.commodity},
                {"hazard", to_string(order.hazard)},
                {"rank", order.rank},
                {"state", to_string(order.state)},
                {"premise_id", of(order.premise)},
                {"service_point_id", of(order.service_point)},
                {"node_id", of(order.node)},
                {"accuracy_m", order.place.accuracy_m},
                {"place_words", order.place.words},
                {"place_class", order.place_class},
                {"crew", text_or_null(order.crew)},
                {"pinned_crew", text_or_null(order.pinned_crew)},
                {"declined_by", order.declined_by},
                {"plan_version", order.plan_version},
                {"incident_id", of(order.incident)},
                {"parent_id", of(order.parent)},
                {"ungrouped", order.ungrouped},
                {"interruptible", to_string(order.interruptible)},
                {"result", result_json(order.result)},
                {"evidence_rules", rules_json(order.evidence_rules)},
                {"readings", readings_json(order.readings)},
                {"fail_reason", order.fail_reason},
                {"suspend_reason", order.suspend_reason},
                {"flags", order.flags},
                {"summary_zh", order.summary_zh},
                {"summary_en", order.summary_en},
                {"needs", order.needs},
                {"critical", order.critical},
                {"version", order.version}};
    if (order.place.point) {
        row["latitude"] = order.place.point->latitude;
        row["longitude"] = order.place.point->longitude;
    }
    add_times(order, row);
    return row;
}

json incident_json(const Incident& incident) {
    json evidence = json::array();
    for (const auto& piece : incident.evidence) {
        evidence.push_back({{"kind", piece.kind},
                            {"source", piece.source},
                            {"weight", piece.weight},
                            {"observed_at", of(piece.observed_at)}});
    }
    return {{"incident_id", of(incident.id)},
            {"sequence", incident.sequence},
            {"kind", incident.kind},
            {"commodity", incident.commodity},
            {"state", to_string(incident.state)},
            {"nodes", of(incident.nodes)},
            {"restored_nodes", of(incident.restored_nodes)},
            {"lead_id", of(incident.lead)},
            {"score", incident.score},
            {"evidence", std::move(evidence)},
            {"start_at", of(incident.start_at)},
            {"confirmed_at", of(incident.confirmed_at)},
            {"restored_at", of(incident.restored_at)},
            {"forecast_restoration_at", of(incident.forecast_restoration_at)},
            {"customers", incident.customers},
            {"parent_id", of(incident.parent)},
            {"created_at", of(incident.created_at)},
            {"updated_at", of(incident.updated_at)},
            {"version", incident.version}};
}

std::vector<Evidence> read_evidence(const std::string& text) {
    std::vector<Evidence> evidence;
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_array()) return evidence;
    for (const auto& piece : document) {
        evidence.push_back({piece.value("kind", ""), piece.value("source", ""),
                            piece.value("weight", 0),
                            parse_rfc3339(piece.value("observed_at", "")).value_or(Instant{})});
    }
    return evidence;
}

}  // namespace

WorkOrder read_order(const sql::Row& row) {
    WorkOrder order;
    order.id = row.get<Uuid>("work_order_id");
    order.sequence = row.get<std::int64_t>("sequence");
    order.key = {row.get<Uuid>("request_id"), row.get<std::string>("step"),
                 row.get<std::int32_t>("round"), row.get<std::int32_t>("attempt")};
    order.work_class = row.get<std::string>("work_class");
    order.commodity = row.get<std::string>("commodity");
    // What we stored parses; a word of a newer version of ours falls back to the first.
    order.hazard = parse_hazard(row.get<std::string>("hazard")).value_or(Hazard::kNone);
    order.rank = row.get<std::int32_t>("rank");
    order.state = parse_order_state(row.get<std::string>("state")).value_or(OrderState::kOpen);
    order.premise = id_or_nil(row, "premise_id");
    order.service_point = id_or_nil(row, "service_point_id");
    order.node = id_or_nil(row, "node_id");
    order.place = {read_point(row, "latitude", "longitude"), row.get<double>("accuracy_m"),
                   row.get<std::string>("place_words")};
    order.place_class = row.get<std::string>("place_class");
    order.crew = row.get<std::optional<std::string>>("crew").value_or("");
    order.pinned_crew = row.get<std::optional<std::string>>("pinned_crew").value_or("");
    order.declined_by = split(row.get<std::string>("declined_by"));
    order.plan_version = row.get<std::int64_t>("plan_version");
    order.incident = id_or_nil(row, "incident_id");
    order.parent = id_or_nil(row, "parent_id");
    order.ungrouped = row.get<bool>("ungrouped");
    order.interruptible =
        parse_interruptible(row.get<std::string>("interruptible")).value_or(Interruptible::kNo);
    order.result = read_result(row.get<std::optional<std::string>>("result"));
    order.evidence_rules = read_rules(row.get<std::string>("evidence_rules"));
    order.readings = read_readings(row.get<std::string>("readings"));
    order.fail_reason = row.get<std::string>("fail_reason");
    order.suspend_reason = row.get<std::string>("suspend_reason");
    order.flags = split(row.get<std::string>("flags"));
    order.summary_zh = row.get<std::string>("summary_zh");
    order.summary_en = row.get<std::string>("summary_en");
    order.needs = split(row.get<std::string>("needs"));
    order.critical = row.get<bool>("critical");
    order.version = row.get<std::int64_t>("version");
    read_times(row, order);
    return order;
}

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

Incident read_incident(const sql::Row& row) {
    using Time = std::optional<Instant>;
    Incident incident;
    incident.id = row.get<Uuid>("incident_id");
    incident.sequence = row.get<std::int64_t>("sequence");
    incident.kind = row.get<std::string>("kind");
    incident.commodity = row.get<std::string>("commodity");
    incident.state =
        parse_incident_state(row.get<std::string>("state")).value_or(IncidentState::kClosed);
    incident.nodes = split_ids(row.get<std::string>("nodes"));
    incident.restored_nodes = split_ids(row.get<std::string>("restored_nodes"));
    incident.lead = id_or_nil(row, "lead_id");
    incident.score = row.get<std::int32_t>("score");
    incident.evidence = read_evidence(row.get<std::string>("evidence"));
    incident.start_at = row.get<Instant>("start_at");
    incident.confirmed_at = row.get<Time>("confirmed_at");
    incident.restored_at = row.get<Time>("restored_at");
    incident.forecast_restoration_at = row.get<Time>("forecast_restoration_at");
    incident.customers = row.get<std::int32_t>("customers");
    incident.parent = id_or_nil(row, "parent_id");
    incident.created_at = row.get<Instant>("created_at");
    incident.updated_at = row.get<Instant>("updated_at");
    incident.version = row.get<std::int64_t>("version");
    return incident;
}

Member read_member(const sql::Row& row) {
    return {row.get<Uuid>("work_order_id"),
            row.get<Uuid>("request_id"),
            id_or_nil(row, "service_point_id"),
            id_or_nil(row, "node_id"),
            row.get<Instant>("reported_at"),
            row.get<std::optional<Instant>>("restored_at"),
            row.get<std::optional<Instant>>("verified_at"),
            row.get<bool>("removed")};
}

PlannedStop read_stop(const sql::Row& row) {
    return {row.get<Uuid>("work_order_id"),   row.get<Instant>("arrival_at"),
            row.get<Instant>("departure_at"), row.get<std::int64_t>("travel_s"),
            row.get<std::string>("rule"),     row.get<std::string>("cost_term"),
            row.get<std::int64_t>("margin"),  row.get<std::string>("why")};
}

std::string orders_document(const std::vector<const WorkOrder*>& orders) {
    json rows = json::array();
    for (const auto* order : orders)
        rows.push_back(order_json(*order));
    return document(rows);
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

std::string incidents_document(const std::vector<const Incident*>& incidents) {
    json rows = json::array();
    for (const auto* incident : incidents)
        rows.push_back(incident_json(*incident));
    return document(rows);
}

std::string members_document(const std::vector<const Incident*>& incidents) {
    json rows = json::array();
    for (const auto* incident : incidents) {
        for (const auto& member : incident->members) {
            rows.push_back({{"incident_id", of(incident->id)},
                            {"work_order_id", of(member.order)},
                            {"request_id", to_string(member.request)},
                            {"service_point_id", of(member.service_point)},
                            {"node_id", of(member.node)},
                            {"reported_at", of(member.reported_at)},
                            {"restored_at", of(member.restored_at)},
                            {"verified_at", of(member.verified_at)},
                            {"removed", member.removed}});
        }
    }
    return document(rows);
}

std::string nodes_document(const std::vector<NodeCopy>& nodes) {
    json rows = json::array();
    for (const auto& node : nodes) {
        json row = {{"node_id", of(node.id)},
                    {"parent_id", of(node.parent.value_or(Uuid{}))},
                    {"kind", node.kind},
                    {"commodity", node.commodity},
                    {"version", node.version}};
        if (node.point) {
            row["latitude"] = node.point->latitude;
            row["longitude"] = node.point->longitude;
        }
        rows.push_back(std::move(row));
    }
    return document(rows);
}

std::string stops_document(const std::map<std::string, std::vector<PlannedStop>>& routes,
                           const std::set<std::string>& crews) {
    json rows = json::array();
    for (const auto& code : crews) {
        const auto route = routes.find(code);
        if (route == routes.end()) continue;
        int position = 0;
        for (const auto& stop : route->second) {
            rows.push_back({{"crew", code},
                            {"position", ++position},
                            {"work_order_id", of(stop.order)},
                            {"arrival_at", of(stop.arrival_at)},
                            {"departure_at", of(stop.departure_at)},
                            {"travel_s", stop.travel_s},
                            {"rule", stop.rule},
                            {"cost_term", stop.cost_term},
                            {"margin", stop.margin},
                            {"why", stop.why}});
        }
    }
    return document(rows);
}

}  // namespace hearth::dispatch
