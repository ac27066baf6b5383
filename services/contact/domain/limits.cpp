#include "services/contact/domain/limits.hpp"

namespace hearth::contact {
namespace {

bool holds(const std::optional<Day>& from, Day day) {
    return !from || *from <= day;
}

}  // namespace

const Profile& Limits::in_force(Instant at) const {
    const Profile* found = &editions.front();
    for (const Profile& edition : editions) {
        const auto local = to_local(at, edition.zone);
        if (!local) continue;
        const Day day{local->day};
        if (!holds(edition.from, day)) continue;
        const bool next = edition.edition != found->edition;
        if (next || holds(edition.calendar.from, day)) found = &edition;
    }
    return *found;
}

const Profile* Limits::find(std::string_view edition, std::string_view calendar_edition) const {
    for (const Profile& one : editions) {
        if (one.edition == edition && one.calendar.edition == calendar_edition) return &one;
    }
    return nullptr;
}

const Profile& Limits::at_start(std::string_view clock, const ClockSubject& subject,
                                const std::vector<Moment>& moments, Instant at) const {
    const Profile& now = in_force(at);
    const ClockRule* rule = find_rule(now, clock, subject);
    if (rule == nullptr) return now;
    const auto started = read_clock(*rule, now, moments, at).started;
    return started ? in_force(*started) : now;
}

}  // namespace hearth::contact
