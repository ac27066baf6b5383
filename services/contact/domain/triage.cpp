#include "services/contact/domain/triage.hpp"

#include <algorithm>

namespace hearth::contact {

SafetyAnswers either(const SafetyAnswers& one, const SafetyAnswers& other) {
    return {one.person_hurt || other.person_hurt, one.fire_or_gas || other.fire_or_gas,
            one.fallen_or_open || other.fallen_or_open,
            one.damage_spreading || other.damage_spreading};
}

Hazard hazard_of(const Definition& definition, const SafetyAnswers& answers) {
    const bool life = answers.person_hurt || answers.fire_or_gas || answers.fallen_or_open;
    if (life || definition.hazard == "life") return Hazard::kLife;
    if (answers.damage_spreading || definition.hazard == "property") return Hazard::kProperty;
    return Hazard::kNone;
}

int rank_of(const Request& request) {
    constexpr int kReportsThatCount = 10;
    int rank = 0;
    if (request.needs.find("life_support") != std::string::npos) rank += 50;
    if (!request.party_class.empty() && request.party_class != "general") rank += 10;
    rank += 2 * std::min(std::max(0, request.report_count - 1), kReportsThatCount);
    rank += 3 * std::min(request.chase_count, kReportsThatCount);
    if (request.triage.extent == "neighbours_too") rank += 5;
    return rank;
}

std::string held_by(const Place& place) {
    if (place.supply_state == "off") return "supply_off";
    return place.planned_work ? "planned_work" : "";
}

std::vector<std::string> missing(const Request& request, const Definition& definition) {
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

std::optional<std::string> natural_key(const Definition& definition,
                                       const std::optional<Uuid>& premise) {
    if (definition.natural_key.empty() || !premise) return {};
    return to_string(*premise);
}

}  // namespace hearth::contact
