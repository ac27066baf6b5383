#include "services/contact/main/clock_command.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "services/contact/main/catalogue_files.hpp"
#include "services/contact/main/faults.hpp"

namespace hearth::contact {
namespace {

using nlohmann::ordered_json;

struct Events {
    ClockSubject subject;
    std::vector<Moment> moments;
};

Result<ordered_json> read_json(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in) return fail(invalid_argument(file, "UNREADABLE", "cannot be read"));
    try {
        return ordered_json::parse(text);
    } catch (const ordered_json::parse_error& error) {
        const auto end =
            text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
        const auto line = 1 + std::count(text.begin(), end, '\n');
        return fail(invalid_argument(file + ":" + std::to_string(line), "BAD_JSON", "is not JSON"));
    }
}

/// The texts of an object that knows these keys alone.
std::map<std::string, std::string> read_texts(const ordered_json& object, const std::string& path,
                                              const std::set<std::string>& keys, Faults& faults) {
    std::map<std::string, std::string> texts;
    if (!object.is_object()) faults.push_back({path, "BAD_TYPE", "is not an object"});
    if (!object.is_object()) return texts;
    for (const auto& [key, value] : object.items()) {
        const std::string field = std::string{path}.append(".").append(key);
        if (!keys.contains(key)) {
            faults.push_back({field, "UNKNOWN_FIELD", "is not a known key"});
        } else if (!value.is_string()) {
            faults.push_back({field, "BAD_TYPE", "is not a text"});
        } else {
            texts[key] = value;
        }
    }
    return texts;
}

ClockSubject read_subject(const ordered_json& json, const std::string& path, Faults& faults) {
    auto texts = read_texts(
        json, path, {"commodity", "request_class", "customer_class", "place_class"}, faults);
    expect_word({path + ".commodity", "UNKNOWN_WORD", "is none of electricity, gas, water"},
                texts["commodity"], {"electricity", "gas", "water"}, faults);
    expect_word({path + ".place_class", "UNKNOWN_WORD", "is none of city, rural, remote"},
                texts["place_class"], {"city", "rural", "remote"}, faults);
    return {texts["commodity"], texts["request_class"], texts["customer_class"],
            texts["place_class"]};
}

void read_moment(const ordered_json& json, const std::string& path, Events& events,
                 Faults& faults) {
    const auto before = faults.size();
    auto texts = read_texts(json, path, {"type", "at", "id"}, faults);
    if (faults.size() > before) return;
    const auto at = parse_rfc3339(texts["at"]);
    if (texts["type"].empty()) faults.push_back({path + ".type", "REQUIRED", "is required"});
    if (!at) faults.push_back({path + ".at", "BAD_TIME", "is not a time of RFC 3339"});
    if (at) events.moments.push_back({texts["type"], *at, texts["id"]});
}

/// As services/contact/schema/events.schema.json says.
Result<Events> read_events(const std::string& file) {
    const auto json = read_json(file);
    if (!json) return fail(json.error());
    if (!json->is_object() || !json->contains("events") || !json->at("events").is_array())
        return fail(invalid_argument(file, "BAD_EVENTS", "is not an object with a list of events"));
    Events events;
    Faults faults;
    for (const auto& [key, value] : json->items()) {
        if (key == "subject") {
            events.subject = read_subject(value, file + ": subject", faults);
        } else if (key != "events") {
            faults.push_back({std::string{file}.append(": ").append(key), "UNKNOWN_FIELD",
                              "is not a known key"});
        }
    }
    for (std::size_t i = 0; i < json->at("events").size(); ++i) {
        read_moment(json->at("events")[i], file + ": events[" + std::to_string(i) + "]", events,
                    faults);
    }
    if (!faults.empty()) return fail(invalid_argument(std::move(faults)));
    return events;
}

std::int64_t seconds(Duration span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

ordered_json as_json(const std::string& clock, const ClockRule& rule, const ClockReading& reading) {
    ordered_json line;
    line["clock"] = clock;
    line["state"] = name_of(reading.state);
    line["due"] = reading.due ? ordered_json(to_rfc3339(*reading.due)) : ordered_json(nullptr);
    line["elapsed_seconds"] = seconds(reading.elapsed);
    line["remaining_seconds"] = seconds(reading.remaining);
    line["warnings"] = reading.warned;
    line["paused_seconds"] = seconds(reading.paused);
    line["exempt"] = reading.exempt;
    line["rule"] = rule.row;
    return line;
}

int complain(std::ostream& err, const Error& error) {
    tell(err, error);
    return 2;
}

}  // namespace

int run_clock_command(std::vector<std::string> args, const std::string& calendars,
                      std::ostream& out, std::ostream& err) {
    CLI::App app{"Reads every clock of a profile at a time; no server is needed.",
                 "hearth-contact clock"};
    std::string policy;
    std::string events_file;
    std::string time;
    bool json = false;
    app.add_option("--policy", policy, "clock profile (services/contact/schema/policy.schema.json)")
        ->required();
    app.add_option("--events", events_file,
                   "what happened (services/contact/schema/events.schema.json)")
        ->required();
    app.add_option("--at", time, "moment of the reading, RFC 3339")->required();
    app.add_flag("--json", json, "one JSON object per line");
    std::reverse(args.begin(), args.end());
    try {
        app.parse(args);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, out, err) == 0 ? 0 : 2;
    }
    const auto all = load_calendars(calendars);
    if (!all) return complain(err, all.error());
    const auto profiles = load_limits({policy}, *all);
    if (!profiles) return complain(err, profiles.error());
    const Limits& limits = profiles->begin()->second;
    const auto events = read_events(events_file);
    if (!events) return complain(err, events.error());
    const auto at = parse_rfc3339(time);
    if (!at)
        return complain(err, invalid_argument("--at", "BAD_TIME", "is not a time of RFC 3339"));
    for (const std::string& clock : clocks_for(limits.newest(), events->subject)) {
        const Profile& profile = limits.at_start(clock, events->subject, events->moments, *at);
        const ClockRule& rule = *find_rule(profile, clock, events->subject);
        const ordered_json line =
            as_json(clock, rule, read_clock(rule, profile, events->moments, *at));
        if (json) {
            out << line.dump() << '\n';
        } else {
            out << clock << "  " << line["state"].get<std::string>() << "  due "
                << (line["due"].is_null() ? "-" : line["due"].get<std::string>()) << "  elapsed "
                << line["elapsed_seconds"] << " s  remaining " << line["remaining_seconds"]
                << " s\n";
        }
    }
    return 0;
}

}  // namespace hearth::contact
