#pragma once

#include <chrono>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "libs/config/config.hpp"
#include "services/dispatch/domain/policy.hpp"

namespace hearth::dispatch {

inline std::chrono::seconds read_seconds(const config::Section& section, std::string_view key,
                                         std::chrono::seconds fallback, std::string_view sentence) {
    return std::chrono::duration_cast<std::chrono::seconds>(
        section.duration(key, fallback, sentence));
}

inline ClassRule read_rule(const config::Section& section, const Policy& policy) {
    ClassRule rule;
    rule.skills = section.list("skills", {}, "what a crew must be able to do");
    rule.on_site =
        read_seconds(section, "on_site", policy.on_site, "usual time from arrival to supply back");
    rule.incident_kind =
        section.text("incident", "", "what reports of it point at; empty: at nothing");
    if (const auto interruptible = find_interruptible(
            section.text("interruptible", "no",
                         "no, after_made_safe or freely: when a crew may be called away"))) {
        rule.interruptible = *interruptible;
    } else {
        section.refuse("interruptible", "UNKNOWN_WORD", "is not no, after_made_safe or freely");
    }
    return rule;
}

/// By problem, then commodity.
inline void read_classes(const config::Section& section, Policy& policy) {
    for (const auto& problem : section.keys()) {
        const auto commodities = section.section(problem);
        const std::string of_problem = problem + '.';
        for (const auto& commodity : commodities.keys()) {
            policy.classes[of_problem + commodity] =
                read_rule(commodities.section(commodity), policy);
        }
    }
}

inline void read_travel(const config::Section& section, TravelProfile& travel) {
    const auto written = [](double number) {
        std::ostringstream text;
        text << number;
        return text.str();
    };
    std::vector<std::string> lengths;
    std::vector<std::string> speeds;
    for (const auto& band : travel.bands) {
        lengths.push_back(written(band.length_m / 1000));
        speeds.push_back(written(band.speed_km_h));
    }
    lengths.pop_back();  // the last band has no end
    travel.detour = section.number("detour", travel.detour, 1, 5,
                                   "how much longer the road is than the straight line");
    lengths = section.list("band_km", lengths, "of the road: so far at the first speed, then on");
    speeds = section.list("speed_km_h", speeds, "of each band; the last one goes on for ever");
    if (speeds.size() != lengths.size() + 1) {
        section.refuse("speed_km_h", "BAD_LENGTH", "has one entry more than band_km");
        return;
    }
    travel.bands.clear();
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        const double length_km = i < lengths.size() ? std::strtod(lengths[i].c_str(), nullptr) : 1;
        const double speed = std::strtod(speeds[i].c_str(), nullptr);
        if (!(length_km > 0) || !(speed > 0)) {
            section.refuse("speed_km_h", "NOT_POSITIVE", "and band_km hold numbers above zero");
        }
        travel.bands.push_back({length_km * 1000, speed});
    }
}

/// The defaults are those of `Policy`, but for the classes: they are the firm's.
inline Policy read_policy(const config::Section& section) {
    Policy policy;
    policy.zone = section.zone("zone", policy.zone, "of the weekly shifts");
    policy.on_site =
        read_seconds(section, "on_site", policy.on_site,
                     "usual time from arrival to supply back, where the class has none");
    policy.arrive_within = read_seconds(section, "arrive_within", policy.arrive_within,
                                        "limit of arrival where the request names none");
    policy.horizon =
        read_seconds(section, "horizon", policy.horizon, "how far ahead shifts are planned");
    policy.least_left = read_seconds(section, "least_left", policy.least_left,
                                     "a job that overruns is expected to take this long yet");
    policy.forecast_step = read_seconds(section, "forecast_step", policy.forecast_step,
                                        "smaller moves of a forecast are not told");
    policy.notable_move = read_seconds(section, "notable_move", policy.notable_move,
                                       "a stop that moves more counts as a change");
    policy.repair_gain = read_seconds(section, "repair_gain", policy.repair_gain,
                                      "moving other work must win at least this much");
    read_travel(section.section("travel"), policy.travel);
    read_classes(section.section("classes"), policy);
    // Without any, every crew could do everything and no incident would ever be suspected.
    if (policy.classes.empty()) section.refuse("classes", "REQUIRED", "names no class of work");
    const auto suspect = section.section("suspect_at");
    for (auto& [commodity, points] : policy.suspect_at) {
        points = suspect.integer(commodity, points, 2, 1000,
                                 "so many service points below one node raise a suspicion");
    }
    return policy;
}

/// Reads the section `dispatch`: each member with its key, default, bounds and sentence.
struct Settings {
    config::Section section;

    Policy policy = read_policy(section);
    int tenant =
        section.integer("tenant", 1, 1, 1000000, "whose plan this process keeps up with the time");
    std::chrono::milliseconds replan_every = section.duration(
        "replan_every", std::chrono::seconds{10}, "how often time alone is looked at");
};

}  // namespace hearth::dispatch
