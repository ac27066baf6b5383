#include "services/registry/app/lookups.hpp"

#include <unordered_set>

#include "libs/phone/phone.hpp"
#include "services/registry/domain/text.hpp"

namespace hearth::registry::app {
namespace {

/// Of so many the best are chosen.
constexpr int kMostRanked = 100;
constexpr int kMostCallers = 20;
/// Shorter digits are a door or the end of a number, never a whole one.
constexpr std::size_t kLeastPhoneDigits = 7;

}  // namespace

Result<Query> Lookups::query(const std::string& text) const {
    if (only_digits(text).size() < kLeastPhoneDigits) return parse_query(text, std::nullopt);
    const auto number = phone(text);
    return parse_query(text, number ? std::optional<std::string>{*number} : std::nullopt);
}

Result<std::vector<Hit>> Lookups::find(Stores& stores, const Query& query, std::size_t limit,
                                       Instant now) const {
    const std::string today = context_.today(now);
    std::vector<Hit> hits;
    std::unordered_set<Uuid> seen;
    for (const auto& reading : query.readings) {
        auto found = stores.search().find(reading, kMostRanked, today);
        if (!found) return fail(std::move(found).error());
        for (auto& hit : *found)
            if (seen.insert(hit.id).second) hits.push_back(std::move(hit));
    }
    rank(hits, query);
    if (hits.size() > limit) hits.resize(limit);
    return hits;
}

Result<std::string> Lookups::phone(const std::string& text) const {
    return phone::normalise(text, context_.region);
}

Result<std::vector<Served>> Lookups::callers(Stores& stores, const std::string& phone,
                                             const std::string& today) const {
    const auto ids = stores.parties_of_phone(phone, kMostCallers);
    if (!ids) return fail(ids.error());
    return read_served(stores, *ids, today);
}

}  // namespace hearth::registry::app
