#include "services/dispatch/storage/json.hpp"
#include "services/dispatch/storage/rows.hpp"

namespace hearth::dispatch {
namespace {

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
            {"state", name_of(incident.state)},
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

Incident read_incident(const sql::Row& row) {
    using Time = std::optional<Instant>;
    Incident incident;
    incident.id = row.get<Uuid>("incident_id");
    incident.sequence = row.get<std::int64_t>("sequence");
    incident.kind = row.get<std::string>("kind");
    incident.commodity = row.get<std::string>("commodity");
    incident.state =
        find_incident_state(row.get<std::string>("state")).value_or(IncidentState::kClosed);
    incident.nodes = split_ids(row.get<std::string>("nodes"));
    incident.restored_nodes = split_ids(row.get<std::string>("restored_nodes"));
    incident.lead = row.get<std::optional<Uuid>>("lead_id");
    incident.score = row.get<std::int32_t>("score");
    incident.evidence = read_evidence(row.get<std::string>("evidence"));
    incident.start_at = row.get<Instant>("start_at");
    incident.confirmed_at = row.get<Time>("confirmed_at");
    incident.restored_at = row.get<Time>("restored_at");
    incident.forecast_restoration_at = row.get<Time>("forecast_restoration_at");
    incident.customers = row.get<std::int32_t>("customers");
    incident.parent = row.get<std::optional<Uuid>>("parent_id");
    incident.created_at = row.get<Instant>("created_at");
    incident.updated_at = row.get<Instant>("updated_at");
    incident.version = row.get<std::int64_t>("version");
    return incident;
}

Member read_member(const sql::Row& row) {
    return {row.get<Uuid>("work_order_id"),
            row.get<std::optional<Uuid>>("request_id"),
            row.get<std::optional<Uuid>>("service_point_id"),
            row.get<std::optional<Uuid>>("node_id"),
            row.get<Instant>("reported_at"),
            row.get<std::optional<Instant>>("restored_at"),
            row.get<std::optional<Instant>>("verified_at"),
            row.get<bool>("removed")};
}

std::string incidents_document(const std::vector<const Incident*>& incidents) {
    json rows = json::array();
    for (const auto* incident : incidents)
        rows.push_back(incident_json(*incident));
    return document(rows);
}

std::string members_document(const Members& members, const std::set<Members::Key>& changed) {
    json rows = json::array();
    for (const auto& [incident, order] : changed) {
        const auto& member = *members.find(incident, order);
        rows.push_back({{"incident_id", of(incident)},
                        {"work_order_id", of(member.order)},
                        {"request_id", of(member.request)},
                        {"service_point_id", of(member.service_point)},
                        {"node_id", of(member.node)},
                        {"reported_at", of(member.reported_at)},
                        {"restored_at", of(member.restored_at)},
                        {"verified_at", of(member.verified_at)},
                        {"removed", member.removed}});
    }
    return document(rows);
}

}  // namespace hearth::dispatch
