#include <charconv>

#include "services/contact/api/contact_service.hpp"
#include "services/contact/api/service_commands.hpp"

namespace hearth::contact {
namespace {

Result<std::chrono::minutes> read_minutes(const std::string& text, const std::string& field) {
    int hours = 0;
    int minutes = 0;
    const char* at = text.data();
    const bool shaped = text.size() == 5 && text[2] == ':' &&
                        std::from_chars(at, at + 2, hours).ptr == at + 2 &&
                        std::from_chars(at + 3, at + 5, minutes).ptr == at + 5;
    const bool good = shaped && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60;
    if (!good)
        return fail(
            invalid_argument(field, "BAD_TIME", "\"" + text + "\" is not a time like 08:00"));
    return std::chrono::minutes{hours * 60 + minutes};
}

Result<Roster> roster_of(const pb::ImportRosterRequest& in, const std::string& zone) {
    Roster roster;
    roster.zone = zone;
    std::vector<FieldViolation> wrong;
    for (const auto& agent : in.agents()) {
        roster.agents.push_back({agent.code(),
                                 agent.name_zh(),
                                 agent.name_en(),
                                 {agent.roles().begin(), agent.roles().end()}});
    }
    for (int i = 0; i < in.duty_size(); ++i) {
        const auto& row = in.duty(i);
        const std::string path = "duty[" + std::to_string(i) + "]";
        DutyRow made;
        made.agent = row.agent();
        made.role = row.role();
        for (const int day : row.weekdays())
            made.weekdays.push_back(static_cast<unsigned>(day));
        auto from = read_minutes(row.start(), path + ".start");
        auto to = read_minutes(row.end(), path + ".end");
        if (!from) wrong.push_back(from.error().fields.front());
        if (!to) wrong.push_back(to.error().fields.front());
        made.from = from.value_or(std::chrono::minutes{0});
        made.to = to.value_or(std::chrono::minutes{0});
        roster.duty.push_back(std::move(made));
    }
    for (FieldViolation& fault : check_roster(roster))
        wrong.push_back(std::move(fault));
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    return roster;
}

}  // namespace

Result<void> ContactService::import_roster(const rpc::Call& call, const pb::ImportRosterRequest& in,
                                           pb::ImportRosterResponse& out) {
    if (auto id = require_id(in.request_id()); !id) return id;
    auto fresh = roster_of(in, casebook_.settings.zone);
    if (!fresh) return fail(std::move(fresh).error());
    auto done =
        service::run_command(host_, call, in, out, [&](outbox::UnitOfWork& work) -> Result<void> {
            const auto imported =
                casebook_.import_roster(casebook_.scene(work), *fresh, in.dry_run());
            if (!imported) return fail(imported.error());
            out.set_created(imported->created);
            out.set_changed(imported->changed);
            out.set_unchanged(imported->unchanged);
            out.set_shifts(imported->shifts);
            return {};
        });
    casebook_.forget_roster();
    return done;
}

Result<void> ContactService::list_agents(const rpc::Call& call, const pb::ListAgentsRequest& in,
                                         pb::ListAgentsResponse& out) {
    return host_.work().read(
        call.principal.tenant, call.deadline, [&](sql::Tx& tx) -> Result<void> {
            auto roster = casebook_.open(tx)->roster().read();
            if (!roster) return fail(std::move(roster).error());
            roster->zone = casebook_.settings.zone;
            for (const AgentRecord& agent : roster->agents) {
                const auto shift = roster->shift_of(agent.code, host_.clock().now());
                if (in.on_duty() && !shift) continue;
                auto& made = *out.add_agents();
                made.set_name("agents/" + agent.code);
                made.set_code(agent.code);
                made.set_name_zh(agent.name_zh);
                made.set_name_en(agent.name_en);
                for (const std::string& role : agent.roles)
                    made.add_roles(role);
                if (!shift) continue;
                made.set_on_duty_role(shift->role);
                *made.mutable_on_duty_until_time() = to_proto(shift->until);
            }
            return {};
        });
}

}  // namespace hearth::contact
