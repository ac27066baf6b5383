#include <algorithm>

#include "services/dispatch/domain/replanning.hpp"

namespace hearth::dispatch {
namespace {

Instant instant_of(Seconds at) {
    return Instant{std::chrono::seconds{at}};
}

bool moved(std::optional<Instant> from, std::optional<Instant> to, std::chrono::seconds step) {
    if (from.has_value() != to.has_value()) return true;
    return from && (*from > *to ? *from - *to : *to - *from) >= step;
}

}  // namespace

std::optional<Instant> Replanning::planned_arrival(const Uuid& order) const {
    const auto found = old_stops_.find(order);
    if (found == old_stops_.end()) return {};
    return found->second.arrival_at;
}

void Replanning::tell_unassigned(const Planner& planner) {
    for (int i = 0; i < static_cast<int>(ids_.size()); ++i) {
        if (planner.crew_of(i) >= 0) continue;
        const Uuid& id = ids_[static_cast<std::size_t>(i)];
        auto& order = board_.state_.orders.at(id);
        if (order.crew.empty()) continue;
        const auto crew = order.crew;
        PlanChange change{id,
                          "unassigned",
                          crew,
                          "",
                          planned_arrival(id),
                          {},
                          "no_crew",
                          "unserved",
                          0,
                          "no crew with the skill has room for it in its shifts"};
        if (board_.step(order, OrderAction::kUnassign)) {
            board_.release_crew(order);
            board_.tell(order, WorkOrderUnassigned{crew, change});
            changes_.push_back(std::move(change));
        }
    }
}

void Replanning::tell_routes(const Planner& planner) {
    for (int crew = 0; crew < static_cast<int>(codes_.size()); ++crew) {
        const auto& code = codes_[static_cast<std::size_t>(crew)];
        bool differs = false;
        for (const auto& visit : planner.route(crew)) {
            differs |= tell_visit(planner, crew, visit);
        }
        const auto old = board_.state_.routes.find(code);
        const std::size_t count = old == board_.state_.routes.end() ? 0 : old->second.size();
        if (differs || count != planner.route(crew).size()) store_route(planner, crew);
    }
}

/// True when the stop is not as the stored plan says.
bool Replanning::tell_visit(const Planner& planner, int crew, const Visit& visit) {
    const Uuid& id = ids_[static_cast<std::size_t>(visit.task)];
    const auto& code = codes_[static_cast<std::size_t>(crew)];
    auto& order = board_.state_.orders.at(id);
    const bool left = is_started(order.state) && planner.task(visit.task).phase == Phase::kWaiting;
    PlanChange change;
    change.order = id;
    change.old_crew = order.crew;
    change.new_crew = code;
    change.old_arrival_at = planned_arrival(id);
    change.new_arrival_at = instant_of(visit.arrival);
    if (visit.arrival < 0) change.new_arrival_at.reset();
    if (const auto reason = reasons_.find(visit.task); reason != reasons_.end()) {
        change.rule = reason->second.rule;
        change.cost_term = reason->second.cost_term;
        change.margin = reason->second.margin;
        change.why = reason->second.why;
    }
    if (order.crew != code) {
        assign(order, code, change);
        forecast(order, visit);
        board_.tell(order, WorkOrderAssigned{change.old_crew, change});
        changes_.push_back(std::move(change));
        return true;
    }
    if (left) {
        change.kind = "moved";
        change.rule = "hazard_preempts";
        change.why = "the crew is needed at a hazard first";
        board_.step(order, OrderAction::kPull);
        if (order.state == OrderState::kSuspended) order.suspend_reason = kHazardElsewhere;
        forecast(order, visit);
        board_.tell(order, WorkSuspended{std::string{kHazardElsewhere}});
        changes_.push_back(std::move(change));
        return true;
    }
    const auto old_arrival = order.forecast_arrival_at;
    const auto old_restoration = order.forecast_restoration_at;
    if (forecast(order, visit)) {
        change.kind = "retimed";
        if (change.rule.empty()) {
            change.rule = "retimed";
            change.why = "earlier stops of the crew moved";
        }
        board_.tell(order, ForecastChanged{old_arrival, old_restoration, change});
        changes_.push_back(std::move(change));
        return true;
    }
    return old_stops_.count(id) == 0;
}

void Replanning::assign(WorkOrder& order, const std::string& crew, PlanChange& change) {
    change.kind = order.crew.empty() ? "assigned" : "moved";
    board_.step(order, OrderAction::kAssign);
    const auto pinned = order.pinned_crew;
    board_.release_crew(order);
    order.pinned_crew = pinned;
    order.crew = crew;
    order.plan_version = version_;
}

/// Sets what is expected now where it differs by a step worth telling. True when it did.
bool Replanning::forecast(WorkOrder& order, const Visit& visit) {
    std::optional<Instant> arrival;
    std::optional<Instant> restoration;
    if (visit.arrival >= 0) {
        // What has happened is no forecast any more.
        const bool there = order.state == OrderState::kOnSite && order.forecast_arrival_at;
        const bool back = order.restored_at && order.forecast_restoration_at;
        arrival = there ? order.forecast_arrival_at : instant_of(visit.arrival);
        restoration = back ? order.forecast_restoration_at : instant_of(visit.departure);
    }
    if (!moved(order.forecast_arrival_at, arrival, policy_.forecast_step) &&
        !moved(order.forecast_restoration_at, restoration, policy_.forecast_step)) {
        return false;
    }
    order.forecast_arrival_at = arrival;
    order.forecast_restoration_at = restoration;
    return true;
}

void Replanning::store_route(const Planner& planner, int crew) {
    const auto& code = codes_[static_cast<std::size_t>(crew)];
    std::vector<PlannedStop> stops;
    for (const auto& visit : planner.route(crew)) {
        const Uuid& id = ids_[static_cast<std::size_t>(visit.task)];
        PlannedStop stop;
        if (const auto old = old_stops_.find(id); old != old_stops_.end()) stop = old->second;
        stop.order = id;
        if (visit.arrival >= 0) {
            stop.arrival_at = instant_of(visit.arrival);
            stop.departure_at = instant_of(visit.departure);
        }
        stop.travel_s = visit.travel;
        if (const auto reason = reasons_.find(visit.task); reason != reasons_.end()) {
            stop.rule = reason->second.rule;
            stop.cost_term = reason->second.cost_term;
            stop.margin = reason->second.margin;
            stop.why = reason->second.why;
        }
        stops.push_back(std::move(stop));
    }
    for (const auto& stop : board_.state_.routes[code]) {
        const auto same = [&](const auto& other) { return other.order == stop.order; };
        const bool stays = std::any_of(stops.begin(), stops.end(), same);
        if (stays || std::any_of(changes_.begin(), changes_.end(), same)) continue;
        changes_.push_back({stop.order,
                            "removed",
                            code,
                            "",
                            stop.arrival_at,
                            {},
                            "crew_says",
                            "",
                            0,
                            "its work ended, was given back, folded, or stands still"});
    }
    board_.changed_routes_.insert(code);
    board_.state_.routes[code] = std::move(stops);
}

/// Folded orders expect supply when their leader does.
void Replanning::follow_leaders() {
    for (auto& [id, incident] : board_.state_.incidents) {
        const auto* lead = incident.folds() ? board_.order(incident.lead) : nullptr;
        if (lead == nullptr) continue;
        const auto expected = lead->forecast_restoration_at;
        if (!moved(incident.forecast_restoration_at, expected, policy_.forecast_step)) continue;
        const auto old = std::exchange(incident.forecast_restoration_at, expected);
        board_.tell(incident, IncidentForecastChanged{old});
        const auto arrival = lead->forecast_arrival_at;
        for (const auto& member : incident.present()) {
            auto* order = board_.find(member.order);
            if (order == nullptr || order->state != OrderState::kFolded || member.restored_at)
                continue;
            if (!moved(order->forecast_restoration_at, expected, policy_.forecast_step)) continue;
            const auto old_arrival = std::exchange(order->forecast_arrival_at, arrival);
            const auto old_restoration = std::exchange(order->forecast_restoration_at, expected);
            board_.tell(*order, ForecastChanged{old_arrival, old_restoration, {}});
        }
    }
}

}  // namespace hearth::dispatch
