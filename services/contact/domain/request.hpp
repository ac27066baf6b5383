#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/core/id.hpp"
#include "libs/core/time.hpp"
#include "services/contact/domain/clock.hpp"
#include "services/contact/domain/request_class.hpp"

namespace hearth::contact {

enum class RequestState {
    kReceived = 1,
    kTriaged,
    kInProgress,
    kWaiting,
    kResolved,
    kClosed,
    kWithdrawn,
    kMerged
};
enum class Hazard { kNone = 1, kProperty, kLife };
enum class PromiseState { kMade = 1, kKept, kBroken, kRenewed, kWithdrawn };
std::string_view name_of(RequestState state);  ///< "in_progress"
std::string_view name_of(Hazard hazard);       ///< "life"
std::string_view name_of(PromiseState state);  ///< "kept"

/// WGS 84, what a person said of it, and how far it may be off.
struct Location {
    double latitude = 0;
    double longitude = 0;
    double accuracy_m = 0;
    std::string words;

    bool operator==(const Location&) const = default;
};

struct Triage {
    std::string extent = "unknown";  ///< `only_you`, `neighbours_too`
    std::optional<Instant> since;
    std::string came_back = "unknown";  ///< `never`, `briefly`, `for_long`
    SafetyAnswers safety;
    std::string supply_state = "unknown";
    std::string supply_cause;

    bool operator==(const Triage&) const = default;
};

/// An attempt of a step.
struct Step {
    std::string id;
    std::string owner;
    StepState state = StepState::kStarted;
    int round = 1;
    int attempt = 1;
    Instant started;
    std::optional<Instant> ended;
    std::optional<Instant> stuck;  ///< since when it is known to be stuck
    std::optional<Instant> next;   ///< next try, or the end of a quiet wait
    std::string outcome;
    int tries = 0;
    int satisfaction = 0;

    bool operator==(const Step&) const = default;
};

/// A clock as it stood at the request's last change.
struct RequestClock {
    std::string id;
    ClockState state = ClockState::kIdle;
    std::optional<Instant> started;
    std::optional<Instant> due;
    std::optional<Instant> stopped;
    std::int64_t paused_s = 0;
    int warned_percent = 0;
    bool exempt = false;
    std::string profile;
    std::string edition;           ///< by which it was started, and is read ever after
    std::string calendar_edition;  ///< of the profile's calendar
    std::optional<Instant> next;   ///< when it will say something new

    bool operator==(const RequestClock&) const = default;
};

struct Promise {
    Uuid uid;
    std::string kind;
    int round = 1;
    PromiseState state = PromiseState::kMade;
    Instant due;
    Instant made;
    std::optional<Instant> settled;
    std::optional<Uuid> renews;
    std::optional<Uuid> renewed_by;
    Uuid first;
    std::string channel;
    bool informed = false;

    bool operator==(const Promise&) const = default;
};

/// The case: one matter of one customer or place. Steps and promises of all rounds, clocks and
/// moments of the current one.
struct Request {
    Uuid uid;
    std::string number;
    std::string request_class;
    int class_edition = 1;
    std::string commodity;
    std::optional<std::string> key;  ///< natural key; empty: joins nothing
    RequestState state = RequestState::kReceived;
    int round = 1;
    Hazard hazard = Hazard::kNone;
    int rank = 0;
    std::optional<Uuid> premise;
    std::optional<Uuid> party;
    std::optional<Uuid> service_point;
    std::optional<Uuid> node;
    std::optional<Location> location;
    std::string place_class;
    std::string party_class;
    std::string needs;  ///< words of the party's needs, joined by commas
    std::string owner_role;
    std::string owner_agent;
    std::optional<Instant> owner_until;  ///< end of the owner's shift
    std::string first_agent;
    std::string hand_over_to;
    std::optional<Instant> hand_over_due;
    std::string waiting_for;
    int report_count = 0;
    int chase_count = 0;
    std::optional<Uuid> incident;
    std::optional<Uuid> parent;
    bool endangers = false;  ///< others of its parent are not sent anywhere while it does
    bool held_back = false;  ///< a hazard of its parent comes first: nobody is sent yet
    std::optional<Uuid> merged_into;
    std::optional<Uuid> follows;
    Instant opened;
    Instant created;
    Instant updated;
    std::optional<Instant> resolved;
    std::optional<Instant> closed;
    std::int64_t version = 0;
    Triage triage;
    std::string external_case;
    std::string language;  ///< of the words to whom it is for; empty: Chinese
    std::string reply_to;  ///< personal, never in an event: where the first report came from
    bool asked_elsewhere =
        false;            ///< looked up: another request of the party and incident has the callback
    std::string held_by;  ///< why triage waits for a person: `supply_off`, `planned_work`; empty
                          ///< when nothing holds it
    std::vector<Step> steps;
    std::vector<RequestClock> clocks;
    std::vector<Promise> promises;
    std::vector<Moment> moments;

    bool operator==(const Request&) const = default;

    [[nodiscard]] bool is_open() const { return state <= RequestState::kWaiting; }
    [[nodiscard]] bool is_over() const { return state >= RequestState::kClosed; }
    [[nodiscard]] Step* step(
        std::string_view id);  ///< latest attempt in this round, null when none
    [[nodiscard]] const Step* step(std::string_view id) const;
    [[nodiscard]] const RequestClock* clock(std::string_view id) const;
    /// The last promise of the kind in this round, whatever became of it; null when none was made.
    [[nodiscard]] Promise* promise(std::string_view kind);
    [[nodiscard]] const Promise* promise(std::string_view kind) const;
    [[nodiscard]] const Promise* promise(const Uuid& id) const;
};

/// Named text: what fills the blanks of lines and messages.
using Details = std::vector<std::pair<std::string, std::string>>;

/// Something to be told, as the domain wants it: which words, with which facts, to whom.
struct NoticeIntent {
    std::string template_name;
    std::string recipient;  ///< `parties/<uid>`, or as `recipient_of` an address
    std::string address;    ///< where the party was last heard from; empty: its contact points
    std::string language;
    Details fields;
    bool urgent = false;
    bool to_stranger = false;  ///< its words are a stranger's: no place, no cause
    std::string
        cause;  ///< id of what caused it: with recipient, subject and template it is sent once
};

std::string request_name(const Uuid& uid);        ///< "serviceRequests/<uid>"
std::string agent_name(const std::string& code);  ///< "agents/<code>"; empty for nobody

}  // namespace hearth::contact
