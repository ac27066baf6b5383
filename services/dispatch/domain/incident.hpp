#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/dispatch/domain/work_order.hpp"

namespace hearth::dispatch {

enum class IncidentState {
    kSuspected,
    kConfirmed,
    kRestoring,
    kRestored,
    kVerified,
    kClosed,
    kDismissed,
};
std::string_view name_of(IncidentState state);
std::optional<IncidentState> find_incident_state(std::string_view word);

struct Evidence {
    std::string kind;    ///< report, dispatcher, crew
    std::string source;  ///< resource name
    int weight = 1;
    Instant observed_at;

    bool operator==(const Evidence&) const = default;
};

/// A work order that belongs to an incident, for ever under its own report time.
struct Member {
    Uuid order;
    std::optional<Uuid> request;
    std::optional<Uuid> service_point;
    std::optional<Uuid> node;
    Instant reported_at;
    std::optional<Instant> restored_at;
    /// When contact said that supply is verified, or that nobody asks for it any more.
    std::optional<Instant> verified_at;
    bool removed =
        false;  ///< left again, by a person's word or still out; kept so that it is known

    bool operator==(const Member&) const = default;
};

/// Of those of an incident who have not left, how many are still to …
struct Tally {
    int present = 0;     ///< all of them
    int out = 0;         ///< be restored, and their work has not ended either
    int unverified = 0;  ///< be verified by contact
    int working = 0;     ///< see their work end

    bool operator==(const Tally&) const = default;
};
/// What one member is of it. `ended`: its work order has.
Tally tally_of(const Member& member, bool ended);
Tally& operator+=(Tally& tally, const Tally& more);
Tally& operator-=(Tally& tally, const Tally& less);

/// An event carries its incident, so that is bounded: its members stand beside it (`Members`).
inline constexpr std::size_t kMostEvidence = 20;

struct Incident {
    Uuid id;
    std::int64_t sequence = 0;
    std::string kind;
    std::string commodity;
    IncidentState state = IncidentState::kSuspected;
    std::vector<Uuid> nodes;
    std::vector<Uuid> restored_nodes;
    std::optional<Uuid> lead;        ///< work order; none while suspected
    int score = 0;                   ///< weight of all evidence, also of what is not listed
    std::vector<Evidence> evidence;  ///< the first kMostEvidence pieces
    Tally tally;                     ///< of its members; never stored
    Instant start_at;
    std::optional<Instant> confirmed_at;
    std::optional<Instant> restored_at;
    std::optional<Instant> forecast_restoration_at;
    int customers = -1;
    std::optional<Uuid> parent;
    Instant created_at;
    Instant updated_at;
    std::int64_t version = 0;

    void add_evidence(Evidence piece);
    /// Suspected, confirmed or restoring.
    [[nodiscard]] bool live() const;
    /// Confirmed or restoring: its orders are folded.
    [[nodiscard]] bool folds() const;
    /// Closed or dismissed: nothing changes it any more.
    [[nodiscard]] bool over() const;

    bool operator==(const Incident&) const = default;
};

/// The network as built: who feeds whom.
class Network {
public:
    void add(const Uuid& node, const std::optional<Uuid>& parent) { parents_[node] = parent; }
    [[nodiscard]] bool knows(const Uuid& node) const { return parents_.contains(node); }
    /// The node, and what it hangs below, from the nearest on.
    [[nodiscard]] std::vector<Uuid> above(const Uuid& node) const;
    /// True when `node` is `top` or hangs below it; one that is not known does not.
    [[nodiscard]] bool below(std::optional<Uuid> node, const Uuid& top) const;
    [[nodiscard]] bool below_any(const std::optional<Uuid>& node,
                                 const std::vector<Uuid>& tops) const;

private:
    std::unordered_map<Uuid, std::optional<Uuid>> parents_;
};

/// Reports that point at one cause: distinct service points (premises where the point is not
/// known), none removed or ungrouped. The order they come in does not matter.
int distinct_points(const std::vector<const WorkOrder*>& orders);

/// True when all of the incident's nodes have supply again.
bool all_restored(const Incident& incident, const Network& network);

}  // namespace hearth::dispatch
