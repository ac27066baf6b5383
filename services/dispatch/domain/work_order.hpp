#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/evidence.hpp"
#include "libs/core/geo.hpp"
#include "libs/core/id.hpp"
#include "libs/core/result.hpp"
#include "libs/core/time.hpp"

namespace hearth::dispatch {

enum class Hazard { kNone, kProperty, kLife };
enum class OrderState {
    kOpen,
    kAssigned,
    kAccepted,
    kEnRoute,
    kOnSite,
    kSuspended,
    kDone,
    kFailed,
    kCancelled,
    kFolded,
};
/// Whether started work may be left for a hazard.
enum class Interruptible { kNo, kAfterMadeSafe, kFreely };

std::string_view name_of(Hazard hazard);
std::string_view name_of(OrderState state);
std::string_view name_of(Interruptible interruptible);
std::optional<Hazard> find_hazard(std::string_view word);
std::optional<OrderState> find_order_state(std::string_view word);
std::optional<Interruptible> find_interruptible(std::string_view word);

/// What a work order is for: one attempt of one step of one request.
struct StepKey {
    std::optional<Uuid> request;  ///< none: work that dispatch raised itself
    std::string step;
    int round = 1;
    int attempt = 1;

    auto operator<=>(const StepKey&) const = default;
};

struct Place {
    std::optional<GeoPoint> point;
    double accuracy_m = 0;
    std::string words;

    bool operator==(const Place&) const = default;
};

struct WorkResult {
    std::string cause;
    std::string note;
    std::map<std::string, std::string> evidence;
    bool below_boundary = false;
    bool supply_restored = false;

    bool operator==(const WorkResult&) const = default;
};

/// One thing that a crew showed with its word.
struct Reading {
    std::string name;
    std::string value;
    std::string unit;
    std::string mutator;
    Instant observed_at;
    std::string crew;
    std::int64_t event_version = 0;  ///< of the order, with which it came

    bool operator==(const Reading&) const = default;
};

/// One job for one crew. Times of what the crew did are as the crew saw them.
struct WorkOrder {
    Uuid id;
    std::int64_t sequence = 0;  ///< behind the spoken number `W-…`
    StepKey key;
    std::string work_class;
    std::string commodity;
    Hazard hazard = Hazard::kNone;
    int rank = 0;
    OrderState state = OrderState::kOpen;
    std::optional<Uuid> premise;
    std::optional<Uuid> service_point;
    std::optional<Uuid> node;
    Place place;
    std::string place_class;
    Instant reported_at;
    std::optional<Instant> arrive_by;
    std::string crew;         ///< code; empty while open
    std::string pinned_crew;  ///< code of the crew a person chose; planning does not move it then
    std::vector<std::string> declined_by;  ///< codes of crews that are not asked again
    std::int64_t plan_version = 0;
    std::optional<Instant> forecast_arrival_at;
    std::optional<Instant> forecast_restoration_at;
    std::optional<Uuid> incident;
    std::optional<Uuid> parent;  ///< the order it is folded into
    bool ungrouped = false;      ///< a person said that it is no part of an incident
    Interruptible interruptible = Interruptible::kNo;
    std::optional<Instant> accepted_at;
    std::optional<Instant> en_route_at;
    std::optional<Instant> on_site_at;
    std::optional<Instant> made_safe_at;
    /// When danger was last seen: by whoever reported it, or as a dangerous reading was taken.
    std::optional<Instant> danger_at;
    std::optional<Instant> restored_at;
    std::optional<Instant> ended_at;
    std::optional<WorkResult> result;
    std::vector<EvidenceRule> evidence_rules;  ///< what a crew must show for its word to count
    std::vector<Reading> readings;             ///< the last taken of each name, latest at the end
    std::string fail_reason;
    std::string suspend_reason;
    std::vector<std::string> flags;
    std::string summary_zh;
    std::string summary_en;
    std::vector<std::string> needs;
    bool critical = false;
    Instant created_at;
    Instant updated_at;
    std::int64_t version = 0;  ///< number of its last event

    bool operator==(const WorkOrder&) const = default;
};

/// What can happen to a work order.
enum class OrderAction {
    kAssign,
    kUnassign,
    kAccept,
    kDecline,
    kDepart,
    kArrive,
    kMakeSafe,
    kRestore,
    kSuspend,
    kResume,
    kFinish,
    kFail,
    kCancel,
    kFold,
    kUnfold,
    kPull,              ///< taken from a crew that set off, or is there, for a hazard
    kFinishByOther,     ///< a crew that lost it while offline had done it
    kFinishWithParent,  ///< the order it is folded into did its work
};

/// The state after it, or nothing when the path is not legal.
std::optional<OrderState> next_state(OrderState from, OrderAction action);

bool is_ended(OrderState state);    ///< done, failed or cancelled
bool is_started(OrderState state);  ///< en route or on site
/// Stands in a route or waits for one: neither ended, nor folded, nor held up by something outside.
bool wants_crew(const WorkOrder& order);
/// May be part of an incident, led or leading: what is in danger at one place is neither reached
/// nor ended by the repair of a fault at another. Nor is property, which has its place in a route
/// by it.
bool may_be_folded(const WorkOrder& order);
/// Suspended only because its crew is needed, or went, elsewhere: it waits in the crew's route.
inline constexpr std::string_view kHazardElsewhere = "hazard_elsewhere";
inline constexpr std::string_view kCrewElsewhere = "crew_elsewhere";
/// Flag of an order whose crew said something that its evidence does not bear out.
inline constexpr std::string_view kEvidenceNotMet = "evidence_not_met";

}  // namespace hearth::dispatch
