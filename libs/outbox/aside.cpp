#include "libs/outbox/aside.hpp"

#include <algorithm>
#include <chrono>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kFirst = 30s;
constexpr std::chrono::seconds kLongest = 1h;
constexpr int kMostDoublings = 7;
constexpr std::size_t kMost = 10'000;

}  // namespace

void Aside::put(const Uuid& item, const Error& why, Instant now) {
    const std::lock_guard lock{mutex_};
    if (items_.size() >= kMost && !items_.contains(item)) return;
    Item& kept = items_[item];
    const auto wait = std::min(kFirst * (1 << std::min(kept.times, kMostDoublings)), kLongest);
    const int times = ++kept.times;
    kept.until = now + wait;
    tell();
    log::error("item_set_aside", {{"job", job_},
                                  {"item", to_string(item)},
                                  {"times", times},
                                  {"reason", why.reason},
                                  {"cause", why.cause}});
}

void Aside::done(const Uuid& item) {
    const std::lock_guard lock{mutex_};
    if (items_.erase(item) > 0) tell();
}

std::vector<Uuid> Aside::left_out(Instant now) const {
    const std::lock_guard lock{mutex_};
    std::vector<Uuid> items;
    for (const auto& [item, kept] : items_) {
        if (kept.until > now) items.push_back(item);
    }
    return items;
}

void Aside::tell() const {
    metrics::gauge("hearth_job_set_aside", "Items that a job could not do and tries again later.",
                   {{"job", job_}})
        .set(static_cast<double>(items_.size()));
}

}  // namespace hearth::outbox
