#include "services/registry/domain/import_plan.hpp"

#include <algorithm>

namespace hearth::registry {
namespace {

const FileKind& contact_file() {
    return file_kind(Noun::kContacts);
}

}  // namespace

std::optional<FieldViolation> merge(NetworkNode&, const NetworkNode&) {
    return std::nullopt;
}

std::optional<FieldViolation> merge(Premise&, const Premise&) {
    return std::nullopt;
}

std::optional<FieldViolation> merge(ServicePoint& incoming, const ServicePoint& stored) {
    incoming.supply = stored.supply;
    if (incoming.commodity == stored.commodity) return std::nullopt;
    return FieldViolation{"commodity", "CANNOT_CHANGE",
                          "is another one now; a new service point is needed"};
}

std::optional<FieldViolation> merge(Device&, const Device&) {
    return std::nullopt;
}

std::optional<FieldViolation> merge(Party& incoming, const Party& stored) {
    incoming.number = stored.number;
    incoming.created_at = stored.created_at;
    return std::nullopt;
}

std::optional<FieldViolation> merge(Account& incoming, const Account& stored) {
    if (incoming.party == stored.party) return std::nullopt;
    return FieldViolation{"party", "CANNOT_CHANGE",
                          "is another one now; an account stays with its party"};
}

std::optional<FieldViolation> merge(Agreement& incoming, const Agreement& stored) {
    incoming.party = stored.party;
    if (incoming.account == stored.account && incoming.service_point == stored.service_point)
        return std::nullopt;
    return FieldViolation{incoming.account == stored.account ? "service_point" : "account",
                          "CANNOT_CHANGE",
                          "is another one now; end this agreement and make a new one"};
}

namespace detail {

Violations contradictions(const Uuid& id, const std::string& code, const std::string& alt,
                          const FileKind& kind, const std::vector<Reference>& references,
                          Commodity commodity, const Known& known) {
    Violations found;
    if (const auto earlier = known.earlier_lines.find(code); earlier != known.earlier_lines.end()) {
        found.push_back({std::string{kind.key}, "DUPLICATE",
                         "stands in line " + std::to_string(earlier->second) + " already"});
    }
    if (!alt.empty()) {
        const auto holder = known.holders.find(alt);
        if (holder != known.holders.end() && holder->second != id)
            found.push_back({std::string{kind.alt_key}, "TAKEN", "belongs to another one"});
    }
    for (const auto& reference : references) {
        if (!known.existing.contains(reference.id)) {
            found.push_back({reference.field, "UNKNOWN_REFERENCE",
                             reference.code + " does not exist, or was refused"});
        } else if (reference.noun == Noun::kNetworkNode) {
            const auto carried = known.carried.find(reference.id);
            if (carried != known.carried.end() && carried->second != commodity)
                found.push_back({reference.field, "WRONG_COMMODITY",
                                 reference.code + " carries another commodity"});
        }
    }
    return found;
}

}  // namespace detail

ContactPlan plan_contacts(Batch<ContactRow> batch, const Known& known) {
    ContactPlan result;
    result.refusals = std::move(batch.refusals);
    std::unordered_set<int> refused_lines;
    for (const auto& refusal : result.refusals)
        refused_lines.insert(refusal.line);
    std::unordered_map<Uuid, std::size_t> list_of;
    for (auto& row : batch.rows) {
        const auto refuse = [&](std::string_view field, const char* reason, std::string message) {
            refused_lines.insert(row.line);
            result.refusals.push_back({std::string{contact_file().file}, row.line,
                                       std::string{field}, reason, std::move(message)});
        };
        if (!known.existing.contains(row.noun.party)) {
            refuse("party", "UNKNOWN_REFERENCE",
                   row.references.front().code + " does not exist, or was refused");
            continue;
        }
        const auto [at, fresh] = list_of.emplace(row.noun.party, result.lists.size());
        if (fresh) result.lists.push_back({row.noun.party, {}, 0});
        auto& points = result.lists[at->second].points;
        const auto same = std::any_of(points.begin(), points.end(), [&](const ContactPoint& p) {
            return p.kind == row.noun.point.kind && p.value == row.noun.point.value;
        });
        if (same) {
            refuse("value", "DUPLICATE", "stands in the party's list already");
        } else if (points.size() == kMostContactPoints) {
            refuse("value", "TOO_MANY", "is one more than the 20 a party may have");
        } else {
            points.push_back(std::move(row.noun.point));
            ++result.rows_of[row.noun.party];
        }
    }
    result.refused_rows = static_cast<std::int64_t>(refused_lines.size());
    return result;
}

}  // namespace hearth::registry
