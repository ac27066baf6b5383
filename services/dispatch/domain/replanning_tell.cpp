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
        if (board_.state_.orders.at(id).crew.empty()) continue;
        auto& order = *board_.find(id);
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
    const auto& stands = board_.state_.orders.at(id);
    const bool left = is_started(stands.state) && planner.task(visit.task).phase == Phase::kWaiting;
    if (stands.crew == code && !left && !is_news(stands, expected(stands, visit)))
        return old_stops_.count(id) == 0;
    auto& order = *board_.find(id);
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
    forecast(order, visit);
    change.kind = "retimed";
    if (change.rule.empty()) {
        change.rule = "retimed";
        change.why = "earlier stops of the crew moved";
    }
    board_.tell(order, ForecastChanged{old_arrival, old_restoration, change});
    changes_.push_back(std::move(change));
    return true;
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

/// What has happened is no forecast any more.
Replanning::Forecast Replanning::expected(const WorkOrder& order, const Visit& visit) {
    if (visit.arrival < 0) return {};
    const bool there = order.state == OrderState::kOnSite && order.forecast_arrival_at;
    const bool back = order.restored_at && order.forecast_restoration_at;
    return {there ? order.forecast_arrival_at : instant_of(visit.arrival),
            back ? order.forecast_restoration_at : instant_of(visit.departure)};
}

bool Replanning::is_news(const WorkOrder& order, const Forecast& forecast) const {
    return moved(order.forecast_arrival_at, forecast.arrival_at, policy_.forecast_step) ||
           moved(order.forecast_restoration_at, forecast.restoration_at, policy_.forecast_step);
}

/// Sets what is expected now where it differs by a step worth telling.
void Replanning::forecast(WorkOrder& order, const Visit& visit) const {
    const auto now = expected(order, visit);
    if (!is_news(order, now)) return;
    order.forecast_arrival_at = now.arrival_at;
    order.forecast_restoration_at = now.restoration_at;
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
    const auto old = board_.state_.routes.find(code);
    const auto none = std::vector<PlannedStop>{};
    for (const auto& stop : old == board_.state_.routes.end() ? none : old->second) {
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
    board_.state_.routes.put(code, std::move(stops));
}

/// Folded orders expect supply when their leader does.
void Replanning::follow_leaders() {
    for (const auto& [id, standing] : board_.state_.incidents) {
        const auto* lead = standing.folds() ? board_.order(standing.lead) : nullptr;
        if (lead == nullptr) continue;
        const auto expected = lead->forecast_restoration_at;
        if (!moved(standing.forecast_restoration_at, expected, policy_.forecast_step)) continue;
        auto& incident = *board_.state_.incidents.edit(id);
        const auto old = std::exchange(incident.forecast_restoration_at, expected);
        board_.tell(incident, IncidentForecastChanged{old});
        const auto arrival = lead->forecast_arrival_at;
        for (const auto& [key, member] : board_.state_.members.of(id)) {
            const auto* stands = board_.order(member.order);
            if (member.removed || member.restored_at || stands == nullptr ||
                stands->state != OrderState::kFolded ||
                !moved(stands->forecast_restoration_at, expected, policy_.forecast_step)) {
                continue;
            }
            auto& order = *board_.find(member.order);
            const auto old_arrival = std::exchange(order.forecast_arrival_at, arrival);
            const auto old_restoration = std::exchange(order.forecast_restoration_at, expected);
            board_.tell(order, ForecastChanged{old_arrival, old_restoration, {}});
        }
    }
}

}  // namespace hearth::dispatch
