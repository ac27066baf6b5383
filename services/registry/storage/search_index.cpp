#include "services/registry/storage/search_index.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <sql_gen/registry_storage/search.sql.hpp>

#include "libs/core/number.hpp"
#include "services/registry/storage/rows.hpp"

namespace hearth::registry {
namespace {

constexpr std::int32_t kMostLookedAt = 5000;

struct TokenRows {
    std::vector<std::string> token;
    std::vector<std::int32_t> noun;
    std::vector<Uuid> id;

    void add(const Tokens& tokens, const SearchIndex::Entry& entry) {
        for (const auto& word : tokens) {
            token.push_back(word);
            noun.push_back(static_cast<std::int32_t>(entry.noun));
            id.push_back(entry.id);
        }
    }
};

Tokens without(const Tokens& from, const Tokens& what) {
    Tokens left;
    std::set_difference(from.begin(), from.end(), what.begin(), what.end(),
                        std::back_inserter(left));
    return left;
}

std::string text(const sql::Row& row, std::string_view column) {
    return row.get<std::string>(column);
}

/// "解放路128号锦绣花园3栋2单元501"
std::string address_zh(const sql::Row& row) {
    std::string line = text(row, "address_zh");
    const auto part = [&](std::string_view column, std::string_view after) {
        const std::string value = text(row, column);
        if (!value.empty()) line += value + std::string{after};
    };
    part("building", "栋");
    part("unit", "单元");
    part("door", "室");
    return line;
}

/// "Jinxiu Garden, 128 Jiefang Road, 3-2-501"
std::string address_en(const sql::Row& row) {
    std::string line = text(row, "address_en");
    std::string door;
    for (const std::string_view column : {"building", "unit", "door"}) {
        const std::string value = text(row, column);
        if (!value.empty()) door += (door.empty() ? "" : "-") + value;
    }
    if (!door.empty() && !line.empty()) line += ", ";
    return line + door;
}

std::string named(const std::string& name, const std::string& number) {
    return name.empty() ? name : name + " " + number;
}

Hit party_hit(const sql::Row& row) {
    const std::string number = spoken_number("P-", row.get<std::int64_t>("number"));
    const auto id = row.get<Uuid>("id");
    return {Noun::kParty,
            id,
            id,
            row.get<std::optional<Uuid>>("premise_id"),
            text(row, "name_zh"),
            text(row, "name_en"),
            number};
}

Hit premise_hit(const sql::Row& row) {
    const auto id = row.get<Uuid>("id");
    return {Noun::kPremise,
            id,
            row.get<std::optional<Uuid>>("party_id"),
            id,
            address_zh(row),
            address_en(row),
            text(row, "code")};
}

Hit account_hit(const sql::Row& row) {
    const std::string number = text(row, "number");
    return {Noun::kAccount,
            row.get<Uuid>("id"),
            row.get<Uuid>("party_id"),
            row.get<std::optional<Uuid>>("premise_id"),
            named(text(row, "name_zh"), number),
            named(text(row, "name_en"), number),
            number};
}

Hit device_hit(const sql::Row& row) {
    const std::string serial = text(row, "serial");
    return {Noun::kDevice,
            row.get<Uuid>("id"),
            row.get<std::optional<Uuid>>("party_id"),
            row.get<Uuid>("premise_id"),
            named(address_zh(row), serial),
            named(address_en(row), serial),
            serial};
}

struct Describe {
    Noun noun;
    const sql::Statement& statement;
    Hit (*hit)(const sql::Row&);
};
constexpr std::array<Describe, 4> kDescribed{{
    {Noun::kParty, statements::search_describe_party, party_hit},
    {Noun::kPremise, statements::search_describe_premise, premise_hit},
    {Noun::kAccount, statements::search_describe_account, account_hit},
    {Noun::kDevice, statements::search_describe_device, device_hit},
}};

}  // namespace

Result<void> TokenTable::replace(const std::vector<Entry>& entries) {
    TokenRows gone;
    TokenRows fresh;
    for (const auto& entry : entries) {
        gone.add(without(entry.before, entry.after), entry);
        fresh.add(without(entry.after, entry.before), entry);
    }
    if (!gone.token.empty())
        tx_.queue(statements::search_token_remove, gone.token, gone.noun, gone.id);
    if (fresh.token.empty()) return {};
    return execute(tx_, statements::search_token_add, tx_.tenant(), fresh.token, fresh.noun,
                   fresh.id);
}

Result<std::vector<Hit>> TokenTable::find(const Tokens& tokens, int limit,
                                          const std::string& today) {
    auto found = tx_.run(statements::search_token_find, tokens, limit, kMostLookedAt);
    if (!found) return fail(std::move(found).error());
    std::vector<Hit> hits;
    for (const auto& described : kDescribed) {
        std::vector<Uuid> ids;
        for (const auto row : *found)
            if (row.get<std::int32_t>("noun") == static_cast<std::int32_t>(described.noun))
                ids.push_back(row.get<Uuid>("id"));
        if (ids.empty()) continue;
        auto rows = tx_.run(described.statement, ids, today);
        if (!rows) return fail(std::move(rows).error());
        for (const auto row : *rows)
            hits.push_back(described.hit(row));
    }
    return hits;
}

}  // namespace hearth::registry
