#include "services/dispatch/main/settings.hpp"

namespace hearth::dispatch {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

seconds read_seconds(const config::Section& section, std::string_view key, seconds fallback) {
    return duration_cast<seconds>(section.duration(key, fallback));
}

ClassRule read_rule(const config::Section& entry, const Policy& policy) {
    ClassRule rule;
    rule.skills = entry.list("skills", {});
    rule.on_site = read_seconds(entry, "on_site", policy.on_site);
    rule.incident_kind = entry.text("incident", "");
    if (const auto interruptible = find_interruptible(entry.text("interruptible", "no"))) {
        rule.interruptible = *interruptible;
    } else {
        entry.refuse("interruptible", "UNKNOWN_WORD", "is not no, after_made_safe or freely");
    }
    return rule;
}

void read_classes(const config::Section& section, Policy& policy) {
    for (const auto& problem : section.keys()) {
        const auto commodities = section.section(problem);
        const std::string of_problem = problem + '.';
        for (const auto& commodity : commodities.keys()) {
            policy.classes[of_problem + commodity] =
                read_rule(commodities.section(commodity), policy);
        }
    }
}

void read_travel(const config::Section& section, TravelProfile& travel) {
    travel.detour = section.number("detour", travel.detour, 1, 5);
    const auto lengths = section.list("band_km", {"1", "4", "15"});
    const auto speeds = section.list("speed_km_h", {"25", "35", "50", "70"});
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

Policy read_policy(const config::Section& section) {
    Policy policy;
    policy.zone = section.text("zone", policy.zone);
    if (!to_local(Instant{}, policy.zone)) {
        section.refuse("zone", "UNKNOWN_ZONE", "is no time zone of this machine");
    }
    policy.on_site = read_seconds(section, "on_site", policy.on_site);
    policy.arrive_within = read_seconds(section, "arrive_within", policy.arrive_within);
    policy.horizon = read_seconds(section, "horizon", policy.horizon);
    policy.least_left = read_seconds(section, "least_left", policy.least_left);
    policy.forecast_step = read_seconds(section, "forecast_step", policy.forecast_step);
    policy.notable_move = read_seconds(section, "notable_move", policy.notable_move);
    policy.repair_gain = read_seconds(section, "repair_gain", policy.repair_gain);
    read_travel(section.section("travel"), policy.travel);
    read_classes(section.section("classes"), policy);
    const auto suspect = section.section("suspect_at");
    for (auto& [commodity, points] : policy.suspect_at) {
        points = static_cast<int>(suspect.integer(commodity, points, 2, 1000));
    }
    return policy;
}

}  // namespace

Settings read_settings(const config::Section& section) {
    Settings settings;
    settings.policy = read_policy(section);
    settings.tenant = static_cast<int>(section.integer("tenant", settings.tenant, 1, 1000000));
    settings.replan_every = section.duration("replan_every", settings.replan_every);
    return settings;
}

}  // namespace hearth::dispatch
