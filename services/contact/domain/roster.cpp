#include "services/contact/domain/roster.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

constexpr std::chrono::minutes kAcceptWithin{15};
// Nobody off duty owns anything for more than 15 minutes; the timer may be a little late.
constexpr std::chrono::minutes kOffDutyGrace{14};
constexpr std::chrono::minutes kDay{24 * 60};
constexpr std::size_t kLongestCode = 200;

bool is_role(const std::string& role) {
    return role == "intake" || role == "lead" || role == "manager" || role == "duty";
}

/// The end of the shift of `row` that runs at `at`, when one does.
std::optional<Instant> running_until(const DutyRow& row, Instant at, std::string_view zone) {
    const auto local = to_local(at, zone);
    if (!local) return {};
    const std::chrono::minutes length =
        row.to > row.from ? row.to - row.from : row.to + kDay - row.from;
    for (const int back : {0, 1}) {
        const std::chrono::sys_days day =
            std::chrono::sys_days{local->day} - std::chrono::days{back};
        const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
        if (std::find(row.weekdays.begin(), row.weekdays.end(), weekday) == row.weekdays.end())
            continue;
        const auto begins = from_local(std::chrono::year_month_day{day}, row.from, zone);
        const std::chrono::minutes end = row.from + length;
        const std::chrono::sys_days last = day + std::chrono::days{end / kDay};
        const auto ends = from_local(std::chrono::year_month_day{last}, end % kDay, zone);
        if (begins && ends && *begins <= at && at < *ends) return *ends;
    }
    return {};
}

void give_to(Change& change, const std::string& role, const std::string& agent,
             std::optional<Instant> until, OwnerWhy why) {
    Request& request = change.request;
    const std::string old_role = request.owner_role;
    const std::string old_agent = request.owner_agent;
    request.owner_role = role;
    request.owner_agent = agent;
    request.owner_until = until;
    request.hand_over_to.clear();
    request.hand_over_due.reset();
    if (request.first_agent.empty()) request.first_agent = agent;
    change.record(OwnerChanged{role, agent, old_role, old_agent, why, {}});
}

Error not_on_duty(const std::string& agent) {
    return failed_precondition("AGENT_OFF_DUTY", "agents/" + agent + " is not on shift");
}

}  // namespace

std::optional<OnDuty> Roster::shift_of(std::string_view agent, Instant at) const {
    std::optional<OnDuty> found;
    for (const DutyRow& row : duty) {
        if (row.agent != agent) continue;
        const auto until = running_until(row, at, zone);
        if (until && (!found || *until > found->until)) found = OnDuty{row.agent, row.role, *until};
    }
    return found;
}

std::vector<OnDuty> Roster::on_duty(Instant at) const {
    std::vector<OnDuty> all;
    for (const AgentRecord& agent : agents) {
        if (auto shift = shift_of(agent.code, at)) all.push_back(std::move(*shift));
    }
    return all;
}

const AgentRecord* Roster::find(std::string_view agent) const {
    const auto found = std::find_if(agents.begin(), agents.end(), [&](const AgentRecord& record) {
        return record.code == agent;
    });
    return found == agents.end() ? nullptr : &*found;
}

std::vector<FieldViolation> check_roster(const Roster& roster) {
    std::vector<FieldViolation> wrong;
    for (std::size_t i = 0; i < roster.agents.size(); ++i) {
        const AgentRecord& agent = roster.agents[i];
        const std::string path = "agents[" + std::to_string(i) + "]";
        if (agent.code.empty()) wrong.push_back({path + ".code", "REQUIRED", "is required"});
        if (agent.code.size() > kLongestCode)
            wrong.push_back({path + ".code", "TOO_LONG", "has at most 200 bytes"});
        if (roster.find(agent.code) != &agent)
            wrong.push_back({path + ".code", "REPEATED", "stands twice"});
        if (agent.roles.empty()) wrong.push_back({path + ".roles", "REQUIRED", "is required"});
        for (const std::string& role : agent.roles) {
            if (!is_role(role))
                wrong.push_back({path + ".roles", "UNKNOWN_ROLE", "no role " + role});
        }
    }
    for (std::size_t i = 0; i < roster.duty.size(); ++i) {
        const DutyRow& row = roster.duty[i];
        const std::string path = "duty[" + std::to_string(i) + "]";
        const AgentRecord* agent = roster.find(row.agent);
        if (agent == nullptr) {
            wrong.push_back({path + ".agent", "UNKNOWN_AGENT", "no agent " + row.agent});
        } else if (std::find(agent->roles.begin(), agent->roles.end(), row.role) ==
                   agent->roles.end()) {
            wrong.push_back({path + ".role", "NOT_THEIR_ROLE", "the agent has not this role"});
        }
        const bool days =
            !row.weekdays.empty() && std::all_of(row.weekdays.begin(), row.weekdays.end(),
                                                 [](unsigned day) { return day >= 1 && day <= 7; });
        if (!days) wrong.push_back({path + ".weekdays", "BAD_WEEKDAY", "needs days from 1 to 7"});
    }
    return wrong;
}

