#include "services/dispatch/domain/crew.hpp"

#include <algorithm>

namespace hearth::dispatch {
namespace {

constexpr int kDay = 1440;

Result<Instant> local_moment(std::chrono::sys_days day, int minute, std::string_view zone) {
    day += std::chrono::days{minute / kDay};
    return from_local(std::chrono::year_month_day{day}, std::chrono::minutes{minute % kDay}, zone);
}

std::vector<Window> joined(std::vector<Window> windows) {
    std::sort(windows.begin(), windows.end());
    std::vector<Window> result;
    for (const auto& window : windows) {
        if (!result.empty() && window.start <= result.back().end) {
            result.back().end = std::max(result.back().end, window.end);
        } else {
            result.push_back(window);
        }
    }
    return result;
}

bool overlap(const CrewShift& a, const CrewShift& b) {
    constexpr int kWeek = 7 * kDay;
    const int a_start = (a.weekday - 1) * kDay + a.start_minute;
    const int b_start = (b.weekday - 1) * kDay + b.start_minute;
    const int a_length = a.end_minute - a.start_minute;
    const int b_length = b.end_minute - b.start_minute;
    const int a_to_b = (b_start - a_start + kWeek) % kWeek;
    const int b_to_a = (a_start - b_start + kWeek) % kWeek;
    return a_to_b < a_length || b_to_a < b_length;
}

bool good_code(const std::string& code) {
    return !code.empty() && code.size() <= 32 && std::all_of(code.begin(), code.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

bool good_shift(const CrewShift& shift) {
    return shift.weekday >= 1 && shift.weekday <= 7 && shift.start_minute >= 0 &&
           shift.start_minute < kDay && shift.end_minute > shift.start_minute &&
           shift.end_minute - shift.start_minute <= kDay;
}

}  // namespace

Result<std::vector<Window>> shift_windows(const std::vector<CrewShift>& shifts,
                                          std::string_view zone, Instant from, Instant to) {
    std::vector<Window> windows;
    const auto first = to_local(from, zone);
    const auto last = to_local(to, zone);
    if (!first) return fail(first.error());
    if (!last) return fail(last.error());
    // A night shift of the day before may still run.
    for (auto day = std::chrono::sys_days{first->day} - std::chrono::days{1};
         day <= std::chrono::sys_days{last->day}; day += std::chrono::days{1}) {
        const int weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
        for (const auto& shift : shifts) {
            if (shift.weekday != weekday) continue;
            const auto start = local_moment(day, shift.start_minute, zone);
            const auto end = local_moment(day, shift.end_minute, zone);
            if (!start) return fail(start.error());
            if (!end) return fail(end.error());
            if (*end > from && *start < to) windows.push_back({*start, *end});
        }
    }
    return joined(std::move(windows));
}

std::vector<FieldViolation> crew_violations(const Crew& crew, const std::string& path) {
    std::vector<FieldViolation> violations;
    const auto add = [&](const char* field, const char* reason, const char* message) {
        violations.push_back({path + field, reason, message});
    };
    if (!good_code(crew.code)) add("code", "BAD_CODE", "1 to 32 of A-Z, 0-9, _ and -");
    if (crew.title_zh.empty() && crew.title_en.empty()) {
        add("title_en", "MISSING", "a crew has a name in at least one language");
    }
    if (crew.skills.empty()) add("skills", "MISSING", "a crew has at least one skill");
    if (crew.base.latitude < -90 || crew.base.latitude > 90 || crew.base.longitude < -180 ||
        crew.base.longitude > 180) {
        add("base", "OUT_OF_RANGE", "degrees of WGS 84");
    }
    for (std::size_t i = 0; i < crew.shifts.size(); ++i) {
        if (!good_shift(crew.shifts[i])) {
            add("shifts", "BAD_SHIFT",
                "weekday 1 to 7, start 0 to 1439, end at most 1440 minutes after the start");
            return violations;
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (overlap(crew.shifts[i], crew.shifts[j])) {
                add("shifts", "OVERLAP", "two shifts of a crew overlap");
                return violations;
            }
        }
    }
    return violations;
}

}  // namespace hearth::dispatch
