#pragma once

#include <array>
#include <memory>
#include <string>

#include "services/dispatch/domain/board.hpp"

namespace hearth::dispatch::test {

inline Instant at(const char* text) {
    return parse_rfc3339(text).value();
}

/// A Tuesday, 10:00 in the town.
inline const Instant kMorning = at("2026-03-03T02:00:00Z");

inline Uuid uid(const std::string& word) {
    return named_uuid("test", word);
}

inline Policy policy() {
    Policy policy;
    policy.classes["no_supply.electricity"] = {
        {"electricity"}, std::chrono::minutes{60}, Interruptible::kAfterMadeSafe, "outage"};
    policy.classes["gas_smell.gas"] = {{"gas"}, std::chrono::minutes{45}, Interruptible::kNo, ""};
    return policy;
}

inline Crew crew(const std::string& code, std::vector<std::string> skills, GeoPoint base) {
    Crew made;
    made.id = named_uuid("crew", code);
    made.code = code;
    made.title_en = "Crew " + code;
    made.skills = std::move(skills);
    made.base = base;
    for (int day = 1; day <= 7; ++day)
        made.shifts.push_back({day, 0, 1440});
    made.version = 1;
    return made;
}

/// A point so many kilometres east of the town's middle.
inline GeoPoint east_km(double km) {
    return {30.0, 120.0 + km / 96.3};
}

inline WorkRequest no_supply(const std::string& request, double km, const std::string& node = "",
                             int attempt = 1) {
    WorkRequest made;
    made.key = {uid(request), "repair", 1, attempt};
    made.work_class = "no_supply.electricity";
    made.commodity = "electricity";
    made.premise = uid(request + " premise");
    made.service_point = uid(request + " point");
    if (!node.empty()) made.node = uid(node);
    made.place.point = east_km(km);
    made.place_class = "city";
    made.reported_at = kMorning;
    made.arrive_by = kMorning + std::chrono::minutes{45};
    return made;
}

inline WorkRequest gas_smell(const std::string& request, double km) {
    auto made = no_supply(request, km);
    made.work_class = "gas_smell.gas";
    made.commodity = "gas";
    made.hazard = Hazard::kLife;
    made.arrive_by = kMorning + std::chrono::minutes{15};
    made.evidence_rules = {
        {"gas_reading_ppm", "ppm", 0, 50, {}, {"made_safe", "done", "no_fault_found"}},
        {"tightness_test", "", 0, 0, {"passed"}, {"done", "no_fault_found"}}};
    return made;
}

/// A tenant's state over several transactions, each a board of its own, as the store keeps it.
class World {
public:
    World() : policy_(policy()) {}
    explicit World(Policy policy) : policy_(std::move(policy)) {}

    void add(const Crew& crew) { state_.crews.put(crew.code, crew); }
    Board::State& state() { return state_; }
    Policy& rules() { return policy_; }
    Instant now = kMorning;

    /// Runs `change` on a board, then plans; keeps what came out and returns the facts.
    template <typename Change>
    std::vector<Fact> run(const Change& change, const std::string& actor = "services/dispatch") {
        Board board{
            policy_, state_, {now, actor, [this] { return uid("id " + std::to_string(++ids_)); }}};
        change(board);
        board.replan();
        state_ = board.state();
        for (const auto& [id, order] : state_.orders)
            given_[order.crew].insert(id);
        return board.facts();
    }
    /// Orders that were ever put to the crew.
    const std::set<Uuid>& given(const std::string& crew) { return given_[crew]; }
    std::vector<Fact> open(const WorkRequest& request) {
        return run([&](Board& board) { board.open(request); });
    }
    MutationAnswer push(const std::string& crew, const std::string& request, Mutation mutation,
                        int attempt = 1) {
        MutationAnswer answer;
        mutation.order = order(request, attempt).id;
        if (mutation.observed_at == Instant{}) mutation.observed_at = now;
        run([&](Board& board) { answer = board.mutate(mutation, crew, given(crew)); },
            "crews/" + crew);
        return answer;
    }
    MutationAnswer say(const std::string& crew, const std::string& request,
                       const std::string& mutator, const std::string& reason = "") {
        Mutation mutation;
        mutation.mutator = mutator;
        mutation.reason = reason;
        return push(crew, request, mutation);
    }
    const WorkOrder& order(const std::string& request, int attempt = 1) const {
        for (const auto& [id, order] : state_.orders) {
            if (order.key.request == uid(request) && order.key.attempt == attempt) return order;
        }
        throw std::runtime_error("no order for " + request);
    }
    const Incident& incident() const { return state_.incidents.begin()->second; }
    std::vector<Member> members() const { return state_.members.present(incident().id); }
    bool holds(const Uuid& order) const { return state_.members.holds(incident().id, order); }
    std::vector<PlannedStop> stops(const std::string& crew) const {
        const auto found = state_.routes.find(crew);
        return found == state_.routes.end() ? std::vector<PlannedStop>{} : found->second;
    }
    /// Requests in the order a crew goes to them.
    std::vector<Uuid> route(const std::string& crew) {
        std::vector<Uuid> requests;
        for (const auto& stop : stops(crew)) {
            requests.push_back(state_.orders.at(stop.order).key.request.value());
        }
        return requests;
    }

private:
    Policy policy_;
    Board::State state_;
    std::map<std::string, std::set<Uuid>> given_;
    int ids_ = 0;
};

/// Names of events, as their variants have them.
inline constexpr std::array kOrderEvents = {
    "WorkOrderOpened",   "WorkOrderAssigned",    "WorkOrderUnassigned", "WorkOrderAccepted",
    "WorkOrderDeclined", "CrewEnRoute",          "CrewOnSite",          "MadeSafe",
    "SupplyRestored",    "WorkSuspended",        "WorkResumed",         "FollowUpNeeded",
    "NoFaultFound",      "WorkOrderDone",        "WorkOrderFailed",     "WorkOrderCancelled",
    "WorkOrderMoved",    "WorkOrderRankChanged", "WorkOrderFolded",     "WorkOrderUnfolded",
    "ForecastChanged",   "WorkOrderRemarked"};
inline constexpr std::array kIncidentEvents = {
    "IncidentSuspected", "IncidentConfirmed",      "IncidentGrown",    "IncidentSplit",
    "IncidentDismissed", "NodesRestored",          "IncidentRestored", "IncidentVerified",
    "IncidentClosed",    "IncidentForecastChanged"};
static_assert(kOrderEvents.size() == std::variant_size_v<OrderEvent>);
static_assert(kIncidentEvents.size() == std::variant_size_v<IncidentEvent>);

inline std::vector<std::string> kinds(const std::vector<Fact>& facts) {
    std::vector<std::string> result;
    for (const auto& fact : facts) {
        if (const auto* order = std::get_if<OrderFact>(&fact))
            result.emplace_back(kOrderEvents.at(order->event.index()));
        if (const auto* incident = std::get_if<IncidentFact>(&fact))
            result.emplace_back(kIncidentEvents.at(incident->event.index()));
        if (std::holds_alternative<PlanFact>(fact)) result.emplace_back("PlanPublished");
        if (std::holds_alternative<CrewFact>(fact)) result.emplace_back("CrewChanged");
    }
    return result;
}

inline bool has(const std::vector<Fact>& facts, const std::string& kind) {
    const auto all = kinds(facts);
    return std::find(all.begin(), all.end(), kind) != all.end();
}

}  // namespace hearth::dispatch::test
