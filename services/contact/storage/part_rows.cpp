#include "services/contact/storage/json.hpp"
#include "services/contact/storage/rows.hpp"

namespace hearth::contact {

Json to_row(int tenant, const Uuid& request, std::size_t place, const Step& step) {
    return {{"tenant_id", tenant},
            {"request", json_of(request)},
            {"round", step.round},
            {"step", step.id},
            {"attempt", step.attempt},
            {"place", place},
            {"owner", step.owner},
            {"state", static_cast<int>(step.state)},
            {"started_at", json_of(step.started)},
            {"ended_at", json_of(step.ended)},
            {"stuck_at", json_of(step.stuck)},
            {"next_at", json_of(step.next)},
            {"outcome", step.outcome},
            {"tries", step.tries},
            {"satisfaction", step.satisfaction}};
}

Json to_row(int tenant, const Uuid& request, int round, std::size_t place,
            const RequestClock& clock) {
    return {{"tenant_id", tenant},
            {"request", json_of(request)},
            {"round", round},
            {"clock", clock.id},
            {"place", place},
            {"state", static_cast<int>(clock.state)},
            {"started_at", json_of(clock.started)},
            {"due_at", json_of(clock.due)},
            {"stopped_at", json_of(clock.stopped)},
            {"paused_s", clock.paused_s},
            {"warned_percent", clock.warned_percent},
            {"exempt", clock.exempt},
            {"profile", clock.profile},
            {"edition", clock.edition},
            {"next_at", json_of(clock.next)}};
}

Json to_row(int tenant, const Uuid& request, std::size_t place, const Promise& promise) {
    return {{"tenant_id", tenant},
            {"uid", json_of(promise.uid)},
            {"request", json_of(request)},
            {"place", place},
            {"kind", promise.kind},
            {"round", promise.round},
            {"state", static_cast<int>(promise.state)},
            {"due_at", json_of(promise.due)},
            {"made_at", json_of(promise.made)},
            {"settled_at", json_of(promise.settled)},
            {"renews", json_of(promise.renews)},
            {"renewed_by", json_of(promise.renewed_by)},
            {"first", json_of(promise.first)},
            {"channel", promise.channel},
            {"informed", promise.informed}};
}

Json to_row(int tenant, const Fact& fact) {
    Json details = Json::object();
    for (const auto& [key, value] : fact.details)
        details[key] = value;
    return {{"tenant_id", tenant},
            {"request", json_of(fact.after.uid)},
            {"version", fact.after.version},
            {"type", fact.type},
            {"channel", fact.channel},
            {"actor", fact.actor},
            {"observed_at", json_of(fact.observed)},
            {"recorded_at", json_of(fact.recorded)},
            {"reference", fact.reference},
            {"text_zh", fact.text_zh},
            {"text_en", fact.text_en},
            {"details", std::move(details)}};
}

void read_parts(const sql::Row& row, Request& request) {
    request.steps.clear();
    request.clocks.clear();
    request.promises.clear();
    for (const Json& json : Json::parse(row.get<std::string>("steps"))) {
        request.steps.push_back({text_of(json, "step"), text_of(json, "owner"),
                                 static_cast<StepState>(int_of(json, "state")),
                                 int_of(json, "round"), int_of(json, "attempt"),
                                 instant_of(json, "started_at"), maybe_instant(json, "ended_at"),
                                 maybe_instant(json, "stuck_at"), maybe_instant(json, "next_at"),
                                 text_of(json, "outcome"), int_of(json, "tries"),
                                 int_of(json, "satisfaction")});
    }
    for (const Json& json : Json::parse(row.get<std::string>("clocks"))) {
        request.clocks.push_back(
            {text_of(json, "clock"), static_cast<ClockState>(int_of(json, "state")),
             maybe_instant(json, "started_at"), maybe_instant(json, "due_at"),
             maybe_instant(json, "stopped_at"), json.at("paused_s").get<std::int64_t>(),
             int_of(json, "warned_percent"), json.at("exempt").get<bool>(),
             text_of(json, "profile"), text_of(json, "edition"), maybe_instant(json, "next_at")});
    }
    for (const Json& json : Json::parse(row.get<std::string>("promises"))) {
        request.promises.push_back(
            {uuid_of(json, "uid"), text_of(json, "kind"), int_of(json, "round"),
             static_cast<PromiseState>(int_of(json, "state")), instant_of(json, "due_at"),
             instant_of(json, "made_at"), maybe_instant(json, "settled_at"),
             maybe_uuid(json, "renews"), maybe_uuid(json, "renewed_by"), uuid_of(json, "first"),
             text_of(json, "channel"), json.at("informed").get<bool>()});
    }
}

std::vector<Fact> read_timeline(const std::string& text, const Uuid& request) {
    std::vector<Fact> timeline;
    for (const Json& json : Json::parse(text)) {
        Fact fact;
        fact.type = text_of(json, "type");
        fact.channel = text_of(json, "channel");
        fact.actor = text_of(json, "actor");
        fact.observed = instant_of(json, "observed_at");
        fact.recorded = instant_of(json, "recorded_at");
        fact.reference = text_of(json, "reference");
        fact.text_zh = text_of(json, "text_zh");
        fact.text_en = text_of(json, "text_en");
        for (const auto& [key, value] : json.at("details").items())
            fact.details.emplace_back(key, value.get<std::string>());
        fact.after.uid = request;
        fact.after.version = json.at("version").get<std::int64_t>();
        timeline.push_back(std::move(fact));
    }
    return timeline;
}

std::vector<WorkKnown> read_work(const std::string& text) {
    std::vector<WorkKnown> work;
    for (const Json& json : Json::parse(text)) {
        work.push_back(
            {uuid_of(json, "uid"), json.at("version").get<std::int64_t>(),
             maybe_uuid(json, "request"), text_of(json, "number"), text_of(json, "state"),
             text_of(json, "step"), int_of(json, "round"), int_of(json, "attempt"),
             text_of(json, "crew"), maybe_instant(json, "forecast_arrival_at"),
             maybe_instant(json, "forecast_restoration_at"), maybe_instant(json, "on_site_at"),
             maybe_instant(json, "supply_restored_at"), maybe_instant(json, "done_at"),
             maybe_uuid(json, "parent")});
    }
    return work;
}

std::optional<IncidentKnown> read_incident(const std::string& text) {
    const Json json = Json::parse(text);
    return IncidentKnown{uuid_of(json, "uid"),
                         text_of(json, "number"),
                         text_of(json, "kind"),
                         text_of(json, "commodity"),
                         text_of(json, "state"),
                         json.at("customers").get<std::int64_t>(),
                         maybe_instant(json, "forecast_restoration_at")};
}

}  // namespace hearth::contact
