#include "services/registry/storage/party_store.hpp"

#include <unordered_map>

#include <sql_gen/registry_storage/party.sql.hpp>

#include "services/registry/domain/column.hpp"
#include "services/registry/storage/rows.hpp"

namespace hearth::registry {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ",") + word;
    return text;
}

/// The rows of contact_point, flat.
struct PointColumns {
    std::vector<Uuid> party;
    std::vector<std::int32_t> position;
    std::vector<std::string> kind;
    std::vector<std::string> value;
    std::vector<std::string> label;
    std::vector<bool> preferred;
};

PointColumns columns_of(const std::vector<Contacts>& lists) {
    PointColumns columns;
    for (const auto& list : lists) {
        std::int32_t position = 0;
        for (const auto& point : list.points) {
            columns.party.push_back(list.party);
            columns.position.push_back(++position);
            columns.kind.emplace_back(to_text(point.kind));
            columns.value.push_back(point.value);
            columns.label.push_back(point.label);
            columns.preferred.push_back(point.preferred);
        }
    }
    return columns;
}

}  // namespace

Result<std::vector<Party>> PartyStore::find(const std::vector<Uuid>& ids) {
    return read_all<Party>(tx_, statements::party_find, ids);
}

Result<std::vector<Party>> PartyStore::lock(const std::vector<Uuid>& ids) {
    return read_all<Party>(tx_, statements::party_lock, ids);
}

Result<void> PartyStore::save(const std::vector<Party>& nouns) {
    const auto words = [&](auto member) {
        return column(nouns, [&](const Party& p) { return std::string{to_text(p.*member)}; });
    };
    return execute(tx_, statements::party_save, tx_.tenant(), column(nouns, &Party::id),
                   column(nouns, &Party::number), column(nouns, &Party::code), words(&Party::kind),
                   column(nouns, &Party::name_zh), column(nouns, &Party::name_en),
                   words(&Party::party_class), column(nouns, &Party::language),
                   column(nouns, [](const Party& party) { return joined(party.needs); }),
                   column(nouns, &Party::created_at), column(nouns, &Party::updated_at),
                   column(nouns, &Party::version));
}

Result<std::vector<Contacts>> ContactsStore::read(const sql::Statement& lists,
                                                  const std::vector<Uuid>& parties) {
    auto heads = tx_.run(lists, parties);
    if (!heads) return fail(std::move(heads).error());
    auto points = tx_.run(statements::contact_point_find, parties);
    if (!points) return fail(std::move(points).error());
    std::vector<Contacts> found;
    std::unordered_map<Uuid, std::size_t> place;
    for (const auto row : *heads) {
        place[row.get<Uuid>("party_id")] = found.size();
        found.push_back({row.get<Uuid>("party_id"), {}, row.get<std::int64_t>("version")});
    }
    for (const auto row : *points) {
        const auto at = place.find(row.get<Uuid>("party_id"));
        if (at == place.end()) continue;
        found[at->second].points.push_back({parse_contact_point_kind(row.get<std::string>("kind"))
                                                .value_or(ContactPointKind::kUnspecified),
                                            row.get<std::string>("value"),
                                            row.get<std::string>("label"),
                                            row.get<bool>("preferred")});
    }
    return found;
}

Result<std::vector<Contacts>> ContactsStore::find(const std::vector<Uuid>& parties) {
    return read(statements::contact_list_find, parties);
}

Result<std::vector<Contacts>> ContactsStore::lock(const std::vector<Uuid>& parties) {
    return read(statements::contact_list_lock, parties);
}

Result<void> ContactsStore::save(const std::vector<Contacts>& nouns) {
    const auto parties = column(nouns, &Contacts::party);
    const PointColumns points = columns_of(nouns);
    tx_.queue(statements::contact_list_save, tx_.tenant(), parties,
              column(nouns, &Contacts::version));
    tx_.queue(statements::contact_point_clear, parties);
    return execute(tx_, statements::contact_point_add, tx_.tenant(), points.party, points.position,
                   points.kind, points.value, points.label, points.preferred);
}

Result<std::vector<Account>> AccountStore::find(const std::vector<Uuid>& ids) {
    return read_all<Account>(tx_, statements::account_find, ids);
}

Result<void> AccountStore::save(const std::vector<Account>& nouns) {
    return execute(tx_, statements::account_save, tx_.tenant(), column(nouns, &Account::id),
                   column(nouns, &Account::code), column(nouns, &Account::number),
                   column(nouns, &Account::party), column(nouns, &Account::version));
}

Result<std::vector<Agreement>> AgreementStore::find(const std::vector<Uuid>& ids) {
    return read_all<Agreement>(tx_, statements::agreement_find, ids);
}

Result<void> AgreementStore::save(const std::vector<Agreement>& nouns) {
    const auto end_on = column(nouns, [](const Agreement& agreement) {
        return agreement.end_on.empty() ? std::nullopt
                                        : std::optional<std::string>{agreement.end_on};
    });
    return execute(tx_, statements::agreement_save, tx_.tenant(), column(nouns, &Agreement::id),
                   column(nouns, &Agreement::code), column(nouns, &Agreement::account),
                   column(nouns, &Agreement::party), column(nouns, &Agreement::service_point),
                   column(nouns, &Agreement::start_on), end_on, column(nouns, &Agreement::version));
}

}  // namespace hearth::registry
