#include "services/registry/api/lookups.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "libs/phone/phone.hpp"
#include "services/registry/api/changes.hpp"
#include "services/registry/api/convert.hpp"
#include "services/registry/api/served.hpp"
#include "services/registry/domain/text.hpp"

namespace hearth::registry {
namespace {

constexpr int kDefaultHits = 20;
constexpr int kMostHits = 100;
/// Of so many the best are chosen.
constexpr int kMostRanked = 100;
constexpr int kMostCallers = 20;
constexpr Instant kAfterAll{std::chrono::seconds{253'402'300'799}};  // the year 9999
/// Shorter digits are a door or the end of a number, never a whole one.
constexpr std::size_t kLeastPhoneDigits = 7;

std::optional<std::string> as_phone(const std::string& text, const std::string& region) {
    if (only_digits(text).size() < kLeastPhoneDigits) return std::nullopt;
    auto phone = phone::normalise(text, region);
    return phone ? std::optional<std::string>{*phone} : std::nullopt;
}

Result<std::vector<Hit>> find_any(Stores& stores, const Query& query, const std::string& today) {
    std::vector<Hit> hits;
    std::unordered_set<Uuid> seen;
    for (const auto& reading : query.readings) {
        auto found = stores.search().find(reading, kMostRanked, today);
        if (!found) return fail(std::move(found).error());
        for (auto& hit : *found)
            if (seen.insert(hit.id).second) hits.push_back(std::move(hit));
    }
    rank(hits, query);
    return hits;
}

/// The nouns whose changes a resource name asks for.
struct Asked {
    std::vector<Noun> nouns;
    Uuid id;
};

Result<Asked> parse_asked(const std::string& name) {
    constexpr std::array<Noun, 8> kAll{Noun::kParty,        Noun::kContacts,   Noun::kPremise,
                                       Noun::kServicePoint, Noun::kDevice,     Noun::kAccount,
                                       Noun::kAgreement,    Noun::kNetworkNode};
    for (const Noun noun : kAll) {
        const auto id = require_name(noun, name, "name");
        if (!id) continue;
        if (noun == Noun::kParty) return Asked{{Noun::kParty, Noun::kContacts}, *id};
        return Asked{{noun}, *id};
    }
    return fail(invalid_argument("name", name.empty() ? "REQUIRED" : "BAD_NAME",
                                 "is no resource name of the registry"));
}

/// "<microseconds>|<topic>|<version>"
std::string place_text(const HistoryRow& row) {
    return std::to_string(row.recorded_at.time_since_epoch().count()) + "|" + row.topic + "|" +
           std::to_string(row.version);
}

HistoryPlace parse_place(const std::string& text) {
    if (text.empty()) return {kAfterAll, "", 0};
    const auto first = text.find('|');
    const auto second = text.find('|', first + 1);
    HistoryPlace place;
    Duration::rep count = 0;
    std::from_chars(text.data(), text.data() + first, count);
    place.recorded_at = Instant{Duration{count}};
    place.topic = text.substr(first + 1, second - first - 1);
    std::from_chars(text.data() + second + 1, text.data() + text.size(), place.version);
    return place;
}

}  // namespace

Result<void> Lookups::search(const rpc::Call& call, const v1::SearchRequest& request,
                             v1::SearchResponse& response) {
    if (request.page_size() < 0)
        return fail(invalid_argument("page_size", "NEGATIVE", "is below zero"));
    auto query = parse_query(request.query(), as_phone(request.query(), doors_.region));
    if (!query) return fail(std::move(query).error());
    const int limit =
        request.page_size() == 0 ? kDefaultHits : std::min(request.page_size(), kMostHits);
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        auto hits = find_any(stores, *query, doors_.today());
        if (!hits) return fail(std::move(hits).error());
        if (hits->size() > static_cast<std::size_t>(limit))
            hits->resize(static_cast<std::size_t>(limit));
        add_all(response.mutable_hits(), *hits);
        return {};
    });
}

Result<void> Lookups::caller(const rpc::Call& call, const v1::LookupCallerRequest& request,
                             v1::LookupCallerResponse& response) {
    auto phone = phone::normalise(request.phone(), doors_.region);
    if (!phone) return fail(std::move(phone).error());
    const std::string today = doors_.today();
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        const auto ids = stores.parties_of_phone(*phone, kMostCallers);
        if (!ids) return fail(ids.error());
        auto served = read_served(stores, *ids, today);
        if (!served) return fail(std::move(served).error());
        response.set_phone(*phone);
        std::unordered_set<Uuid> premises;
        for (const auto& one : *served) {
            auto& caller = *response.add_callers();
            *caller.mutable_party() = to_proto(one.party);
            *caller.mutable_contact_points() = to_proto(one.contacts, one.party);
            add_all(caller.mutable_accounts(), one.accounts);
            for (const auto& agreement : one.agreements)
                if (agreement.runs_on(today)) *caller.add_agreements() = to_proto(agreement);
            add_all(caller.mutable_premises(), one.premises);
            add_all(caller.mutable_service_points(), one.service_points);
            for (const auto& premise : one.premises)
                premises.insert(premise.id);
        }
        response.set_premise_count(static_cast<std::int32_t>(premises.size()));
        return {};
    });
}

Result<void> Lookups::changes(const rpc::Call& call, const v1::ListChangesRequest& request,
                              v1::ListChangesResponse& response) {
    const auto asked = parse_asked(request.name());
    if (!asked) return fail(asked.error());
    const auto page = service::Page::of(doors_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    return doors_.read(call, [&](Stores& stores) -> Result<void> {
        auto rows =
            stores.history(asked->nouns, asked->id, parse_place(page->after()), page->rows());
        if (!rows) return fail(rows.error());
        if (rows->empty() && page->after().empty()) return fail(not_found(request.name()));
        response.set_next_page_token(page->cut(*rows, place_text));
        for (const auto& row : *rows) {
            auto change = change_of(row, asked->id);
            if (!change) return fail(std::move(change).error());
            *response.add_changes() = std::move(*change);
        }
        return {};
    });
}

}  // namespace hearth::registry
