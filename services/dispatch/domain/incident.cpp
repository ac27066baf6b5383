#include "services/dispatch/domain/incident.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace hearth::dispatch {
namespace {

constexpr std::array<std::string_view, 7> kStates = {
    "suspected", "confirmed", "restoring", "restored", "verified", "closed", "dismissed"};
constexpr int kDeepestNetwork = 32;  ///< events come in any order, so a loop may stand for a while

}  // namespace

std::string_view name_of(IncidentState state) {
    return kStates[static_cast<std::size_t>(state)];
}

std::optional<IncidentState> find_incident_state(std::string_view word) {
    const auto found = std::find(kStates.begin(), kStates.end(), word);
    if (found == kStates.end()) return {};
    return static_cast<IncidentState>(found - kStates.begin());
}

/// The score counts on when the list is full: a storm's hundredth report weighs as its first.
void Incident::add_evidence(Evidence piece) {
    score += piece.weight;
    if (evidence.size() < kMostEvidence) evidence.push_back(std::move(piece));
}

bool Incident::live() const {
    return state == IncidentState::kSuspected || folds();
}

bool Incident::folds() const {
    return state == IncidentState::kConfirmed || state == IncidentState::kRestoring;
}

bool Incident::over() const {
    return state == IncidentState::kClosed || state == IncidentState::kDismissed;
}

/// Neither those who left nor work of dispatch's own are asked whether supply is back.
Tally tally_of(const Member& member, bool ended) {
    if (member.removed) return {};
    return {1, !member.restored_at && !ended ? 1 : 0, !member.verified_at && member.request ? 1 : 0,
            ended ? 0 : 1};
}

Tally& operator+=(Tally& tally, const Tally& more) {
    tally.present += more.present;
    tally.out += more.out;
    tally.unverified += more.unverified;
    tally.working += more.working;
    return tally;
}

Tally& operator-=(Tally& tally, const Tally& less) {
    return tally += {-less.present, -less.out, -less.unverified, -less.working};
}

std::vector<Uuid> Network::above(const Uuid& node) const {
    std::vector<Uuid> nodes{node};
    for (int depth = 1; depth < kDeepestNetwork; ++depth) {
        const auto found = parents_.find(nodes.back());
        if (found == parents_.end() || !found->second) break;
        nodes.push_back(*found->second);
    }
    return nodes;
}

bool Network::below(std::optional<Uuid> node, const Uuid& top) const {
    for (int depth = 0; depth < kDeepestNetwork && node; ++depth) {
        if (node == top) return true;
        const auto found = parents_.find(*node);
        if (found == parents_.end()) return false;
        node = found->second;
    }
    return false;
}

bool Network::below_any(const std::optional<Uuid>& node, const std::vector<Uuid>& tops) const {
    return std::any_of(tops.begin(), tops.end(), [&](const Uuid& top) { return below(node, top); });
}

/// A household that calls three times is one sign, and two flats of a house are two.
int distinct_points(const std::vector<const WorkOrder*>& orders) {
    std::set<Uuid> points;
    for (const auto* order : orders) {
        const auto& point = order->service_point ? order->service_point : order->premise;
        if (point) points.insert(*point);
    }
    return static_cast<int>(points.size());
}

/// By nodes and not by members: whoever has not called has no supply either.
bool all_restored(const Incident& incident, const Network& network) {
    return std::all_of(incident.nodes.begin(), incident.nodes.end(), [&](const Uuid& node) {
        return network.below_any(node, incident.restored_nodes);
    });
}

}  // namespace hearth::dispatch
