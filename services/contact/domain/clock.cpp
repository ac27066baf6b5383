#include "services/contact/domain/clock.hpp"

#include <algorithm>

namespace hearth::contact {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

struct Pause {
    Instant from;
    Instant to;
};

struct Pauses {
    std::vector<Pause> all;  ///< one that has not ended ends at `until`
    bool open = false;
};

/// Depth is counted per instant, so that the order of what is simultaneous does not matter.
Pauses pauses_of(const ClockRule& rule, const std::set<Moment>& moments, Instant until) {
    std::vector<std::pair<Instant, int>> turns;
    for (const Moment& moment : moments) {
        if (moment.at > until) continue;
        const int turn = contains(rule.pauses, moment.type)    ? 1
                         : contains(rule.resumes, moment.type) ? -1
                                                               : 0;
        if (turn == 0) continue;
        const auto same = std::find_if(turns.begin(), turns.end(),
                                       [&](const auto& entry) { return entry.first == moment.at; });
        if (same != turns.end()) {
            same->second += turn;
        } else {
            turns.emplace_back(moment.at, turn);
        }
    }
    std::sort(turns.begin(), turns.end());
    Pauses pauses;
    int depth = 0;
    for (const auto& [at, turn] : turns) {
        const int next = std::max(0, depth + turn);
        if (depth == 0 && next > 0) pauses.all.push_back({at, until});
        if (depth > 0 && next == 0) pauses.all.back().to = at;
        depth = next;
    }
    pauses.open = depth > 0;
    return pauses;
}

std::optional<Instant> earliest(const std::set<Moment>& moments, const std::string& type,
                                std::optional<Instant> after = {}) {
    std::optional<Instant> found;
    for (const Moment& moment : moments) {
        if (moment.type != type || (after && moment.at <= *after)) continue;
        if (!found || moment.at < *found) found = moment.at;
    }
    return found;
}

std::optional<Instant> latest(const std::set<Moment>& moments, const std::string& type) {
    std::optional<Instant> found;
    if (type.empty()) return found;
    for (const Moment& moment : moments) {
        if (moment.type == type && (!found || moment.at > *found)) found = moment.at;
    }
    return found;
}

/// Time that a clock started at `start` has run until `at`.
Duration run_time(const std::vector<Pause>& pauses, Instant start, Instant at) {
    Duration run = std::max(Duration{0}, at - start);
    for (const Pause& pause : pauses) {
        const Instant from = std::max(start, pause.from);
        const Instant to = std::min(at, pause.to);
        if (to > from) run -= to - from;
    }
    return run;
}

/// When it will have run `span`.
Instant when_run(const std::vector<Pause>& pauses, Instant start, Duration span) {
    Instant cursor = start;
    for (const Pause& pause : pauses) {
        if (pause.to <= cursor) continue;
        if (pause.from > cursor) {
            if (pause.from - cursor >= span) break;
            span -= pause.from - cursor;
        }
        cursor = pause.to;
    }
    return cursor + span;
}

bool ends_in_pause(const std::vector<Pause>& pauses, Instant end) {
    return std::any_of(pauses.begin(), pauses.end(),
                       [&](const Pause& pause) { return pause.from < end && end <= pause.to; });
}

Instant due_in_days(const ClockRule& rule, const Profile& profile, const std::vector<Pause>& pauses,
                    Instant start) {
    constexpr int kMostDays = 4000;
    const auto local = to_local(start, profile.zone);
    if (!local) return start;
    Day day{local->day};
    Instant end = start;
    int counted = 0;
    for (int walked = 0; counted < rule.limit && walked < kMostDays; ++walked) {
        day += std::chrono::days{1};
        const auto midnight =
            from_local(std::chrono::year_month_day{day + std::chrono::days{1}}, {}, profile.zone);
        end = midnight ? *midnight : end + std::chrono::hours{24};
        if (rule.unit == LimitUnit::kWorkingDays && !profile.calendar.works(day)) continue;
        if (!ends_in_pause(pauses, end)) ++counted;
    }
    return end;
}

Instant due_of(const ClockRule& rule, const Profile& profile, const std::vector<Pause>& pauses,
               Instant start) {
    switch (rule.unit) {
        case LimitUnit::kMinutes:
            return when_run(pauses, start, std::chrono::minutes{rule.limit});
        case LimitUnit::kHours:
            return when_run(pauses, start, std::chrono::hours{rule.limit});
        case LimitUnit::kDays:
        case LimitUnit::kWorkingDays:
            break;
    }
    return due_in_days(rule, profile, pauses, start);
}

void read_warnings(const ClockRule& rule, const Pauses& pauses, Instant until,
                   ClockReading& reading) {
    const Duration total = run_time(pauses.all, *reading.started, *reading.due);
    for (const int percent : rule.warn_percent) {
        const Instant at = percent >= 100 ? *reading.due
                                          : when_run(pauses.all, *reading.started,
                                                     Duration{total.count() / 100 * percent});
        if (at <= until) {
            reading.warned.push_back(percent);
        } else if (!reading.stopped && !pauses.open && (!reading.next || at < *reading.next)) {
            reading.next = at;
        }
    }
}

ClockState state_of(const ClockReading& reading, bool paused, Instant at) {
    if (reading.stopped)
        return *reading.stopped <= *reading.due ? ClockState::kMet : ClockState::kBreached;
    if (paused) return ClockState::kPaused;
    return at > *reading.due ? ClockState::kBreached : ClockState::kRunning;
}

int matches(const std::string& rule, const std::string& subject) {
    if (rule.empty()) return 0;
    return rule == subject ? 1 : -1;
}

/// -1 when it does not hold, else how much it says.
int fit(const ClockRule& rule, const ClockSubject& subject) {
    int sum = 0;
    for (const int part : {matches(rule.commodity, subject.commodity),
                           matches(rule.request_class, subject.request_class),
                           matches(rule.customer_class, subject.customer_class),
                           matches(rule.place_class, subject.place_class)}) {
        if (part < 0) return -1;
        sum += part;
    }
    return sum;
}

}  // namespace

