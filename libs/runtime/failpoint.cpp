#include "libs/runtime/failpoint.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <unistd.h>

namespace hearth::runtime {
namespace {

enum class Action { kCrash, kFail, kSleep };

struct Armed {
    std::string spec;
    Action action = Action::kFail;
    std::chrono::milliseconds sleep{0};
    int passage = 0;  ///< the one that acts; 0: all
    int passed = 0;
};

std::atomic<bool> allowed{false};
std::atomic<int> armed_count{0};
std::mutex mutex;
std::map<std::string, Armed, std::less<>> armed;

std::optional<int> parse_count(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1) return {};
    return value;
}

std::optional<Armed> parse(std::string_view spec) {
    constexpr std::string_view kSleep = "sleep:";
    Armed point;
    point.spec = spec;
    if (const std::size_t at = spec.find('@'); at != std::string_view::npos) {
        const auto passage = parse_count(spec.substr(at + 1));
        if (!passage) return {};
        point.passage = *passage;
        spec = spec.substr(0, at);
    }
    if (spec.starts_with(kSleep)) {
        const auto span = parse_count(spec.substr(kSleep.size()));
        if (!span) return {};
        point.action = Action::kSleep;
        point.sleep = std::chrono::milliseconds{*span};
    } else if (spec == "crash") {
        point.action = Action::kCrash;
    } else if (spec != "fail") {
        return {};
    }
    return point;
}

Result<void> act(std::string_view name) {
    std::chrono::milliseconds sleep{0};
    {
        const std::lock_guard lock{mutex};
        const auto found = armed.find(name);
        if (found == armed.end()) return {};
        Armed& point = found->second;
        if (++point.passed != point.passage && point.passage != 0) return {};
        if (point.action == Action::kCrash) ::kill(::getpid(), SIGKILL);
        if (point.action == Action::kFail) {
            return fail(unavailable("FAILPOINT", "failpoint " + std::string{name}));
        }
        sleep = point.sleep;
    }
    std::this_thread::sleep_for(sleep);
    return {};
}

}  // namespace

Result<void> failpoint(std::string_view name) {
    if (armed_count.load(std::memory_order_relaxed) == 0) return {};
    return act(name);
}

Result<void> arm_failpoint(std::string_view name, std::string_view spec) {
    if (!allowed) {
        return fail(permission_denied("FAILPOINTS_OFF",
                                      "failpoints exist in the development profile only"));
    }
    auto point = spec == "off" ? Armed{} : parse(spec);
    if (!point) {
        return fail(invalid_argument("failpoint", "BAD_FAILPOINT",
                                     "is not crash, fail, sleep:<ms> or off, with @<n>"));
    }
    const std::lock_guard lock{mutex};
    if (spec == "off") {
        armed.erase(std::string{name});
    } else {
        armed.insert_or_assign(std::string{name}, *std::move(point));
    }
    armed_count = static_cast<int>(armed.size());
    return {};
}

void allow_failpoints() {
    allowed = true;
}

std::vector<std::string> armed_failpoints() {
    const std::lock_guard lock{mutex};
    std::vector<std::string> all;
    all.reserve(armed.size());
    for (const auto& [name, point] : armed)
        all.push_back(name + '=' + point.spec);
    return all;
}

}  // namespace hearth::runtime
