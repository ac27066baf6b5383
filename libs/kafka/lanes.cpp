#include "libs/kafka/lanes.hpp"

#include <algorithm>

#include <pthread.h>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/runtime/backoff.hpp"

namespace hearth::kafka {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t size_of(const Message& message) {
    std::size_t size = message.key.size() + message.value.size();
    for (const auto& [name, value] : message.headers)
        size += name.size() + value.size();
    return size;
}

}  // namespace

struct Lanes::Lane {
    Lane(Key lane_key, std::int64_t first, const Limits& limits)
        : key(std::move(lane_key)),
          batch_limit(limits.batch),
          next(first),
          pauses(limits.first_pause, limits.longest_pause) {}

    Key key;
    std::deque<Message> queue;
    std::size_t bytes = 0;       ///< of the queue
    std::vector<Message> batch;  ///< not empty: begun and not finished
    std::size_t batch_limit;     ///< as many as lately could be done in time
    std::int64_t next;
    runtime::Backoff pauses;
    bool closed = false;
    bool full = false;
    bool busy = false;  ///< ready, waiting or running
};

Lanes::Lanes(Handler handler, Limits limits) : handler_(std::move(handler)), limits_(limits) {
    for (int i = 0; i < limits_.threads; ++i) {
        threads_.emplace_back([this] { work(); });
        ::pthread_setname_np(threads_.back().native_handle(), "lane");
    }
}

Lanes::~Lanes() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
        for (auto& [key, lane] : lanes_)
            lane->closed = true;
    }
    work_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

void Lanes::open(const Key& key, std::int64_t next) {
    const std::lock_guard lock{mutex_};
    lanes_.insert_or_assign(key, std::make_shared<Lane>(key, next, limits_));
}

bool Lanes::push(Message message) {
    const std::lock_guard lock{mutex_};
    const auto found = lanes_.find({message.topic, message.partition});
    if (found == lanes_.end()) return true;
    const LanePtr& lane = found->second;
    lane->bytes += size_of(message);
    lane->queue.push_back(std::move(message));
    if (!lane->busy) {
        lane->busy = true;
        ready_.push_back(lane);
        work_.notify_one();
    }
    if (lane->queue.size() < limits_.messages && lane->bytes < limits_.bytes) return true;
    lane->full = true;
    return false;
}

std::vector<Lanes::Key> Lanes::roomy() {
    const std::lock_guard lock{mutex_};
    std::vector<Key> keys;
    for (auto& [key, lane] : lanes_) {
        if (!lane->full || lane->queue.size() > limits_.messages / 2 ||
            lane->bytes > limits_.bytes / 2) {
            continue;
        }
        lane->full = false;
        keys.push_back(key);
    }
    return keys;
}

std::map<Lanes::Key, std::int64_t> Lanes::finished() const {
    const std::lock_guard lock{mutex_};
    std::map<Key, std::int64_t> offsets;
    for (const auto& [key, lane] : lanes_)
        offsets.emplace(key, lane->next);
    return offsets;
}

std::map<Lanes::Key, std::int64_t> Lanes::close(Deadline deadline) {
    std::map<Key, LanePtr> lanes;
    {
        std::unique_lock lock{mutex_};
        lanes.swap(lanes_);
        for (auto& [key, lane] : lanes)
            lane->closed = true;
        ready_.clear();
        waiting_.clear();
        idle_.wait_until(lock, deadline.at(), [this] { return running_.empty(); });
        for (const LanePtr& lane : running_) {
            log::warn("consumer_batch_abandoned",
                      {{"topic", lane->key.first}, {"partition", lane->key.second}});
        }
    }
    const std::lock_guard lock{mutex_};
    std::map<Key, std::int64_t> offsets;
    for (const auto& [key, lane] : lanes)
        offsets.emplace(key, lane->next);
    return offsets;
}

void Lanes::pause(bool paused) {
    {
        const std::lock_guard lock{mutex_};
        paused_ = paused;
    }
    work_.notify_all();
}

bool Lanes::paused() const {
    const std::lock_guard lock{mutex_};
    return paused_;
}

void Lanes::work() {
    std::unique_lock lock{mutex_};
    while (const LanePtr lane = next(lock)) {
        running_.push_back(lane);
        run(*lane, lock);
        std::erase(running_, lane);
        idle_.notify_all();
        settle(lane);
    }
}

Lanes::LanePtr Lanes::next(std::unique_lock<std::mutex>& lock) {
    while (!ending_) {
        while (!waiting_.empty() && waiting_.begin()->first <= Clock::now()) {
            ready_.push_back(std::move(waiting_.begin()->second));
            waiting_.erase(waiting_.begin());
        }
        if (!paused_ && !ready_.empty()) {
            LanePtr lane = std::move(ready_.front());
            ready_.pop_front();
            return lane;
        }
        if (paused_ || waiting_.empty()) {
            work_.wait(lock);
        } else {
            const Time until = waiting_.begin()->first;
            work_.wait_until(lock, until);
        }
    }
    return nullptr;
}

void Lanes::take_batch(Lane& lane) const {
    while (lane.batch.size() < lane.batch_limit && !lane.queue.empty()) {
        lane.bytes -= size_of(lane.queue.front());
        lane.batch.push_back(std::move(lane.queue.front()));
        lane.queue.pop_front();
    }
}

void Lanes::run(Lane& lane, std::unique_lock<std::mutex>& lock) {
    if (lane.batch.empty()) take_batch(lane);
    lock.unlock();
    const Result<void> done = guarded([&] { return handler_(lane.batch); });
    if (!done) log::failure("consumer_batch_failed", done.error());
    lock.lock();
    if (!done) {
        if (done.error().code == Code::kDeadlineExceeded) halve(lane);
        return;
    }
    lane.next = lane.batch.back().offset + 1;
    lane.batch.clear();
    lane.pauses.reset();
    lane.batch_limit = std::min(lane.batch_limit + lane.batch_limit / 4 + 1, limits_.batch);
}

/// What was too much for its deadline is so again: the later half waits in the queue.
void Lanes::halve(Lane& lane) {
    lane.batch_limit = std::max<std::size_t>(lane.batch.size() / 2, 1);
    while (lane.batch.size() > lane.batch_limit) {
        lane.bytes += size_of(lane.batch.back());
        lane.queue.push_front(std::move(lane.batch.back()));
        lane.batch.pop_back();
    }
}

void Lanes::settle(const LanePtr& lane) {
    lane->busy = !lane->closed && (!lane->batch.empty() || !lane->queue.empty());
    if (!lane->busy) return;
    if (lane->batch.empty()) {
        ready_.push_back(lane);
    } else {
        waiting_.emplace(Clock::now() + lane->pauses.next(), lane);
        // Whoever sleeps may sleep too long now.
        work_.notify_one();
    }
}

}  // namespace hearth::kafka
