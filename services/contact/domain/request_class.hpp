#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/evidence.hpp"
#include "libs/core/time.hpp"
#include "services/contact/domain/message.hpp"

namespace hearth::contact {

/// One step of a class. What it means is data; who does it is `owner`.
struct StepDefinition {
    std::string id;
    std::string owner;  ///< `contact`, `dispatch`, or `parts`: done when all its parts are over
    bool done_when_known =
        false;        ///< ends by itself once class and place are known and nothing holds it
    std::string how;  ///< `ask`: done when nobody objects within `quiet`; `crew_evidence`; empty:
                      ///< by command
    std::vector<std::string>
        evidence;  ///< names of the class's evidence that `crew_evidence` judges
    Duration quiet{0};
    int tries = 0;             ///< contacts tried before it ends as `unreached`; 0: none by itself
    Duration every{0};         ///< between two tries
    int attempts = 1;          ///< after so many failed ones a person decides
    Duration stuck_after{0};   ///< 0: never
    bool resolves = false;     ///< the request is resolved when it is done
    std::string on_still_out;  ///< step that starts again when the customer says so
};

/// A promise made as the request is opened: as long as its clock allows.
struct PromiseDefinition {
    std::string kind;
    std::string clock;
};

/// A word that a request has: one of `is`, or any but those of `is_not`.
struct Trait {
    std::string of;  ///< `needs`, `party_class`, `place_class`, `commodity`, `extent`, `came_back`
    std::vector<std::string> is;
    std::vector<std::string> is_not;
};

/// What makes a request weigh more within its hazard: points for a word that it has, or for each of
/// what is counted.
struct Weight {
    std::string of;  ///< word: `needs`, `party_class`, `place_class`, `commodity`, `extent`,
                     ///< `came_back`; count: `further_reports`, `chases`
    std::vector<std::string> is;      ///< of a word: any of these
    std::vector<std::string> is_not;  ///< of a word: one that is there and none of these
    int at_most = 0;                  ///< of a count: more counts no further
    int points = 0;
};

/// Names of classes, by safety answer.
struct HazardClasses {
    std::string person_hurt;
    std::string fire_or_gas;
    std::string fallen_or_open;
};

/// What differs between one class of request and another.
struct RequestClass {
    std::string name;  ///< "no_supply.electricity"
    int edition = 1;
    std::string title_zh;
    std::string title_en;
    std::string commodity;
    std::vector<std::string> natural_key;  ///< `premise`; empty: two reports are never one by key
    std::string hazard;                    ///< `none`, `property`, `life` or `from_triage`
    bool by_place = false;                 ///< a place is enough; never held up by questions
    std::string cleared_by;                ///< moment before which nobody is sent for another part
                                           ///< of the same report; empty: endangers nobody else
    std::string profile;
    std::vector<std::string> clocks;
    std::vector<PromiseDefinition> promises;
    std::vector<std::string> triage;
    /// To what a crew is sent where a safety answer tells of danger to life; of a class that sends
    /// none itself: such a one is never a hazard to life.
    HazardClasses hazard_classes;
    std::vector<EvidenceRule> evidence;  ///< without which a crew's word ends nothing
    std::vector<StepDefinition> steps;
    Duration reopen_within{std::chrono::hours{72}};
    double near_m = 0;          ///< others so near …
    Duration near_within{0};    ///< … and so recent are shown as likely the same; never joined
    Duration promise_slack{0};  ///< added to a forecast when it becomes a promise
    std::string accepted_template;
    std::vector<Weight> weights;  ///< of a request within its hazard; all that fit are added
    std::vector<Trait> critical;  ///< supply is critical where one fits
    Spoken spoken;                ///< how short messages tell of it

    [[nodiscard]] const StepDefinition* find_step(std::string_view id) const;
    [[nodiscard]] const EvidenceRule* find_evidence(std::string_view id) const;
    /// A case that is made of other requests: never reported by its name.
    [[nodiscard]] bool has_parts() const;
    /// A crew is sent for it.
    [[nodiscard]] bool has_work() const;
};

enum class StepState { kStarted = 1, kDone, kFailed, kWaived, kCancelled };
std::string_view name_of(StepState state);  ///< "waived"

/// Outcome of work that was called back for a hazard: no failure of its own.
inline constexpr std::string_view kHazardFirst = "hazard_first";

/// One attempt of a step, as far as `advance` needs it.
struct StepRun {
    std::string id;
    int attempt = 0;  ///< 0: waived before it began
    StepState state = StepState::kStarted;
    std::string outcome = {};  ///< of one that has ended
};

struct StepEvent {
    enum class Kind {
        kOpened,   ///< a round began
        kKnown,    ///< what was missing became known
        kCleared,  ///< nothing holds dispatch's steps back any more
        kUrged,    ///< a crew must be on its way: where none is sent, one is
        kDone,
        kFailed,
        kWaived,
    };
    Kind kind = Kind::kOpened;
    std::string step;     ///< of done, failed, waived
    std::string outcome;  ///< `still_out` sends it back
    bool known = false;   ///< of opened: all that is needed is known and nothing holds it up
    bool held = false;    ///< nobody may be sent yet: dispatch's steps do not start
    bool hazard = false;  ///< one to life stands: however often work failed, it is tried again
};

struct StepMove {
    enum class Kind { kStart, kDone, kFailed, kWaived };
    Kind kind = Kind::kStart;
    std::string step;
    int attempt = 0;
    std::string outcome;

    bool operator==(const StepMove&) const = default;
};

struct Advance {
    std::vector<StepMove> moves;  ///< in the order they happen
    bool resolved = false;
    bool closed = false;     ///< every step is done or waived
    bool exhausted = false;  ///< failed, and no further attempt starts by itself
    bool beyond = false;     ///< failed, and is tried more often than the class says: a hazard
};

/// What an event does to the steps of one round. Pure. An event about a step that is not under way
/// changes nothing, so a repeated event has no second effect. What `held` kept from starting starts
/// with `kCleared`. While a hazard stands attempts have no end, and what fails sends a crew again.
Advance advance(const RequestClass& definition, const std::vector<StepRun>& round,
                const StepEvent& event);

}  // namespace hearth::contact
