#include "services/contact/storage/request_rows.hpp"

#include <algorithm>

#include "services/contact/storage/columns.hpp"

namespace hearth::contact {
namespace {

template <typename Made, typename Column>
void request_columns(Made& request, Column&& column) {
    column("request_id", request.uid);
    column("number", request.number);
    column("class", request.request_class);
    column("class_edition", request.class_edition);
    column("commodity", request.commodity);
    column("key_text", request.key);
    column("state", request.state);
    column("round", request.round);
    column("hazard", request.hazard);
    column("rank", request.rank);
    column("premise_id", request.premise);
    column("party_id", request.party);
    column("service_point_id", request.service_point);
    column("node_id", request.node);
    column("place_class", request.place_class);
    column("party_class", request.party_class);
    column("needs", request.needs);
    column("owner_role", request.owner_role);
    column("owner_agent", request.owner_agent);
    column("owner_until_at", request.owner_until);
    column("first_agent", request.first_agent);
    column("hand_over_to", request.hand_over_to);
    column("hand_over_due_at", request.hand_over_due);
    column("waiting_for", request.waiting_for);
    column("report_count", request.report_count);
    column("chase_count", request.chase_count);
    column("incident_id", request.incident);
    column("parent_id", request.parent);
    column("endangers", request.endangers);
    column("held_back", request.held_back);
    column("merged_into_id", request.merged_into);
    column("follows_id", request.follows);
    column("opened_at", request.opened);
    column("created_at", request.created);
    column("updated_at", request.updated);
    column("resolved_at", request.resolved);
    column("closed_at", request.closed);
    column("version", request.version);
    column("triage", request.triage);
    column("external_case", request.external_case);
    column("held_by", request.held_by);
    column("language", request.language);
    column("reply_to", request.reply_to);
    column("moments", request.moments);
}

/// A place known only by words has no point.
struct PlaceRow {
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<double> accuracy_m;
    std::string words;
};

template <typename Made, typename Column>
void place_columns(Made& place, Column&& column) {
    column("latitude", place.latitude);
    column("longitude", place.longitude);
    column("accuracy_m", place.accuracy_m);
    column("place_words", place.words);
}

PlaceRow place_of(const std::optional<Location>& location) {
    PlaceRow place;
    if (!location) return place;
    place.words = location->words;
    if (location->latitude == 0 && location->longitude == 0) return place;
    place.latitude = location->latitude;
    place.longitude = location->longitude;
    place.accuracy_m = location->accuracy_m;
    return place;
}

std::optional<Location> location_of(PlaceRow place) {
    if (!place.latitude && place.words.empty()) return {};
    return Location{place.latitude.value_or(0), place.longitude.value_or(0),
                    place.accuracy_m.value_or(0), std::move(place.words)};
}

template <typename Made, typename Column>
void step_columns(Made& step, Column&& column) {
    column("step", step.id);
    column("owner", step.owner);
    column("state", step.state);
    column("round", step.round);
    column("attempt", step.attempt);
    column("started_at", step.started);
    column("ended_at", step.ended);
    column("stuck_at", step.stuck);
    column("next_at", step.next);
    column("outcome", step.outcome);
    column("tries", step.tries);
    column("satisfaction", step.satisfaction);
}

template <typename Made, typename Column>
void clock_columns(Made& clock, Column&& column) {
    column("clock", clock.id);
    column("state", clock.state);
    column("started_at", clock.started);
    column("due_at", clock.due);
    column("stopped_at", clock.stopped);
    column("paused_s", clock.paused_s);
    column("warned_percent", clock.warned_percent);
    column("exempt", clock.exempt);
    column("profile", clock.profile);
    column("edition", clock.edition);
    column("calendar_edition", clock.calendar_edition);
    column("next_at", clock.next);
}

template <typename Made, typename Column>
void promise_columns(Made& promise, Column&& column) {
    column("promise_id", promise.uid);
    column("kind", promise.kind);
    column("round", promise.round);
    column("state", promise.state);
    column("due_at", promise.due);
    column("made_at", promise.made);
    column("settled_at", promise.settled);
    column("renews_id", promise.renews);
    column("renewed_by_id", promise.renewed_by);
    column("first_id", promise.first);
    column("channel", promise.channel);
    column("informed", promise.informed);
}

template <typename Made, typename Column>
void timeline_columns(Made& row, Column&& column) {
    column("request_id", row.request);
    column("version", row.version);
    column("type", row.type);
    column("channel", row.channel);
    column("actor", row.actor);
    column("observed_at", row.observed);
    column("recorded_at", row.recorded);
    column("reference", row.reference);
    column("details", row.details);
    column("text_zh", row.text_zh);
    column("text_en", row.text_en);
}

WrittenRow part_row(int tenant, const Uuid& request, std::size_t position) {
    WrittenRow row{tenant};
    row("request_id", request);
    row("position", position);
    return row;
}

}  // namespace

std::optional<Instant> due_of(const Request& request) {
    std::optional<Instant> due;
    if (request.is_over()) return due;
    const auto earlier = [&due](Instant at) { due = due ? std::min(*due, at) : at; };
    for (const Promise& promise : request.promises) {
        if (promise.state == PromiseState::kMade) earlier(promise.due);
    }
    for (const RequestClock& clock : request.clocks) {
        if (clock.due && !clock.stopped && clock.state != ClockState::kVoid) earlier(*clock.due);
    }
    return due;
}

Json to_row(int tenant, const Request& request, std::optional<Instant> next_tick) {
    WrittenRow row{tenant};
    request_columns(request, row);
    const PlaceRow place = place_of(request.location);
    place_columns(place, row);
    row("next_tick_at", next_tick);
    row("due_at", due_of(request));
    return std::move(row.json);
}

Json to_row(int tenant, const Uuid& request, std::size_t position, const Step& step) {
    WrittenRow row = part_row(tenant, request, position);
    step_columns(step, row);
    return std::move(row.json);
}

Json to_row(int tenant, const Uuid& request, int round, std::size_t position,
            const RequestClock& clock) {
    WrittenRow row = part_row(tenant, request, position);
    row("round", round);
    clock_columns(clock, row);
    return std::move(row.json);
}

Json to_row(int tenant, const Uuid& request, std::size_t position, const Promise& promise) {
    WrittenRow row = part_row(tenant, request, position);
    promise_columns(promise, row);
    return std::move(row.json);
}

Json to_row(int tenant, const TimelineRow& line) {
    WrittenRow row{tenant};
    timeline_columns(line, row);
    return std::move(row.json);
}

Request read_request(const sql::Row& row) {
    Request request;
    request_columns(request, ReadRow{row});
    PlaceRow place;
    place_columns(place, ReadRow{row});
    request.location = location_of(std::move(place));
    return request;
}

void read_parts(const sql::Row& row, Request& request) {
    request.steps.clear();
    request.clocks.clear();
    request.promises.clear();
    for (const Json& json : Json::parse(row.get<std::string>("steps")))
        step_columns(request.steps.emplace_back(), JsonRow{json});
    for (const Json& json : Json::parse(row.get<std::string>("clocks")))
        clock_columns(request.clocks.emplace_back(), JsonRow{json});
    for (const Json& json : Json::parse(row.get<std::string>("promises")))
        promise_columns(request.promises.emplace_back(), JsonRow{json});
}

std::vector<TimelineRow> read_timeline(const std::string& text) {
    std::vector<TimelineRow> timeline;
    for (const Json& json : Json::parse(text))
        timeline_columns(timeline.emplace_back(), JsonRow{json});
    return timeline;
}

}  // namespace hearth::contact
