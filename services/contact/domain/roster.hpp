#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/result.hpp"
#include "services/contact/domain/change.hpp"

namespace hearth::contact {

struct AgentRecord {
    std::string code;  ///< "A0007"
    std::string name_zh;
    std::string name_en;
    std::vector<std::string> roles;

    bool operator==(const AgentRecord&) const = default;
};

/// A weekly shift: begins on these days, and ends the next day when `to` is not after `from`.
struct DutyRow {
    std::string agent;
    std::string role;
    std::vector<unsigned> weekdays;  ///< ISO: 1 Monday to 7 Sunday
    std::chrono::minutes from{0};
    std::chrono::minutes to{0};

    bool operator==(const DutyRow&) const = default;
};

struct OnDuty {
    std::string agent;
    std::string role;
    Instant until;
};

/// Who serves customers, and when. Immutable once read; all times local to the zone.
struct Roster {
    std::string zone;
    std::vector<AgentRecord> agents;
    std::vector<DutyRow> duty;

    bool operator==(const Roster&) const = default;

    /// The shift an agent is on; the one that ends last of several.
    [[nodiscard]] std::optional<OnDuty> shift_of(std::string_view agent, Instant at) const;
    [[nodiscard]] std::vector<OnDuty> on_duty(Instant at) const;
    [[nodiscard]] const AgentRecord* find(std::string_view agent) const;
};

/// Every violation in rows about to replace the roster: unknown agents, roles they have not, times
/// that are none.
std::vector<FieldViolation> check_roster(const Roster& roster);

/// The first owner: the agent who took it, when on shift, else the role `intake`.
void take(Request& request, const std::string& agent, const Roster& roster, Instant now);
Result<void> assign(Change& change, const std::string& role, const std::string& agent,
                    const Roster& roster);
/// Accepted within 15 minutes, or the lead owns it.
Result<void> hand_over(Change& change, const std::string& agent, const Roster& roster);
Result<void> accept_hand_over(Change& change, const std::string& agent, const Roster& roster);
/// Takes a hand-over back that nobody accepted, and what an agent off duty for long owns.
void check_owner(Change& change, const Roster& roster);
/// When `check_owner` must look again.
std::optional<Instant> next_owner_check(const Request& request);

}  // namespace hearth::contact
