#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "libs/config/config.hpp"
#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/main/faults.hpp"

namespace hearth::contact {
namespace {

Result<Day> parse_day(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const char* at = text.data();
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const auto read = [](const char* from, const char* to, auto& value) {
        return std::from_chars(from, to, value).ptr == to;
    };
    if (shaped && read(at, at + 4, year) && read(at + 5, at + 7, month) &&
        read(at + 8, at + 10, day)) {
        const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                               std::chrono::day{day}};
        if (date.ok()) return Day{date};
    }
    return fail(invalid_argument("day", "BAD_DATE", "is not a date like 2026-10-01"));
}

void read_days(const std::vector<std::string>& words, const std::string& path, std::set<Day>& days,
               Faults& faults) {
    for (const std::string& word : words) {
        if (const auto day = parse_day(word)) {
            days.insert(*day);
        } else {
            faults.push_back({path, "BAD_DATE", "\"" + word + "\" is not a date like 2026-10-01"});
        }
    }
}

/// The local day from which an edition is in force.
std::optional<Day> read_from(const config::Section& section, const std::string& path,
                             Faults& faults) {
    const std::string text = section.text("from", "");
    if (text.empty()) return {};
    if (const auto day = parse_day(text)) return *day;
    faults.push_back({path + "from", "BAD_DATE", "is not a date like 2026-10-01"});
    return {};
}

Calendar read_calendar(const config::Section& section, const std::string& path, Faults& faults) {
    Calendar calendar;
    calendar.name = section.required_text("calendar");
    calendar.edition = section.text("edition", "1");
    calendar.from = read_from(section, path, faults);
    for (const std::string& word : section.list("rest_days", {"6", "7"})) {
        const bool day = word.size() == 1 && word[0] >= '1' && word[0] <= '7';
        if (day) calendar.rest_days.insert(static_cast<unsigned>(word[0] - '0'));
        if (!day)
            faults.push_back({path + "rest_days", "BAD_VALUE", "\"" + word + "\" is not 1 to 7"});
    }
    const config::Section holidays = section.section("holidays");
    const std::string of_holidays = path + "holidays.";
    for (const std::string& key : holidays.keys())
        read_days(holidays.list(key, {}), of_holidays + key, calendar.holidays, faults);
    read_days(section.list("working_days", {}), path + "working_days", calendar.working_days,
              faults);
    return calendar;
}

LimitUnit read_unit(const config::Section& section, const std::string& path, Faults& faults) {
    const std::string unit = section.required_text("unit");
    if (unit == "minutes" || unit.empty()) return LimitUnit::kMinutes;
    if (unit == "hours") return LimitUnit::kHours;
    if (unit == "days") return LimitUnit::kDays;
    if (unit != "working_days")
        faults.push_back({path + ".unit", "BAD_VALUE", "is minutes, hours, days or working_days"});
    return LimitUnit::kWorkingDays;
}

ClockRule read_rule(const config::Section& section, const std::string& row, Faults& faults) {
    const std::string path = "clocks." + row;
    ClockRule rule;
    rule.row = row;
    rule.clock = section.required_text("clock");
    rule.commodity = section.text("commodity", "");
    rule.request_class = section.text("request_class", "");
    rule.customer_class = section.text("customer_class", "");
    rule.place_class = section.text("place_class", "");
    rule.starts = section.required_text("starts");
    rule.stops = section.required_text("stops");
    rule.unstops = section.text("unstops", "");
    rule.pauses = section.list("pauses", {});
    rule.resumes = section.list("resumes", {});
    rule.voids = section.list("voids", {});
    rule.limit = section.integer("limit", 0, 0, 100000);
    rule.unit = read_unit(section, path, faults);
    rule.warn_percent.clear();
    for (const std::string& word : section.list("warn_percent", {"50", "75", "90", "100"})) {
        int percent = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), percent);
        const bool good = error == std::errc{} && end == word.data() + word.size() && percent > 0 &&
                          percent <= 100;
        if (good) rule.warn_percent.push_back(percent);
        if (!good)
            faults.push_back(
                {path + ".warn_percent", "BAD_VALUE", "\"" + word + "\" is not 1 to 100"});
    }
    std::sort(rule.warn_percent.begin(), rule.warn_percent.end());
    rule.ladder = section.list("ladder", {"owner", "lead", "manager", "duty"});
    if (rule.ladder.empty())
        faults.push_back({path + ".ladder", "REQUIRED", "needs somebody to tell"});
    rule.consequence = section.text("consequence", "");
    rule.source = section.text("source", "");
    return rule;
}

