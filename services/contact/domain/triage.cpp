#include "services/contact/domain/triage.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hearth::contact {
namespace {

struct Count {
    std::string_view name;
    int (*of)(const Request&);
};
struct Word {
    std::string_view name;
    const std::string& (*of)(const Request&);  ///< one word, or several joined by commas
    std::string_view words;                    ///< that it may be, with blanks between
};

constexpr std::array kCounts{
    Count{"further_reports", [](const Request& request) { return request.report_count - 1; }},
    Count{"chases", [](const Request& request) { return request.chase_count; }},
};

using Text = const std::string&;
constexpr std::array kWords{
    Word{"needs", [](const Request& request) -> Text { return request.needs; },
         "life_support limited_mobility deaf alone infant"},
    Word{"party_class", [](const Request& request) -> Text { return request.party_class; },
         "general key large special vulnerable"},
    Word{"place_class", [](const Request& request) -> Text { return request.place_class; },
         "city rural remote"},
    Word{"commodity", [](const Request& request) -> Text { return request.commodity; },
         "electricity gas water"},
    Word{"extent", [](const Request& request) -> Text { return request.triage.extent; },
         "only_you neighbours_too unknown"},
    Word{"came_back", [](const Request& request) -> Text { return request.triage.came_back; },
         "never briefly for_long unknown"},
};

template <typename Rows>
auto find(const Rows& rows, std::string_view name) -> const typename Rows::value_type* {
    const auto* row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.name == name; });
    return row == rows.end() ? nullptr : row;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Of a `Weight` or a `Trait`.
template <typename Row>
bool fits(const Row& row, const Request& request) {
    std::string_view all = find(kWords, row.of)->of(request);
    while (!all.empty()) {
        const std::string_view one = all.substr(0, all.find(','));
        if (row.is.empty() ? !holds(row.is_not, one) : holds(row.is, one)) return true;
        all.remove_prefix(std::min(one.size() + 1, all.size()));
    }
    return false;
}

}  // namespace

SafetyAnswers either(const SafetyAnswers& one, const SafetyAnswers& other) {
    return {one.person_hurt || other.person_hurt, one.fire_or_gas || other.fire_or_gas,
            one.fallen_or_open || other.fallen_or_open,
            one.damage_spreading || other.damage_spreading};
}

bool endangers_life(const SafetyAnswers& answers) {
    return answers.person_hurt || answers.fire_or_gas || answers.fallen_or_open;
}

Hazard hazard_of(const RequestClass& definition, const SafetyAnswers& answers) {
    const bool sends = definition.has_work() || definition.has_parts();
    if ((endangers_life(answers) && sends) || definition.hazard == "life") return Hazard::kLife;
    if (answers.damage_spreading || definition.hazard == "property") return Hazard::kProperty;
    return Hazard::kNone;
}

std::vector<std::string> hazard_classes(const RequestClass& definition,
                                        const SafetyAnswers& answers) {
    if (definition.has_work() || definition.has_parts()) return {};
    const HazardClasses& classes = definition.hazard_classes;
    std::vector<std::string> names;
    for (const auto& [said, name] : {std::pair{answers.person_hurt, &classes.person_hurt},
                                     {answers.fire_or_gas, &classes.fire_or_gas},
                                     {answers.fallen_or_open, &classes.fallen_or_open}}) {
        const bool known = std::find(names.begin(), names.end(), *name) != names.end();
        if (said && !name->empty() && !known) names.push_back(*name);
    }
    return names;
}

int rank_of(const Request& request, const std::vector<Weight>& weights) {
    int rank = 0;
    for (const Weight& weight : weights) {
        const Count* count = find(kCounts, weight.of);
        const int times = count != nullptr ? std::clamp(count->of(request), 0, weight.at_most)
                                           : static_cast<int>(fits(weight, request));
        rank += weight.points * times;
    }
    return rank;
}

bool is_critical(const Request& request, const RequestClass& definition) {
    return std::any_of(definition.critical.begin(), definition.critical.end(),
                       [&](const Trait& trait) { return fits(trait, request); });
}

bool is_counted(std::string_view of) {
    return find(kCounts, of) != nullptr;
}

bool is_word_of_request(std::string_view of) {
    return find(kWords, of) != nullptr;
}

std::string words_of_request(std::string_view of) {
    const Word* word = find(kWords, of);
    return word == nullptr ? std::string{} : std::string{word->words};
}

std::string held_by(const Place& place) {
    if (place.supply_state == "off") return "supply_off";
    return place.planned_work ? "planned_work" : "";
}

std::vector<std::string> missing(const Request& request, const RequestClass& definition) {
    std::vector<std::string> ask;
    const bool needs_premise = !definition.natural_key.empty();
    if (needs_premise && !request.premise) ask.emplace_back("premise");
    if (definition.by_place && !request.premise && !request.location) ask.emplace_back("location");
    for (const std::string& question : definition.triage) {
        if (question == "only_you_or_more" && request.triage.extent == "unknown")
            ask.emplace_back("extent");
        if (question == "since_when" && !request.triage.since) ask.emplace_back("since_time");
        if (question == "came_back" && request.triage.came_back == "unknown")
            ask.emplace_back("came_back");
    }
    return ask;
}

std::optional<std::string> natural_key(const RequestClass& definition,
                                       const std::optional<Uuid>& premise) {
    if (definition.natural_key.empty() || !premise) return {};
    return to_string(*premise);
}

}  // namespace hearth::contact
