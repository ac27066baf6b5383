#include "services/registry/domain/search.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "libs/core/text.hpp"
#include "services/registry/domain/text.hpp"

namespace hearth::registry {
namespace {

constexpr std::size_t kMostQueryBytes = 600;
constexpr std::size_t kMostQueryTokens = 12;
constexpr std::size_t kCountryDigits = 2;

class Builder {
public:
    void text(std::string_view value) {
        for (auto& word : words_of(value))
            tokens_.push_back(std::move(word));
    }
    void word(std::string value) {
        if (!value.empty()) tokens_.push_back(std::move(value));
    }
    /// A long number also by its last digits, as people read them out.
    template <std::size_t Count>
    void number(const std::string& digits, const std::array<std::size_t, Count>& tails) {
        word(digits);
        for (const std::size_t tail : tails)
            if (digits.size() > tail) word(digits.substr(digits.size() - tail));
    }
    Tokens take() {
        std::sort(tokens_.begin(), tokens_.end());
        tokens_.erase(std::unique(tokens_.begin(), tokens_.end()), tokens_.end());
        return std::move(tokens_);
    }

private:
    Tokens tokens_;
};

constexpr std::array<std::size_t, 5> kPhoneTails{4, 5, 6, 7, 8};
constexpr std::array<std::size_t, 2> kAccountTails{4, 6};
constexpr std::array<std::size_t, 3> kSerialTails{4, 6, 8};

std::string digits_in(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

void add_reading(Query& query, Tokens words) {
    if (words.size() > kMostQueryTokens) words.resize(kMostQueryTokens);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    const bool known =
        std::find(query.readings.begin(), query.readings.end(), words) != query.readings.end();
    if (!words.empty() && !known) query.readings.push_back(std::move(words));
}

int closeness(const Hit& hit, const Query& query) {
    const std::string zh = folded(hit.title_zh);
    const std::string en = folded(hit.title_en);
    if (query.folded == folded(hit.key) || query.folded == zh || query.folded == en) return 0;
    if (zh.starts_with(query.folded) || en.starts_with(query.folded)) return 1;
    return 2;
}

}  // namespace

Tokens tokens(const Party& party, const Contacts& contacts) {
    Builder builder;
    builder.text(party.name_zh);
    builder.text(party.name_en);
    if (party.kind == PartyKind::kPerson) builder.word(first_character(party.name_zh));
    builder.text(party.code);
    builder.text(party.spoken());
    builder.word(digits_in(party.spoken()));
    for (const auto& point : contacts.points) {
        if (point.kind == ContactPointKind::kEmail) {
            builder.word(lower_case(point.value));
            continue;
        }
        const std::string digits = digits_in(point.value);
        builder.number(digits, kPhoneTails);
        if (digits.starts_with("86")) builder.word(digits.substr(kCountryDigits));
    }
    return builder.take();
}

Tokens tokens(const Premise& premise) {
    Builder builder;
    builder.text(premise.address_zh);
    builder.text(premise.address_en);
    builder.text(premise.building);
    builder.text(premise.unit);
    builder.text(premise.door);
    builder.text(premise.code);
    return builder.take();
}

Tokens tokens(const Account& account) {
    Builder builder;
    builder.text(account.code);
    builder.text(account.number);
    builder.number(digits_in(account.number), kAccountTails);
    return builder.take();
}

Tokens tokens(const Device& device) {
    Builder builder;
    builder.text(device.code);
    builder.text(device.serial);
    builder.number(digits_in(device.serial), kSerialTails);
    return builder.take();
}

Result<Query> parse_query(std::string_view text, const std::optional<std::string>& phone) {
    if (text.empty()) return fail(invalid_argument("query", "REQUIRED", "is missing"));
    if (text.size() > kMostQueryBytes)
        return fail(invalid_argument("query", "TOO_LONG", "is longer than 600 bytes"));
    Query query;
    query.folded = folded(text);
    if (const std::string digits = only_digits(text); !digits.empty()) add_reading(query, {digits});
    if (phone) add_reading(query, {digits_in(*phone)});
    if (text.find('@') != std::string_view::npos) add_reading(query, {lower_case(text)});
    add_reading(query, words_of(text));
    if (query.readings.empty()) {
        return fail(invalid_argument("query", "NOTHING_TO_FIND",
                                     "has no word or number that could be looked for"));
    }
    return query;
}

void rank(std::vector<Hit>& hits, const Query& query) {
    struct Key {
        int closeness;
        Noun noun;
        std::size_t length;
        std::string title;
        bool operator<(const Key& o) const {
            return std::tie(closeness, length, title, noun) <
                   std::tie(o.closeness, o.length, o.title, o.noun);
        }
    };
    std::vector<std::pair<Key, std::size_t>> order;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const Hit& hit = hits[i];
        order.push_back(
            {{closeness(hit, query), hit.noun, hit.title_zh.size(), hit.title_zh + hit.title_en},
             i});
    }
    std::sort(order.begin(), order.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Hit> sorted;
    sorted.reserve(hits.size());
    for (const auto& [key, index] : order)
        sorted.push_back(std::move(hits[index]));
    hits = std::move(sorted);
}

}  // namespace hearth::registry
