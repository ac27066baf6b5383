#include "services/contact/storage/projection_store.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/storage/columns.hpp"
#include "services/contact/storage/work_rows.hpp"
#include "sql_gen/contact_storage/projection.sql.hpp"

namespace hearth::contact {
namespace {

/// The last of each aggregate: one statement may touch a row once only.
template <typename Fact, typename Key>
std::vector<const Fact*> last_of_each(std::span<const Fact> facts, Key key) {
    std::map<Uuid, const Fact*> last;
    for (const Fact& fact : facts)
        last[std::invoke(key, fact)] = &fact;
    std::vector<const Fact*> all;
    all.reserve(last.size());
    for (const auto& [uid, fact] : last)
        all.push_back(fact);
    return all;
}

template <typename Fact, typename Key, typename ToRow>
std::string rows_of(std::span<const Fact> facts, Key key, ToRow to_row) {
    Json rows = Json::array();
    for (const Fact* fact : last_of_each(facts, key))
        rows.push_back(to_row(*fact));
    return sql::document(rows);
}

Json date_of(const std::string& day) {
    return day.empty() ? Json(nullptr) : Json(day);
}

class PgProjectionStore final : public ProjectionStore {
public:
    explicit PgProjectionStore(sql::Tx& tx) : tx_(tx) {}
    void put(std::span<const PartyFact> facts) override;
    void put(std::span<const ContactPointsFact> facts) override;
    void put(std::span<const PremiseFact> facts) override;
    void put(std::span<const ServicePointFact> facts) override;
    void put(std::span<const AgreementFact> facts) override;
    void put(std::span<const NodeFact> facts) override;
    void put(std::span<const WorkKnown> facts) override;
    void put(std::span<const IncidentState> facts) override;

private:
    sql::Tx& tx_;
};

void PgProjectionStore::put(std::span<const PartyFact> facts) {
    tx_.queue(statements::party_put, rows_of(facts, &PartyFact::uid, [&](const PartyFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()}, {"party_id", json_of(fact.uid)},
                              {"version", fact.version},   {"party_class", fact.party_class},
                              {"language", fact.language}, {"needs", fact.needs}};
              }));
}

void PgProjectionStore::put(std::span<const ContactPointsFact> facts) {
    Json points = Json::array();
    std::vector<Uuid> parties;
    for (const ContactPointsFact* fact : last_of_each(facts, &ContactPointsFact::party)) {
        parties.push_back(fact->party);
        for (std::size_t i = 0; i < fact->points.size(); ++i) {
            const PointFact& point = fact->points[i];
            points.push_back({{"tenant_id", tx_.tenant()},
                              {"party_id", json_of(fact->party)},
                              {"position", i},
                              {"kind", point.kind},
                              {"value", point.value},
                              {"label", point.label},
                              {"preferred", point.preferred}});
        }
    }
    tx_.queue(statements::party_contact_put,
              rows_of(facts, &ContactPointsFact::party, [&](const ContactPointsFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()},
                              {"party_id", json_of(fact.party)},
                              {"version", fact.version},
                              {"name_zh", fact.name_zh},
                              {"name_en", fact.name_en}};
              }));
    tx_.queue(statements::contact_point_clear, tx_.tenant(), parties);
    tx_.queue(statements::contact_point_put, sql::document(points));
}

void PgProjectionStore::put(std::span<const PremiseFact> facts) {
    tx_.queue(statements::premise_put,
              rows_of(facts, &PremiseFact::uid, [&](const PremiseFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()},
                              {"premise_id", json_of(fact.uid)},
                              {"version", fact.version},
                              {"code", fact.code},
                              {"address_zh", fact.address_zh},
                              {"address_en", fact.address_en},
                              {"latitude", json_of(fact.latitude)},
                              {"longitude", json_of(fact.longitude)},
                              {"place_class", fact.place_class}};
              }));
}

void PgProjectionStore::put(std::span<const ServicePointFact> facts) {
    tx_.queue(statements::service_point_put,
              rows_of(facts, &ServicePointFact::uid, [&](const ServicePointFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()},
                              {"service_point_id", json_of(fact.uid)},
                              {"version", fact.version},
                              {"premise_id", json_of(fact.premise)},
                              {"commodity", fact.commodity},
                              {"node_id", json_of(fact.node)},
                              {"supply_on", fact.on},
                              {"supply_cause", fact.cause},
                              {"supply_since", json_of(fact.since)}};
              }));
}

void PgProjectionStore::put(std::span<const AgreementFact> facts) {
    tx_.queue(statements::agreement_put,
              rows_of(facts, &AgreementFact::uid, [&](const AgreementFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()},
                              {"agreement_id", json_of(fact.uid)},
                              {"version", fact.version},
                              {"party_id", json_of(fact.party)},
                              {"service_point_id", json_of(fact.service_point)},
                              {"start_on", date_of(fact.start_on)},
                              {"end_on", date_of(fact.end_on)}};
              }));
}

void PgProjectionStore::put(std::span<const NodeFact> facts) {
    tx_.queue(statements::network_node_put,
              rows_of(facts, &NodeFact::uid, [&](const NodeFact& fact) {
                  return Json{{"tenant_id", tx_.tenant()},
                              {"node_id", json_of(fact.uid)},
                              {"version", fact.version},
                              {"parent_id", json_of(fact.parent)}};
              }));
}

void PgProjectionStore::put(std::span<const WorkKnown> facts) {
    tx_.queue(statements::work_order_put,
              rows_of(facts, &WorkKnown::uid,
                      [&](const WorkKnown& fact) { return to_row(tx_.tenant(), fact); }));
}

void PgProjectionStore::put(std::span<const IncidentState> facts) {
    std::vector<Uuid> incidents;
    std::vector<Uuid> nodes;
    std::vector<Uuid> of;
    const auto uid = [](const IncidentState& fact) { return fact.incident.uid; };
    for (const IncidentState* fact : last_of_each(facts, uid)) {
        incidents.push_back(fact->incident.uid);
        for (const Uuid& node : fact->nodes_out) {
            nodes.push_back(node);
            of.push_back(fact->incident.uid);
        }
    }
    tx_.queue(statements::incident_put, rows_of(facts, uid, [&](const IncidentState& fact) {
                  return to_row(tx_.tenant(), fact);
              }));
    tx_.queue(statements::incident_node_clear, tx_.tenant(), incidents);
    tx_.queue(statements::incident_node_put, tx_.tenant(), nodes, of);
}

}  // namespace

std::unique_ptr<ProjectionStore> open_projections(sql::Tx& tx) {
    return std::make_unique<PgProjectionStore>(tx);
}

}  // namespace hearth::contact
