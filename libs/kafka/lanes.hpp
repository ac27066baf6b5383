#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libs/kafka/kafka.hpp"

namespace hearth::kafka {

/// One bounded queue per assigned partition, and a few threads that take from them: a lane is
/// worked on by one thread at a time, in order, and a lane that waits to repeat a batch holds no
/// thread.
///
/// A batch that ends with DEADLINE_EXCEEDED is repeated as two halves, down to single messages; the
/// lane's batches grow again with each one that goes in. What a handler throws is INTERNAL.
///
/// Knows nothing of the broker. `open`, `push`, `roomy` and `close` are for the poll thread.
class Lanes {
public:
    using Key = std::pair<std::string, int>;  ///< topic without its prefix, partition
    struct Limits {
        std::size_t messages = 2000;
        std::size_t bytes = std::size_t{4} << 20U;
        std::size_t batch = 200;
        int threads = 4;
        std::chrono::milliseconds first_pause{50};
        std::chrono::milliseconds longest_pause{5000};
    };

    Lanes(Handler handler, Limits limits);
    ~Lanes();
    Lanes(const Lanes&) = delete;
    Lanes& operator=(const Lanes&) = delete;

    /// `next` is the offset after the last finished one; negative when there is none.
    void open(const Key& key, std::int64_t next);
    /// False when the lane is full now: pause the partition. A message of a lane that is not open
    /// is dropped.
    [[nodiscard]] bool push(Message message);
    /// Lanes that were full and are at most half full now.
    std::vector<Key> roomy();
    /// The offset after the last finished one, per open lane.
    [[nodiscard]] std::map<Key, std::int64_t> finished() const;
    /// Takes nothing more, waits for the running batches until `deadline`, forgets all lanes. What
    /// is queued or waits to be repeated is left undone. Returns `finished` as of the end.
    std::map<Key, std::int64_t> close(Deadline deadline);
    /// While paused no batch is begun; queues fill and so pause their partitions.
    void pause(bool paused);
    [[nodiscard]] bool paused() const;

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Lane;
    using LanePtr = std::shared_ptr<Lane>;

    void work();
    LanePtr next(std::unique_lock<std::mutex>& lock);
    void run(Lane& lane, std::unique_lock<std::mutex>& lock);
    void take_batch(Lane& lane) const;
    static void halve(Lane& lane);
    void settle(const LanePtr& lane);

    const Handler handler_;
    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable idle_;
    std::map<Key, LanePtr> lanes_;
    std::deque<LanePtr> ready_;
    std::multimap<Time, LanePtr> waiting_;
    std::vector<LanePtr> running_;
    bool paused_ = false;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace hearth::kafka
