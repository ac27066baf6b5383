#include "services/contact/storage/roster_store.hpp"

#include <sstream>

#include "libs/sql/tx.hpp"
#include "sql_gen/contact_storage/roster.sql.hpp"

namespace hearth::contact {
namespace {

template <typename Items>
std::string join(const Items& items) {
    std::ostringstream text;
    const char* comma = "";
    for (const auto& item : items) {
        text << comma << item;
        comma = ",";
    }
    return text.str();
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, ',');)
        parts.push_back(part);
    return parts;
}

}  // namespace

Result<Roster> PgRosterStore::read() {
    Roster roster;
    tx_.queue_with(statements::roster_agents, sql::Params::of(tx_.tenant()),
                   [&roster](const sql::Rows& rows) -> Result<void> {
                       for (const sql::Row row : rows) {
                           roster.agents.push_back({row.get<std::string>("code"),
                                                    row.get<std::string>("name_zh"),
                                                    row.get<std::string>("name_en"),
                                                    split(row.get<std::string>("roles"))});
                       }
                       return {};
                   });
    auto duty = tx_.run(statements::roster_duty, tx_.tenant());
    if (!duty) return fail(std::move(duty).error());
    for (const sql::Row row : *duty) {
        DutyRow made;
        made.agent = row.get<std::string>("agent");
        made.role = row.get<std::string>("role");
        for (const std::string& day : split(row.get<std::string>("weekdays")))
            made.weekdays.push_back(static_cast<unsigned>(day.at(0) - '0'));
        made.from = std::chrono::minutes{row.get<std::int32_t>("from_min")};
        made.to = std::chrono::minutes{row.get<std::int32_t>("to_min")};
        roster.duty.push_back(std::move(made));
    }
    return roster;
}

void PgRosterStore::replace(const Roster& roster) {
    std::vector<std::string> codes;
    std::vector<std::string> zh;
    std::vector<std::string> en;
    std::vector<std::string> roles;
    for (const AgentRecord& agent : roster.agents) {
        codes.push_back(agent.code);
        zh.push_back(agent.name_zh);
        en.push_back(agent.name_en);
        roles.push_back(join(agent.roles));
    }
    tx_.queue(statements::roster_put_agents, tx_.tenant(), codes, zh, en, roles);
    std::vector<std::string> agents;
    std::vector<std::string> duties;
    std::vector<std::string> weekdays;
    std::vector<std::int32_t> from;
    std::vector<std::int32_t> to;
    for (const DutyRow& row : roster.duty) {
        agents.push_back(row.agent);
        duties.push_back(row.role);
        weekdays.push_back(join(row.weekdays));
        from.push_back(static_cast<std::int32_t>(row.from.count()));
        to.push_back(static_cast<std::int32_t>(row.to.count()));
    }
    tx_.queue(statements::roster_clear_duty, tx_.tenant());
    tx_.queue(statements::roster_put_duty, tx_.tenant(), agents, duties, weekdays, from, to);
}

}  // namespace hearth::contact