Result<Calendar> load_calendar(const std::string& file) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    Faults faults;
    Calendar calendar = read_calendar(source->root(), "", faults);
    if (auto done = finish(*source, file, std::move(faults)); !done)
        return fail(std::move(done).error());
    return calendar;
}

Result<Profile> load_profile(const std::string& file) {
    auto source = config::Source::load(file, {});
    if (!source) return fail(std::move(source).error());
    const config::Section root = source->root();
    Faults faults;
    Profile profile;
    profile.name = root.required_text("profile");
    profile.edition = root.required_text("edition");
    profile.from = read_from(root, "", faults);
    profile.zone = root.required_text("zone");
    if (!to_local(Instant{}, profile.zone))
        faults.push_back({"zone", "UNKNOWN_ZONE", "is no time zone"});
    const auto keys = root.keys();
    if (std::find(keys.begin(), keys.end(), "own_calendar") != keys.end()) {
        profile.calendar = read_calendar(root.section("own_calendar"), "own_calendar.", faults);
        profile.own_calendar = true;
    } else {
        profile.calendar.name = root.required_text("calendar");
    }
    const config::Section clocks = root.section("clocks");
    for (const std::string& row : clocks.keys())
        profile.rules.push_back(read_rule(clocks.section(row), row, faults));
    if (profile.rules.empty()) faults.push_back({"clocks", "REQUIRED", "needs a row"});
    if (auto done = finish(*source, file, std::move(faults)); !done)
        return fail(std::move(done).error());
    return profile;
}

/// Puts an edition beside those of its name, by the day from which it is in force.
template <typename Edition>
void put_beside(Edition edition, const std::string& file, std::vector<Edition>& editions,
                Faults& faults) {
    for (const Edition& other : editions) {
        if (other.edition == edition.edition)
            faults.push_back({file + ": edition", "REPEATED", "this edition stands twice"});
        if (other.from == edition.from)
            faults.push_back({file + ": from", edition.from ? "REPEATED" : "REQUIRED",
                              "is the day from which this edition is in force, and no other"});
    }
    editions.push_back(std::move(edition));
    std::sort(editions.begin(), editions.end(),
              [](const Edition& one, const Edition& other) { return one.from < other.from; });
}

}  // namespace

std::vector<std::string> files_of(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<Calendars> load_calendars(const std::string& folder) {
    Calendars calendars;
    Faults faults;
    for (const std::string& file : files_of(folder)) {
        if (auto calendar = take(load_calendar(file), faults)) {
            auto& editions = calendars[calendar->name];
            put_beside(std::move(*calendar), file, editions, faults);
        }
    }
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    return calendars;
}

Result<std::map<std::string, Limits, std::less<>>> load_limits(
    const std::vector<std::string>& files, const Calendars& calendars) {
    Faults faults;
    std::map<std::string, std::vector<Profile>> by_name;
    for (const std::string& file : files) {
        auto profile = take(load_profile(file), faults);
        if (!profile) continue;
        if (!profile->own_calendar && !calendars.contains(profile->calendar.name))
            faults.push_back({file + ": calendar", "UNKNOWN_CALENDAR",
                              "there is no calendar " + profile->calendar.name});
        auto& editions = by_name[profile->name];
        put_beside(std::move(*profile), file, editions, faults);
    }
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    std::map<std::string, Limits, std::less<>> limits;
    for (const auto& [name, profiles] : by_name) {
        for (const Profile& profile : profiles) {
            const auto all = profile.own_calendar ? std::vector{profile.calendar}
                                                  : calendars.at(profile.calendar.name);
            for (const Calendar& calendar : all) {
                limits[name].editions.push_back(profile);
                limits[name].editions.back().calendar = calendar;
            }
        }
    }
    return limits;
}

}  // namespace hearth::contact
