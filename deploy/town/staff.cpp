#include <array>
#include <cctype>

#include <fmt/format.h>

#include "deploy/town/draw.hpp"
#include "deploy/town/town.hpp"

namespace hearth::town {
namespace {

struct Hours {
    const char* start;
    const char* end;
};
constexpr Hours kDay{"08:00", "20:00"};
constexpr Hours kNight{"20:00", "08:00"};
constexpr Hours kCrewDay{"07:30", "19:30"};
constexpr Hours kCrewNight{"19:30", "07:30"};

class Builder {
public:
    explicit Builder(Town& town) : town_(town), draw_(town.seed, "staff") {}

    void run() {
        add_agents();
        add_crews("electricity", town_.size.electricity_crews, {"抢修", "Power Crew"});
        add_crews("gas", town_.size.gas_crews, {"燃气抢险", "Gas Crew"});
        add_crews("water", town_.size.water_crews, {"供水抢修", "Water Crew"});
    }

private:
    std::string add_agent(const char* roles) {
        const Word& surname = draw_.of(surnames());
        Word given = draw_.of(given_syllables());
        given.en[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(given.en[0])));
        const std::size_t number = town_.agents.size() + 1;
        town_.agents.push_back({fmt::format("A{:04}", number),
                                {surname.zh + given.zh, given.en + " " + surname.en},
                                roles});
        return town_.agents.back().code;
    }

    void every_day(const std::string& duty, const std::string& agent, Hours hours) {
        for (int weekday = 1; weekday <= 7; ++weekday)
            town_.duties.push_back({duty, agent, weekday, hours.start, hours.end});
    }

    /// One lead and one manager hold the ladder; of the others every third works at night.
    void add_agents() {
        const std::string manager = add_agent("manager;duty");
        every_day("manager", manager, kDay);
        every_day("duty", manager, kNight);
        const std::string lead = add_agent("lead;duty");
        every_day("lead", lead, kDay);
        every_day("duty", lead, kDay);
        for (int i = 2; i < town_.size.agents; ++i) {
            const bool night = i % 3 == 0;
            const std::string agent = add_agent(i == 3 ? "intake;lead;manager" : "intake");
            const Hours hours = night ? kNight : kDay;
            every_day("intake", agent, hours);
            if (i == 3) every_day("lead", agent, kNight);
            if (i == 3) every_day("manager", agent, kNight);
        }
    }

    /// The first crews of a skill are day, night, day: each skill is on duty at every hour of the
    /// week. A larger utility's further day crews rest on Sunday. The first crew is an emergency
    /// crew that is also trained for gas: stories are told of it.
    void add_crews(const char* skill, int count, const Word& word) {
        for (int i = 0; i < count; ++i) {
            const std::size_t number = town_.crews.size() + 1;
            Crew crew;
            crew.code = fmt::format("C{:02}", number);
            crew.name = {fmt::format("{}{}班", word.zh, i + 1),
                         fmt::format("{} {}", word.en, i + 1)};
            crew.skills = skill;
            if (number == 1) crew.skills += ";gas";
            if (i % 4 == 2)
                crew.skills += std::string{";"} + (skill == std::string{"water"} ? "gas" : "water");
            const auto site =
                static_cast<std::size_t>(i) * town_.sites.size() / static_cast<std::size_t>(count);
            const auto premise = static_cast<std::size_t>(town_.sites[site].first_premise);
            crew.base = town_.premises[premise].place;
            const Hours hours = i % 3 == 1 ? kCrewNight : kCrewDay;
            const int days = i < 3 ? 7 : 6;
            for (int weekday = 1; weekday <= days; ++weekday)
                town_.shifts.push_back({crew.code, weekday, hours.start, hours.end});
            town_.crews.push_back(std::move(crew));
        }
    }

    Town& town_;
    Draw draw_;
};

}  // namespace

void build_staff(Town& town) {
    Builder{town}.run();
}

}  // namespace hearth::town