void take(Request& request, const std::string& agent, const Roster& roster, Instant now) {
    request.owner_role = "intake";
    const auto shift = agent.empty() ? std::nullopt : roster.shift_of(agent, now);
    if (!shift) return;
    request.owner_role = shift->role;
    request.owner_agent = agent;
    request.owner_until = shift->until;
    request.first_agent = agent;
}

Result<void> assign(Change& change, const std::string& role, const std::string& agent,
                    const Roster& roster) {
    if (!is_role(role)) return fail(invalid_argument("role", "UNKNOWN_ROLE", "no role " + role));
    if (change.request.is_over()) return fail(failed_precondition("REQUEST_OVER", "it is closed"));
    if (agent.empty()) {
        give_to(change, role, {}, {}, OwnerWhy::kAssigned);
        return {};
    }
    const auto shift = roster.shift_of(agent, change.now());
    if (!shift) return fail(not_on_duty(agent));
    if (shift->role != role)
        return fail(failed_precondition("NOT_IN_ROLE",
                                        "agents/" + agent + " is on shift as " + shift->role));
    give_to(change, role, agent, shift->until, OwnerWhy::kAssigned);
    return {};
}

Result<void> hand_over(Change& change, const std::string& agent, const Roster& roster) {
    Request& request = change.request;
    if (request.is_over()) return fail(failed_precondition("REQUEST_OVER", "it is closed"));
    if (agent == request.owner_agent)
        return fail(failed_precondition("OWNS_IT_ALREADY", "agents/" + agent + " owns it"));
    if (!roster.shift_of(agent, change.now())) return fail(not_on_duty(agent));
    request.hand_over_to = agent;
    request.hand_over_due = change.now() + kAcceptWithin;
    change.record(OwnerChanged{request.owner_role, request.owner_agent, request.owner_role,
                               request.owner_agent, OwnerWhy::kOffered,
                               Offer{agent, *request.hand_over_due}});
    return {};
}

Result<void> accept_hand_over(Change& change, const std::string& agent, const Roster& roster) {
    const Request& request = change.request;
    if (request.hand_over_to.empty() || request.hand_over_to != agent)
        return fail(failed_precondition("NOT_OFFERED", "it is not offered to agents/" + agent));
    const auto shift = roster.shift_of(agent, change.now());
    if (!shift) return fail(not_on_duty(agent));
    give_to(change, shift->role, agent, shift->until, OwnerWhy::kAccepted);
    return {};
}

void check_owner(Change& change, const Roster& roster) {
    Request& request = change.request;
    if (request.is_over()) return;
    if (request.hand_over_due && change.now() >= *request.hand_over_due)
        give_to(change, "lead", {}, {}, OwnerWhy::kNotAccepted);
    if (request.owner_agent.empty()) return;
    const auto shift = roster.shift_of(request.owner_agent, change.now());
    if (shift) {
        request.owner_until = shift->until;
        return;
    }
    const Instant off_since = request.owner_until.value_or(change.now());
    if (off_since > change.now()) request.owner_until = change.now();  // the roster was changed
    if (change.now() - off_since >= kOffDutyGrace)
        give_to(change, request.owner_role, {}, {}, OwnerWhy::kOffDuty);
}

std::optional<Instant> next_owner_check(const Request& request) {
    std::optional<Instant> next = request.hand_over_due;
    if (!request.owner_agent.empty() && request.owner_until) {
        const Instant off = *request.owner_until + kOffDutyGrace;
        if (!next || off < *next) next = off;
    }
    return next;
}

}  // namespace hearth::contact
