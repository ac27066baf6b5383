#include "services/contact/domain/change.hpp"

#include <algorithm>

#include "services/contact/domain/channels.hpp"

namespace hearth::contact {

void Change::record(RequestEvent event) {
    record_at(now(), std::move(event));
}

void Change::record_at(Instant observed, RequestEvent event) {
    ++request.version;
    // By now, whenever it was observed; and never back, for two servers' clocks may differ.
    request.updated = std::max(request.updated, now());
    TimelineRow row{
        request.uid, request.version, std::string{type_of(event)}, actor.channel,     actor.name,
        observed,    now(),           reference_of(event),         details_of(event), {},
        {}};
    // A snapshot each: one rule may record several facts, and each event tells of its own moment.
    facts.push_back({std::move(row), std::move(event), request, {}, {}});
}

void Change::moment(const std::string& type, Instant at, const std::string& id) {
    const Moment moment{type, at, id};
    const auto& known = request.moments;
    if (std::find(known.begin(), known.end(), moment) == known.end()) {
        request.moments.push_back(moment);
        // Its danger is over, or it is itself: the others of its parent wait for it no longer.
        if (type == definition.cleared_by || type == "resolved" || type == "withdrawn")
            request.endangers = false;
    }
    read_clocks();
}

ClockSubject Change::subject() const {
    return {request.commodity, request.request_class, request.party_class, request.place_class};
}

const Profile* Change::edition_of(const RequestClock& clock) const {
    if (clock.profile != profile.name) return nullptr;
    return limits.find(clock.edition, clock.calendar_edition);
}

void Change::read_clocks() {
    // Anew from all moments, so that it does not matter in which order news come in. Only what was
    // warned of is remembered: a clock that was corrected does not warn of the same again.
    std::vector<RequestClock> read;
    for (const std::string& id : definition.clocks) {
        const RequestClock* old = request.clock(id);
        const bool started = old != nullptr && old->started && old->profile == profile.name;
        const Profile* edition =
            started ? edition_of(*old) : &limits.at_start(id, subject(), request.moments, now());
        if (edition == nullptr) {
            read.push_back(*old);
            continue;
        }
        const ClockRule* rule = find_rule(*edition, id, subject());
        if (rule == nullptr) continue;  // no limit for such a customer or place
        const ClockReading reading = read_clock(*rule, *edition, request.moments, now());
        RequestClock clock;
        clock.id = id;
        clock.state = reading.state;
        clock.started = reading.started;
        clock.due = reading.due;
        clock.stopped = reading.stopped;
        clock.paused_s = std::chrono::duration_cast<std::chrono::seconds>(reading.paused).count();
        clock.warned_percent = old == nullptr ? 0 : old->warned_percent;
        clock.exempt = reading.exempt;
        clock.profile = edition->name;
        clock.edition = edition->edition;
        clock.calendar_edition = edition->calendar.edition;
        clock.next = reading.next;
        read.push_back(std::move(clock));
    }
    request.clocks = std::move(read);
}

void Change::tell(std::string template_name, Details fields, bool urgent, std::string cause) {
    NoticeIntent notice;
    notice.template_name = std::move(template_name);
    notice.address = request.reply_to;
    notice.language = request.language;
    if (request.party) {
        notice.recipient = "parties/" + to_string(*request.party);
    } else if (!request.reply_to.empty()) {
        notice.recipient = recipient_of(request.reply_to);
    }
    fields.emplace_back("no", request.number);
    notice.fields = std::move(fields);
    notice.urgent = urgent;
    notice.cause = std::move(cause);
    notices.push_back(std::move(notice));
}

}  // namespace hearth::contact
