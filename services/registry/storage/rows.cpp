#include "services/registry/storage/rows.hpp"

#include <optional>
#include <string>

namespace hearth::registry {
namespace {

std::string text(const sql::Row& row, std::string_view column) {
    return row.get<std::string>(column);
}

GeoPoint location(const sql::Row& row) {
    return {row.get<double>("latitude"), row.get<double>("longitude")};
}

Commodity commodity(const sql::Row& row) {
    return parse_commodity(text(row, "commodity")).value_or(Commodity::kUnspecified);
}

std::vector<std::string> split(const std::string& joined) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < joined.size();) {
        const std::size_t end = std::min(joined.find(',', at), joined.size());
        words.push_back(joined.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

}  // namespace

void read(const sql::Row& row, NetworkNode& node) {
    node.id = row.get<Uuid>("node_id");
    node.code = text(row, "code");
    node.kind = text(row, "kind");
    node.commodity = commodity(row);
    node.parent = row.get<std::optional<Uuid>>("parent_id");
    node.title_zh = text(row, "title_zh");
    node.title_en = text(row, "title_en");
    node.location = location(row);
    node.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, Premise& premise) {
    premise.id = row.get<Uuid>("premise_id");
    premise.code = text(row, "code");
    premise.address_zh = text(row, "address_zh");
    premise.address_en = text(row, "address_en");
    premise.building = text(row, "building");
    premise.unit = text(row, "unit");
    premise.door = text(row, "door");
    premise.location = location(row);
    premise.place_class = text(row, "place_class");
    premise.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, ServicePoint& point) {
    point.id = row.get<Uuid>("service_point_id");
    point.code = text(row, "code");
    point.premise = row.get<Uuid>("premise_id");
    point.commodity = commodity(row);
    point.node = row.get<Uuid>("node_id");
    point.supply = {row.get<bool>("supply_on"), text(row, "supply_cause"),
                    row.get<Instant>("supply_since"), text(row, "supply_actor")};
    point.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, Device& device) {
    device.id = row.get<Uuid>("device_id");
    device.code = text(row, "code");
    device.serial = text(row, "serial");
    device.service_point = row.get<Uuid>("service_point_id");
    device.kind = text(row, "kind");
    device.model = text(row, "model");
    device.rating = text(row, "rating");
    device.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, Party& party) {
    party.id = row.get<Uuid>("party_id");
    party.number = row.get<std::int64_t>("number");
    party.code = text(row, "code");
    party.kind = parse_party_kind(text(row, "kind")).value_or(PartyKind::kUnspecified);
    party.name_zh = text(row, "name_zh");
    party.name_en = text(row, "name_en");
    party.party_class =
        parse_party_class(text(row, "party_class")).value_or(PartyClass::kUnspecified);
    party.language = text(row, "language");
    party.needs = split(text(row, "needs"));
    party.created_at = row.get<Instant>("created_at");
    party.updated_at = row.get<Instant>("updated_at");
    party.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, Account& account) {
    account.id = row.get<Uuid>("account_id");
    account.code = text(row, "code");
    account.number = text(row, "number");
    account.party = row.get<Uuid>("party_id");
    account.version = row.get<std::int64_t>("version");
}

void read(const sql::Row& row, Agreement& agreement) {
    agreement.id = row.get<Uuid>("agreement_id");
    agreement.code = text(row, "code");
    agreement.account = row.get<Uuid>("account_id");
    agreement.party = row.get<Uuid>("party_id");
    agreement.service_point = row.get<Uuid>("service_point_id");
    agreement.start_on = text(row, "start_on");
    agreement.end_on = row.get<std::optional<std::string>>("end_on").value_or("");
    agreement.version = row.get<std::int64_t>("version");
}

}  // namespace hearth::registry
