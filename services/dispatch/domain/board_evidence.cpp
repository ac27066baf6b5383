#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "services/dispatch/domain/board.hpp"
#include "services/dispatch/domain/evidence.hpp"

namespace hearth::dispatch {
namespace {

constexpr std::size_t kMostReadings = 40;

const EvidenceRule* rule_of(const WorkOrder& order, std::string_view name) {
    const auto& rules = order.evidence_rules;
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const EvidenceRule& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

bool is_danger(const WorkOrder& order, const std::string& name, const std::string& value) {
    const auto* rule = rule_of(order, name);
    return rule != nullptr && !meets(*rule, value);
}

std::map<std::string, std::string> shown_by(const Mutation& mutation) {
    return mutation.result ? mutation.result->evidence : std::map<std::string, std::string>{};
}

/// Behind a closed valve the pipe still leaks.
bool is_proven_safe(const WorkOrder& order, const Mutation& mutation) {
    if (mutation.mutator != "made_safe") return false;
    const auto& rules = order.evidence_rules;
    const bool asks = std::any_of(rules.begin(), rules.end(), [&](const EvidenceRule& rule) {
        return rule.is_asked_by(mutation.mutator);
    });
    return asks && not_met(rules, mutation.mutator, shown_by(mutation)).empty();
}

}  // namespace

bool shows_new(const WorkOrder& order, const Mutation& mutation) {
    const auto shown = shown_by(mutation);
    return std::any_of(shown.begin(), shown.end(), [&](const auto& piece) {
        return std::none_of(order.readings.begin(), order.readings.end(), [&](const Reading& one) {
            return one.name == piece.first && one.value == piece.second &&
                   one.observed_at == mutation.observed_at;
        });
    });
}

bool shows_danger(const WorkOrder& order, const Mutation& mutation) {
    if (is_proven_safe(order, mutation)) return false;
    const auto shown = shown_by(mutation);
    return std::any_of(shown.begin(), shown.end(), [&](const auto& piece) {
        return is_danger(order, piece.first, piece.second);
    });
}

bool says_all_is_well(const Mutation& mutation) {
    constexpr std::array<std::string_view, 3> kWords = {"made_safe", "done", "no_fault_found"};
    return std::find(kWords.begin(), kWords.end(), mutation.mutator) != kWords.end();
}

std::vector<EvidenceRule> lacking(const WorkOrder& order, const Mutation& mutation) {
    const auto shown = shown_by(mutation);
    auto lacks = not_met(order.evidence_rules, mutation.mutator, shown);
    if (!says_all_is_well(mutation) || !shows_danger(order, mutation)) return lacks;
    for (const auto& [name, value] : shown) {
        if (!is_danger(order, name, value)) continue;
        const auto& rule = *rule_of(order, name);
        if (!rule.is_asked_by(mutation.mutator)) lacks.push_back(rule);
    }
    return lacks;
}

bool is_made_safe_anew(const WorkOrder& order, const Mutation& mutation) {
    if (mutation.mutator != "made_safe" || !order.made_safe_at) return false;
    const auto& rules = order.evidence_rules;
    const bool asked = std::any_of(rules.begin(), rules.end(), [&](const EvidenceRule& rule) {
        return rule.is_asked_by(mutation.mutator);
    });
    if (asked) return shows_new(order, mutation);
    return order.hazard == Hazard::kLife && mutation.observed_at > *order.made_safe_at;
}

std::optional<Instant> made_safe_after(const WorkOrder& order, Instant at) {
    std::optional<Instant> safe;
    for (const auto& rule : order.evidence_rules) {
        if (!rule.is_asked_by("made_safe")) continue;
        const auto& kept = order.readings;
        const auto proof = std::find_if(kept.begin(), kept.end(), [&](const Reading& one) {
            return one.name == rule.name && one.mutator == "made_safe" && one.observed_at > at &&
                   (!safe || one.observed_at == *safe) && meets(rule, one.value);
        });
        if (proof == kept.end()) return {};
        safe = proof->observed_at;
    }
    return safe;
}

Mutation danger_of(const WorkOrder& order, const Mutation& mutation, Instant now) {
    Mutation danger;
    danger.order = mutation.order;
    danger.mutator = is_mutator(mutation.mutator) ? mutation.mutator : "unknown";
    danger.observed_at = std::min(mutation.observed_at, now);
    danger.result.emplace();
    for (const auto& [name, value] : shown_by(mutation)) {
        if (is_well_formed(name, value) && is_danger(order, name, value))
            danger.result->evidence.emplace(name, value);
    }
    return danger;
}

void forget_older_readings(WorkOrder& order) {
    auto& kept = order.readings;
    const auto is_followed = [&](auto reading) {
        return std::any_of(std::next(reading), kept.end(),
                           [&](const Reading& later) { return later.name == reading->name; });
    };
    for (auto reading = kept.begin(); reading != kept.end();)
        reading = is_followed(reading) ? kept.erase(reading) : std::next(reading);
    for (auto reading = kept.begin(); reading != kept.end() && kept.size() > kMostReadings;)
        reading =
            rule_of(order, reading->name) == nullptr ? kept.erase(reading) : std::next(reading);
}

/// In the order in which they were taken. An older one of a name stands in the event alone that it
/// comes with: `tell` forgets it. What shows danger was kept and told before.
void Board::keep_readings(WorkOrder& order, const Mutation& mutation, const std::string& crew) {
    if (!shows_danger(order, mutation)) add_readings(order, mutation, crew);
}

void Board::add_readings(WorkOrder& order, const Mutation& mutation, const std::string& crew) {
    auto& kept = order.readings;
    const Instant at = mutation.observed_at;
    for (const auto& [name, value] : shown_by(mutation)) {
        const auto* rule = rule_of(order, name);
        std::erase_if(
            kept, [&](const Reading& one) { return one.name == name && one.observed_at <= at; });
        const auto place = std::find_if(
            kept.begin(), kept.end(), [&](const Reading& later) { return later.observed_at > at; });
        kept.insert(place, Reading{name, value, rule == nullptr ? "" : rule->unit, mutation.mutator,
                                   at, crew, order.version + 1});
    }
}

/// Judged of every word, before anything else and whatever becomes of the word: what shows danger
/// is kept with all that was shown with it, flagged and told once, and nothing is safe by an
/// earlier word.
void Board::see_danger(WorkOrder& order, const Mutation& mutation, const std::string& crew) {
    if (!shows_danger(order, mutation) || !shows_new(order, mutation)) return;
    order.danger_at =
        std::max(order.danger_at.value_or(mutation.observed_at), mutation.observed_at);
    if (order.made_safe_at && *order.made_safe_at <= *order.danger_at)
        order.made_safe_at = made_safe_after(order, *order.danger_at);
    add_readings(order, mutation, crew);
    tell_unproven(order, mutation);
}

void Board::tell_unproven(WorkOrder& order, const Mutation& mutation) {
    flag(order, kEvidenceNotMet);
    tell(order, WorkOrderRemarked{mutation.mutator, {}, std::string{kEvidenceNotMet}},
         mutation.observed_at);
}

/// What was said needs evidence that is not shown, does not do, or is older than a danger: nothing
/// moves by it. Told once, and again with each new reading. Of what is no news only danger counts.
std::optional<MutationAnswer> Board::unproven(WorkOrder& order, const Mutation& mutation,
                                              const std::string& crew, bool news) {
    const auto lacks = lacking(order, mutation);
    const bool danger = shows_danger(order, mutation);
    const bool stale =
        says_all_is_well(mutation) && order.danger_at && mutation.observed_at <= *order.danger_at;
    if ((lacks.empty() && !stale) || !(news || danger)) return {};
    const auto& flags = order.flags;
    const bool told = std::find(flags.begin(), flags.end(), kEvidenceNotMet) != flags.end();
    if (!danger && (!told || shows_new(order, mutation))) {
        keep_readings(order, mutation, crew);
        tell_unproven(order, mutation);
    }
    const auto needs =
        lacks.empty() ? "evidence from after " + to_rfc3339(*order.danger_at) : to_string(lacks);
    return MutationAnswer{"refused", "EVIDENCE_NOT_MET", mutation.mutator + " needs " + needs};
}

}  // namespace hearth::dispatch
