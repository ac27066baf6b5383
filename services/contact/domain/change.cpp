#include "services/contact/domain/change.hpp"

#include <algorithm>

namespace hearth::contact {

void Change::record(std::string type, Details details, std::string reference) {
    record_at(now(), std::move(type), std::move(details), std::move(reference));
}

void Change::record_at(Instant observed, std::string type, Details details, std::string reference) {
    ++request.version;
    request.updated = std::max(request.updated, now());
    std::sort(details.begin(), details.end());
    Fact fact{std::move(type),      actor.channel,      actor.name, observed, now(),
              std::move(reference), std::move(details), {},         {},       {}};
    fact.after = request;
    facts.push_back(std::move(fact));
}

void Change::moment(const std::string& type, Instant at, const std::string& id) {
    const Moment moment{type, at, id};
    const auto& known = request.moments;
    if (std::find(known.begin(), known.end(), moment) == known.end()) {
        request.moments.push_back(moment);
        if (type == definition.cleared_by || type == "resolved" || type == "withdrawn")
            request.endangers = false;
    }
    read_clocks();
}

ClockSubject Change::subject() const {
    return {request.commodity, request.request_class, request.party_class, request.place_class};
}

void Change::read_clocks() {
    std::vector<RequestClock> read;
    for (const std::string& id : definition.clocks) {
        const ClockRule* rule = find_rule(profile, id, subject());
        if (rule == nullptr) continue;
        const ClockReading reading = read_clock(*rule, profile, request.moments, now());
        const RequestClock* old = request.clock(id);
        RequestClock clock;
        clock.id = id;
        clock.state = reading.state;
        clock.started = reading.started;
        clock.due = reading.due;
        clock.stopped = reading.stopped;
        clock.paused_s = std::chrono::duration_cast<std::chrono::seconds>(reading.paused).count();
        clock.warned_percent = old == nullptr ? 0 : old->warned_percent;
        clock.exempt = reading.exempt;
        clock.profile = profile.name;
        clock.edition = profile.edition;
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
        notice.recipient = "tel:" + request.reply_to;
    }
    fields.emplace_back("no", request.number);
    notice.fields = std::move(fields);
    notice.urgent = urgent;
    notice.cause = std::move(cause);
    notices.push_back(std::move(notice));
}

}  // namespace hearth::contact
