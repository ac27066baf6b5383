#include "services/registry/api/lookups.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

#include "services/registry/api/changes.hpp"
#include "services/registry/api/convert.hpp"

namespace hearth::registry {
namespace {

constexpr int kDefaultHits = 20;
constexpr int kMostHits = 100;
constexpr Instant kAfterAll{std::chrono::seconds{253'402'300'799}};  // the year 9999
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
    const auto query = lookups_.query(request.query());
    if (!query) return fail(query.error());
    const int limit =
        request.page_size() == 0 ? kDefaultHits : std::min(request.page_size(), kMostHits);
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        const auto hits =
            lookups_.find(stores, *query, static_cast<std::size_t>(limit), api_.host.clock().now());
        if (!hits) return fail(hits.error());
        add_all(response.mutable_hits(), *hits);
        return {};
    });
}

Result<void> Lookups::caller(const rpc::Call& call, const v1::LookupCallerRequest& request,
                             v1::LookupCallerResponse& response) {
    const auto phone = lookups_.phone(request.phone());
    if (!phone) return fail(phone.error());
    const std::string today = api_.today();
    return api_.read(call, [&](Stores& stores) -> Result<void> {
        const auto callers = lookups_.callers(stores, *phone, today);
        if (!callers) return fail(callers.error());
        response.set_phone(*phone);
        std::unordered_set<Uuid> premises;
        for (const auto& one : *callers) {
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
    const auto page = service::Page::of(api_.host.page_tokens(), request);
    if (!page) return fail(page.error());
    return api_.read(call, [&](Stores& stores) -> Result<void> {
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
