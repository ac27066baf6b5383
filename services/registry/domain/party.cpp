#include "services/registry/domain/party.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "libs/core/number.hpp"

namespace hearth::registry {
namespace {

constexpr std::size_t kMostNameCharacters = 200;
constexpr std::size_t kMostLabelCharacters = 40;
constexpr std::size_t kMostEmailBytes = 254;
constexpr std::array<std::string_view, 2> kLanguages{"zh-CN", "en"};
constexpr std::array<std::string_view, 5> kNeeds{"life_support", "limited_mobility", "deaf",
                                                 "alone", "infant"};

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos)
        return false;
    const std::string_view host = text.substr(at + 1);
    const auto dot = host.find('.');
    return text.size() <= kMostEmailBytes && dot != std::string_view::npos && dot > 0 &&
           host.back() != '.' && text.find_first_of(" \t\r\n,;<>\"") == std::string_view::npos;
}

bool is_e164(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' &&
           text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

using Setter = void (*)(Party&, const Party&);
struct Field {
    std::string_view name;
    Setter set;
};
constexpr std::array<Field, 6> kChangeable{{
    {"kind", [](Party& into, const Party& from) { into.kind = from.kind; }},
    {"name_zh", [](Party& into, const Party& from) { into.name_zh = from.name_zh; }},
    {"name_en", [](Party& into, const Party& from) { into.name_en = from.name_en; }},
    {"party_class", [](Party& into, const Party& from) { into.party_class = from.party_class; }},
    {"language", [](Party& into, const Party& from) { into.language = from.language; }},
    {"needs", [](Party& into, const Party& from) { into.needs = from.needs; }},
}};

}  // namespace

std::string Party::spoken() const {
    return spoken_number("P-", number);
}

bool Party::same_names(const Party& other) const {
    return name_zh == other.name_zh && name_en == other.name_en;
}

bool Party::same_content(const Party& other) const {
    return code == other.code && kind == other.kind && same_names(other) &&
           party_class == other.party_class && language == other.language && needs == other.needs;
}

void complete(Party& party) {
    if (party.party_class == PartyClass::kUnspecified) party.party_class = PartyClass::kGeneral;
    if (party.language.empty()) party.language = "zh-CN";
    std::sort(party.needs.begin(), party.needs.end());
    party.needs.erase(std::unique(party.needs.begin(), party.needs.end()), party.needs.end());
}

Violations check(const Party& party) {
    Checks checks;
    if (!party.code.empty()) checks.code("code", party.code);
    if (to_text(party.kind).empty()) checks.unknown_word("kind", "");
    if (party.name_zh.empty() && party.name_en.empty())
        checks.add("name_zh", "REQUIRED", "is missing, and so is name_en: one is needed");
    checks.text("name_zh", party.name_zh, kMostNameCharacters);
    checks.text("name_en", party.name_en, kMostNameCharacters);
    if (to_text(party.party_class).empty()) checks.unknown_word("party_class", "?");
    checks.one_of("language", party.language, kLanguages);
    for (std::size_t i = 0; i < party.needs.size(); ++i)
        checks.one_of("needs[" + std::to_string(i) + "]", party.needs[i], kNeeds);
    return checks.take();
}

Violations check(const ContactPoint& point) {
    Checks checks;
    checks.text("label", point.label, kMostLabelCharacters);
    if (point.kind == ContactPointKind::kPhone && !is_e164(point.value)) {
        checks.add("value", point.value.empty() ? "REQUIRED" : "BAD_PHONE",
                   "is not a telephone number");
    } else if (point.kind == ContactPointKind::kEmail && !is_email(point.value)) {
        checks.add("value", point.value.empty() ? "REQUIRED" : "BAD_EMAIL",
                   "is not an e-mail address");
    } else if (to_text(point.kind).empty()) {
        checks.unknown_word("kind", "");
    }
    return checks.take();
}

Violations check(const std::vector<ContactPoint>& points) {
    Checks checks;
    if (points.size() > kMostContactPoints) checks.add("points", "TOO_MANY", "are more than 20");
    std::set<std::pair<ContactPointKind, std::string>> seen;
    for (std::size_t i = 0; i < points.size() && i < kMostContactPoints; ++i) {
        const std::string path = "points[" + std::to_string(i) + "].";
        checks.within(path, check(points[i]));
        if (!seen.insert({points[i].kind, points[i].value}).second)
            checks.add(path + "value", "DUPLICATE", "stands in the list already");
    }
    return checks.take();
}

Violations check(const NewParty& wanted) {
    Checks checks;
    checks.within("party.", check(wanted.party));
    checks.within("contact_", check(wanted.contact_points));
    return checks.take();
}

Result<Party> updated(const Party& party, const Party& wanted,
                      const std::vector<std::string>& fields, Instant now) {
    if (fields.empty())
        return fail(invalid_argument("update_mask", "REQUIRED", "names no field to change"));
    Party changed = party;
    for (const auto& name : fields) {
        const auto* field = std::find_if(kChangeable.begin(), kChangeable.end(),
                                         [&](const Field& f) { return f.name == name; });
        if (field == kChangeable.end()) {
            return fail(invalid_argument("update_mask", "CANNOT_CHANGE",
                                         "names " + name + ", which cannot be changed"));
        }
        field->set(changed, wanted);
    }
    complete(changed);
    if (auto found = check(changed); !found.empty())
        return fail(invalid_argument(std::move(found)));
    if (changed.same_content(party)) return party;
    changed.updated_at = now;
    ++changed.version;
    return changed;
}

}  // namespace hearth::registry
