#include "services/contact/domain/hazard.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

bool is_clearing(const RequestClass& definition, std::string_view moment) {
    const std::string& named = definition.cleared_by;
    // That it is resolved may be anybody's word.
    if (!named.empty()) return moment == named && moment != "resolved";
    return moment == "made_safe" || moment == "work_done";
}

std::optional<Instant> last_of(const Request& request, std::string_view type) {
    std::optional<Instant> last;
    for (const Moment& moment : request.moments) {
        if (moment.type == type) last = last ? std::max(*last, moment.at) : moment.at;
    }
    return last;
}

/// What was done before the matter was told of did not end it, whatever a device's clock says.
Instant round_began(const Request& request) {
    return last_of(request, "reopened").value_or(request.opened);
}

std::optional<Instant> cleared_at(const Request& request, const RequestClass& definition) {
    std::optional<Instant> cleared;
    for (const Moment& moment : request.moments) {
        if (is_clearing(definition, moment.type) && moment.at >= round_began(request))
            cleared = cleared ? std::max(*cleared, moment.at) : moment.at;
    }
    return cleared;
}

/// By the crew, and not seen since.
bool is_cleared(const Request& request, const RequestClass& definition) {
    const auto cleared = cleared_at(request, definition);
    const auto seen = last_of(request, "hazard");
    return cleared && (!seen || *seen < *cleared);
}

/// The last time alone counts, in whatever order they were told.
void mark_seen(Change& change, Instant observed) {
    auto& moments = change.request.moments;
    const auto is_hazard = [](const Moment& moment) { return moment.type == "hazard"; };
    const bool is_last = std::none_of(moments.begin(), moments.end(), [&](const Moment& moment) {
        return is_hazard(moment) && moment.at > observed;
    });
    if (!is_last) return;
    std::erase_if(moments, is_hazard);
    change.moment("hazard", observed);
}

/// Waived, called back, or done by the word of somebody who was not there.
bool is_ended_by_hand(const Step& step, const RequestClass& definition) {
    const StepDefinition* known = definition.find_step(step.id);
    const bool asked = known != nullptr && known->done_when_known;
    return step.state == StepState::kWaived || step.state == StepState::kCancelled ||
           (step.state == StepState::kDone && step.owner == "contact" && !asked);
}

bool is_same(const Step& one, const Step& other) {
    return one.id == other.id && one.round == other.round && one.attempt == other.attempt &&
           one.state == other.state;
}

/// Whether people ended a step meanwhile, or kept one from being done.
bool was_stepped_in(const Request& before, const Request& after, const RequestClass& definition) {
    return std::any_of(after.steps.begin(), after.steps.end(), [&](const Step& step) {
        return is_ended_by_hand(step, definition) &&
               std::none_of(before.steps.begin(), before.steps.end(),
                            [&](const Step& was) { return is_same(was, step); });
    });
}

}  // namespace

bool hazard_stands(const Request& request, const RequestClass& definition) {
    return request.is_open() && request.hazard == Hazard::kLife && !definition.has_parts() &&
           !is_cleared(request, definition);
}

void see_hazard(Change& change, Hazard seen, Instant observed) {
    Request& request = change.request;
    const bool endangers = !change.definition.cleared_by.empty();
    request.hazard = std::max(request.hazard, seen);
    if (!endangers && seen != Hazard::kLife) return;
    if (is_cleared_since(request, change.definition, observed)) return;
    request.endangers = endangers;
    mark_seen(change, observed);
}

void see_hazard_anew(Change& change) {
    Request& request = change.request;
    const bool endangers = !change.definition.cleared_by.empty();
    if (!endangers && request.hazard != Hazard::kLife) return;
    request.endangers = endangers;
    const auto cleared = cleared_at(request, change.definition);
    mark_seen(change, std::max(change.now(), cleared.value_or(change.now())));
}

bool is_proof(const Request& request, Instant observed) {
    const auto seen = last_danger(request);
    return observed >= round_began(request) && (!seen || observed > *seen);
}

std::optional<Instant> proof_after(const Request& request, const RequestClass& definition) {
    const auto danger = last_danger(request);
    if (!hazard_stands(request, definition)) return danger;
    // At the very moment of the report it is.
    return std::max(danger, std::optional{round_began(request) - std::chrono::microseconds{1}});
}

std::optional<Instant> last_danger(const Request& request) {
    return std::max(last_of(request, "hazard"), last_of(request, "danger_raised"));
}

bool is_cleared_since(const Request& request, const RequestClass& definition, Instant seen) {
    const auto cleared = cleared_at(request, definition);
    return cleared && *cleared > seen;
}

Result<void> check_hazard(const Request& before, const RequestClass& was, const Change& change) {
    if (!hazard_stands(before, was)) return {};
    const Request& after = change.request;
    const bool as_hard = was.cleared_by.empty() || change.definition.cleared_by == was.cleared_by;
    const bool stands = as_hard && hazard_stands(after, change.definition);
    const bool untouched = !was_stepped_in(before, after, change.definition);
    if ((stands && untouched) || is_cleared(after, was)) return {};
    return fail(failed_precondition(
        "HAZARD_OPEN", "a hazard to life stands until a crew has made it safe: the crew goes"));
}

}  // namespace hearth::contact
