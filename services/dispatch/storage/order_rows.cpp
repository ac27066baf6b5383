#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

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
    order.danger_at = row.get<Time>("danger_at");
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
    row["danger_at"] = of(order.danger_at);
    row["restored_at"] = of(order.restored_at);
    row["ended_at"] = of(order.ended_at);
    row["created_at"] = of(order.created_at);
    row["updated_at"] = of(order.updated_at);
}

json order_json(const WorkOrder& order) {
    json row = {{"work_order_id", of(order.id)},
                {"sequence", order.sequence},
                {"request_id", of(order.key.request)},
                {"step", order.key.step},
                {"round", order.key.round},
                {"attempt", order.key.attempt},
                {"work_class", order.work_class},
                {"commodity", order.commodity},
                {"hazard", name_of(order.hazard)},
                {"rank", order.rank},
                {"state", name_of(order.state)},
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
                {"interruptible", name_of(order.interruptible)},
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

}  // namespace

WorkOrder read_order(const sql::Row& row) {
    WorkOrder order;
    order.id = row.get<Uuid>("work_order_id");
    order.sequence = row.get<std::int64_t>("sequence");
    order.key = {row.get<std::optional<Uuid>>("request_id"), row.get<std::string>("step"),
                 row.get<std::int32_t>("round"), row.get<std::int32_t>("attempt")};
    order.work_class = row.get<std::string>("work_class");
    order.commodity = row.get<std::string>("commodity");
    // What we stored parses; a word of a newer version of ours falls back to the first.
    order.hazard = find_hazard(row.get<std::string>("hazard")).value_or(Hazard::kNone);
    order.rank = row.get<std::int32_t>("rank");
    order.state = find_order_state(row.get<std::string>("state")).value_or(OrderState::kOpen);
    order.premise = row.get<std::optional<Uuid>>("premise_id");
    order.service_point = row.get<std::optional<Uuid>>("service_point_id");
    order.node = row.get<std::optional<Uuid>>("node_id");
    order.place = {read_point(row, "latitude", "longitude"), row.get<double>("accuracy_m"),
                   row.get<std::string>("place_words")};
    order.place_class = row.get<std::string>("place_class");
    order.crew = row.get<std::optional<std::string>>("crew").value_or("");
    order.pinned_crew = row.get<std::optional<std::string>>("pinned_crew").value_or("");
    order.declined_by = split(row.get<std::string>("declined_by"));
    order.plan_version = row.get<std::int64_t>("plan_version");
    order.incident = row.get<std::optional<Uuid>>("incident_id");
    order.parent = row.get<std::optional<Uuid>>("parent_id");
    order.ungrouped = row.get<bool>("ungrouped");
    order.interruptible =
        find_interruptible(row.get<std::string>("interruptible")).value_or(Interruptible::kNo);
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

std::string orders_document(const std::vector<const WorkOrder*>& orders) {
    json rows = json::array();
    for (const auto* order : orders)
        rows.push_back(order_json(*order));
    return document(rows);
}

}  // namespace hearth::dispatch
