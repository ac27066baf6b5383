#include "services/contact/storage/identity_store.hpp"

#include <algorithm>
#include <set>

#include "libs/sql/document.hpp"
#include "libs/sql/tx.hpp"
#include "services/contact/storage/columns.hpp"
#include "services/contact/storage/work_rows.hpp"
#include "sql_gen/contact_storage/identity.sql.hpp"

namespace hearth::contact {
namespace {

std::string maybe_text(const sql::Row& row, std::string_view column) {
    return row.get<std::optional<std::string>>(column).value_or("");
}

void add_premise(const sql::Row& row, std::vector<CandidatePremise>& premises) {
    const Uuid uid = row.get<Uuid>("premise_id");
    if (premises.empty() || premises.back().premise != uid) {
        premises.push_back({uid,
                            row.get<std::string>("address_zh"),
                            row.get<std::string>("address_en"),
                            row.get<Uuid>("party_id"),
                            row.get<std::string>("place_class"),
                            {},
                            false});
    }
    const Uuid point = row.get<Uuid>("service_point_id");
    auto& supplies = premises.back().supplies;
    const bool known = std::any_of(supplies.begin(), supplies.end(), [&](const Supply& supply) {
        return supply.service_point == point;
    });
    if (known) return;
    supplies.push_back({point, row.get<std::string>("commodity"),
                        row.get<std::optional<Uuid>>("node_id"), row.get<bool>("supply_on"),
                        row.get<std::string>("supply_cause"),
                        row.get<std::optional<Instant>>("supply_since")});
}

void add_incident(const sql::Row& row, IdentityStore::Candidates& found) {
    IncidentKnown incident = read_incident(row);
    const Uuid start = row.get<Uuid>("start_id");
    for (CandidatePremise& premise : found.premises) {
        for (const Supply& supply : premise.supplies) {
            if (supply.node == start && supply.commodity == incident.commodity)
                premise.in_incident = true;
        }
    }
    const bool known =
        std::any_of(found.incidents.begin(), found.incidents.end(),
                    [&](const IncidentKnown& other) { return other.uid == incident.uid; });
    if (!known) found.incidents.push_back(std::move(incident));
}

}  // namespace

PremiseKnown read_premise(const sql::Row& row) {
    PremiseKnown known;
    Place& place = known.place;
    place.premise = row.get<Uuid>("premise_id");
    place.service_point = row.get<std::optional<Uuid>>("service_point_id");
    place.node = row.get<std::optional<Uuid>>("node_id");
    place.place_class = row.get<std::string>("place_class");
    if (const auto latitude = row.get<std::optional<double>>("latitude"))
        place.location =
            Location{*latitude, row.get<std::optional<double>>("longitude").value_or(0), 0, {}};
    const auto on = row.get<std::optional<bool>>("supply_on");
    place.supply_state = on ? (*on ? "on" : "off") : "unknown";
    if (place.supply_state == "off") place.supply_cause = maybe_text(row, "supply_cause");
    known.address_zh = row.get<std::string>("address_zh");
    known.address_en = row.get<std::string>("address_en");
    known.reporter.party = row.get<std::optional<Uuid>>("party_id");
    known.reporter.party_class = maybe_text(row, "party_class");
    known.reporter.needs = maybe_text(row, "needs");
    known.language = maybe_text(row, "language");
    if (!row.is_null("incident_id")) known.incident = read_incident(row);
    place.planned_work = known.incident && known.incident->kind == "planned";
    return known;
}

Result<IdentityStore::Candidates> PgIdentityStore::by_address(const std::string& address,
                                                              const std::string& today) {
    Candidates found;
    tx_.queue_with(
        statements::caller_parties, sql::Params::of(tx_.tenant(), address),
        [&found](const sql::Rows& rows) -> Result<void> {
            for (const sql::Row row : rows) {
                found.parties.push_back(
                    {row.get<Uuid>("party_id"), row.get<std::string>("name_zh"),
                     row.get<std::string>("name_en"), row.get<std::string>("party_class"),
                     row.get<std::string>("language"), row.get<std::string>("needs")});
            }
            return {};
        });
    auto premises = tx_.run(statements::caller_premises, tx_.tenant(), address, today);
    if (!premises) return fail(std::move(premises).error());
    for (const sql::Row row : *premises)
        add_premise(row, found.premises);
    if (found.parties.empty()) return found;
    std::vector<Uuid> nodes;
    std::vector<Uuid> places;
    std::vector<Uuid> parties;
    for (const CandidateParty& party : found.parties)
        parties.push_back(party.party);
    for (const CandidatePremise& premise : found.premises) {
        places.push_back(premise.premise);
        for (const Supply& supply : premise.supplies) {
            if (supply.node) nodes.push_back(*supply.node);
        }
    }
    tx_.queue_with(statements::caller_incidents, sql::Params::of(tx_.tenant(), nodes),
                   [&found](const sql::Rows& rows) -> Result<void> {
                       for (const sql::Row row : rows)
                           add_incident(row, found);
                       return {};
                   });
    auto requests = tx_.run(statements::caller_requests, tx_.tenant(), places, parties);
    if (!requests) return fail(std::move(requests).error());
    for (const sql::Row row : *requests)
        found.requests.push_back(row.get<Uuid>("request_id"));
    return found;
}

Result<PremiseKnown> PgIdentityStore::premise(const Uuid& premise, const std::string& commodity,
                                              const std::string& today) {
    auto rows = tx_.run(statements::premise_for_report, tx_.tenant(), premise, commodity, today);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(not_found("premises/" + to_string(premise)));
    return read_premise((*rows)[0]);
}

std::string hearers_document(std::span<const Hearer> hearers) {
    Json rows = Json::array();
    for (const Hearer& hearer : hearers) {
        rows.push_back({{"position", rows.size()},
                        {"address", hearer.address},
                        {"premise_id", json_of(hearer.premise)},
                        {"party_id", json_of(hearer.party)}});
    }
    return sql::document(rows);
}

Result<void> PgIdentityStore::recognise(std::span<Hearer> hearers, const std::string& today) {
    if (hearers.empty()) return {};
    auto rows =
        tx_.run(statements::addresses_known, tx_.tenant(), hearers_document(hearers), today);
    if (!rows) return fail(std::move(rows).error());
    std::size_t at = 0;
    for (const sql::Row row : *rows)
        hearers[at++].known = row.get<bool>("known");
    return {};
}

Result<bool> PgIdentityStore::owns(const Uuid& party, const Belongings& things,
                                   const std::string& today) {
    const std::vector<Uuid> requests{things.requests.begin(), things.requests.end()};
    const std::vector<std::string> numbers{things.numbers.begin(), things.numbers.end()};
    const std::vector<Uuid> premises{things.premises.begin(), things.premises.end()};
    auto rows = tx_.run(statements::things_of_party, tx_.tenant(), party, requests, numbers,
                        premises, today);
    if (!rows) return fail(std::move(rows).error());
    const auto asked = requests.size() + numbers.size() + premises.size();
    return (*rows)[0].get<std::int64_t>("own") == static_cast<std::int64_t>(asked);
}

Result<ContactOfJob> PgIdentityStore::job_contact(const Uuid& request) {
    auto rows = tx_.run(statements::job_contact, tx_.tenant(), request);
    if (!rows) return fail(std::move(rows).error());
    if (rows->empty()) return fail(not_found(request_name(request)));
    const sql::Row row = (*rows)[0];
    return ContactOfJob{row.get<std::string>("name_zh"),    row.get<std::string>("name_en"),
                        row.get<std::string>("phone"),      row.get<std::string>("words"),
                        row.get<std::string>("language"),   row.get<std::string>("needs"),
                        row.get<std::string>("address_zh"), row.get<std::string>("address_en")};
}

}  // namespace hearth::contact
