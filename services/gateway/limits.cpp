#include "services/gateway/limits.hpp"

#include <algorithm>
#include <cmath>

#include "libs/metrics/metrics.hpp"

namespace hearth::gateway {
namespace {

constexpr std::size_t kMostLocal = 20'000;

// KEYS[1] the caller; ARGV rate per second, burst. Returns 0 or the milliseconds to wait. Redis'
// own clock, so that replicas whose clocks differ agree.
constexpr std::string_view kTake = R"lua(
local rate, burst = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or burst
local at = tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate) + 1000)
return wait
)lua";

Result<void> limited(std::chrono::milliseconds wait) {
    if (wait.count() <= 0) return {};
    static metrics::Counter& refused =
        metrics::counter("hearth_http_limited_total", "Requests refused by rate limits.");
    refused.add();
    return fail(resource_exhausted("RATE_LIMITED", "too many requests", wait));
}

/// With the lock. A full bucket is forgotten when there are too many.
Bucket& bucket_of(std::unordered_map<std::string, Bucket>& all, const std::string& who, Rate rate,
                  Bucket::Time now) {
    if (all.size() >= kMostLocal) {
        std::erase_if(all, [&](const auto& entry) { return entry.second.full(now); });
        if (all.size() >= kMostLocal) all.clear();
    }
    return all.try_emplace(who, rate, now).first->second;
}

}  // namespace

double Bucket::filled(Time now) const {
    const double seconds = std::chrono::duration<double>(now - at_).count();
    return std::min(rate_.burst, tokens_ + std::max(0.0, seconds) * rate_.per_second);
}

std::chrono::milliseconds Bucket::wait(Time now) const {
    const double missing = 1 - filled(now);
    if (missing <= 0) return std::chrono::milliseconds{0};
    const double wait = std::ceil(missing / rate_.per_second * 1000);
    return std::chrono::milliseconds{static_cast<std::int64_t>(wait)};
}

std::chrono::milliseconds Bucket::take(Time now) {
    const auto waited = wait(now);
    tokens_ = filled(now);
    at_ = now;
    if (waited.count() == 0) tokens_ -= 1;
    return waited;
}

bool Bucket::full(Time now) const {
    return filled(now) >= rate_.burst;
}

Limits::Limits(kv::Redis& redis, bool enabled) : redis_(redis), enabled_(enabled) {}

Result<void> Limits::take(const std::string& who, Rate rate) {
    if (!enabled_) return {};
    const auto waited = redis_.eval(kTake, {"gateway:rate:" + who},
                                    {std::to_string(rate.per_second), std::to_string(rate.burst)});
    const std::chrono::milliseconds wait =
        waited ? std::chrono::milliseconds{*waited} : take_here(who, rate);
    return limited(wait);
}

std::chrono::milliseconds Limits::take_here(const std::string& who, Rate rate) {
    const auto now = Bucket::Time::clock::now();
    const std::lock_guard lock{mutex_};
    return bucket_of(local_, who, rate, now).take(now);
}

Result<void> Guesses::count(const std::string& client) {
    const auto now = Bucket::Time::clock::now();
    const std::lock_guard lock{mutex_};
    return limited(bucket_of(wrong_, client, rate_, now).take(now));
}

}  // namespace hearth::gateway
