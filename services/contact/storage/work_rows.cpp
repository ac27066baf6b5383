#include "services/contact/storage/work_rows.hpp"

#include "services/contact/storage/columns.hpp"

namespace hearth::contact {
namespace {

template <typename Made, typename Column>
void work_columns(Made& work, Column&& column) {
    column("work_order_id", work.uid);
    column("version", work.version);
    column("request_id", work.request);
    column("number", work.number);
    column("state", work.state);
    column("step", work.step);
    column("round", work.round);
    column("attempt", work.attempt);
    column("crew", work.crew);
    column("forecast_arrival_at", work.forecast_arrival);
    column("forecast_restoration_at", work.forecast_restoration);
    column("on_site_at", work.on_site);
    column("supply_restored_at", work.supply_restored);
    column("done_at", work.done);
    column("parent_id", work.parent);
}

template <typename Made, typename Column>
void incident_columns(Made& incident, Column&& column) {
    column("incident_id", incident.uid);
    column("number", incident.number);
    column("kind", incident.kind);
    column("commodity", incident.commodity);
    column("state", incident.state);
    column("customers", incident.customers);
    column("forecast_restoration_at", incident.forecast_restoration);
}

}  // namespace

Json to_row(int tenant, const WorkKnown& work) {
    WrittenRow row{tenant};
    work_columns(work, row);
    return std::move(row.json);
}

Json to_row(int tenant, const IncidentState& incident) {
    WrittenRow row{tenant};
    row("version", incident.version);
    incident_columns(incident.incident, row);
    return std::move(row.json);
}

std::vector<WorkKnown> read_work(const std::string& text) {
    std::vector<WorkKnown> work;
    for (const Json& json : Json::parse(text))
        work_columns(work.emplace_back(), JsonRow{json});
    return work;
}

IncidentKnown read_incident(const std::string& text) {
    IncidentKnown read;
    incident_columns(read, JsonRow{Json::parse(text)});
    return read;
}

IncidentKnown read_incident(const sql::Row& row) {
    IncidentKnown read;
    incident_columns(read, ReadRow{row});
    return read;
}

}  // namespace hearth::contact
