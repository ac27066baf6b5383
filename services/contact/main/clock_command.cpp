#include "services/contact/main/clock_command.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "services/contact/main/catalogue_files.hpp"

namespace hearth::contact {
namespace {

using nlohmann::ordered_json;

struct Events {
    ClockSubject subject;
    std::vector<Moment> moments;
};

std::string text_of(const ordered_json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Result<Events> read_events(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto json = ordered_json::parse(text, nullptr, false);
    if (!in || !json.is_object() || !json.contains("events") || !json["events"].is_array())
        return fail(invalid_argument(file, "BAD_EVENTS", "is not an object with a list of events"));
    Events events;
    const auto subject = json.value("subject", ordered_json::object());
    events.subject = {text_of(subject, "commodity"), text_of(subject, "request_class"),
                      text_of(subject, "customer_class"), text_of(subject, "place_class")};
    std::vector<FieldViolation> faults;
    for (std::size_t i = 0; i < json["events"].size(); ++i) {
        const auto& event = json["events"][i];
        const std::string path = file + ": events[" + std::to_string(i) + "]";
        const auto at = parse_rfc3339(event.is_object() ? text_of(event, "at") : "");
        const std::string type = event.is_object() ? text_of(event, "type") : "";
        if (type.empty()) faults.push_back({path + ".type", "REQUIRED", "is required"});
        if (!at) faults.push_back({path + ".at", "BAD_TIME", "is not a time of RFC 3339"});
        if (at && !type.empty()) events.moments.push_back({type, *at, text_of(event, "id")});
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
    line["state"] = to_string(reading.state);
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
    for (const FieldViolation& fault : error.fields)
        err << fault.field << ": " << fault.reason << ": " << fault.message << '\n';
    if (error.fields.empty()) err << error.message << '\n';
    return 2;
}

}  // namespace

int run_clock_command(std::vector<std::string> args, const std::string& calendars,
                      std::ostream& out, std::ostream& err) {
    CLI::App app{"Reads every clock of a profile at a time; no server is needed"};
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
    const auto profile = load_profile(policy, calendars);
    if (!profile) return complain(err, profile.error());
    const auto events = read_events(events_file);
    if (!events) return complain(err, events.error());
    const auto at = parse_rfc3339(time);
    if (!at)
        return complain(err, invalid_argument("--at", "BAD_TIME", "is not a time of RFC 3339"));
    for (const std::string& clock : clocks_for(*profile, events->subject)) {
        const ClockRule& rule = *find_rule(*profile, clock, events->subject);
        const ordered_json line =
            as_json(clock, rule, read_clock(rule, *profile, events->moments, *at));
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