std::string_view name_of(ClockState state) {
    switch (state) {
        case ClockState::kIdle:
            return "idle";
        case ClockState::kRunning:
            return "running";
        case ClockState::kPaused:
            return "paused";
        case ClockState::kMet:
            return "met";
        case ClockState::kBreached:
            return "breached";
        case ClockState::kVoid:
            return "void";
    }
    return {};
}

const ClockRule* find_rule(const Profile& profile, std::string_view clock,
                           const ClockSubject& subject) {
    const ClockRule* best = nullptr;
    int most = -1;
    for (const ClockRule& rule : profile.rules) {
        if (rule.clock != clock) continue;
        const int score = fit(rule, subject);
        if (score > most) {
            most = score;
            best = &rule;
        }
    }
    return best;
}

std::vector<std::string> clocks_for(const Profile& profile, const ClockSubject& subject) {
    std::vector<std::string> clocks;
    for (const ClockRule& rule : profile.rules) {
        if (fit(rule, subject) >= 0 && !contains(clocks, rule.clock)) clocks.push_back(rule.clock);
    }
    return clocks;
}

ClockReading read_clock(const ClockRule& rule, const Profile& profile,
                        const std::vector<Moment>& moments, Instant at) {
    std::set<Moment> known;
    for (const Moment& moment : moments) {
        if (moment.at <= at) known.insert(moment);
    }
    ClockReading reading;
    reading.exempt = earliest(known, "exempt").has_value();
    reading.started = earliest(known, rule.starts);
    if (!reading.started) return reading;
    const Instant start = *reading.started;
    if (auto stop = earliest(known, rule.stops, latest(known, rule.unstops)))
        reading.stopped = std::max(start, *stop);
    const Instant until = reading.stopped.value_or(at);
    const Pauses pauses = pauses_of(rule, known, until);
    reading.due = due_of(rule, profile, pauses.all, start);
    reading.elapsed = run_time(pauses.all, start, until);
    reading.paused = std::max(Duration{0}, until - start) - reading.elapsed;
    reading.remaining = *reading.due - until;
    reading.state = state_of(reading, pauses.open, at);
    read_warnings(rule, pauses, until, reading);
    const bool is_void = std::any_of(known.begin(), known.end(), [&](const Moment& moment) {
        return contains(rule.voids, moment.type) &&
               (!reading.stopped || moment.at <= *reading.stopped);
    });
    if (is_void) {
        reading.state = ClockState::kVoid;
        reading.next.reset();
    }
    return reading;
}

}  // namespace hearth::contact
