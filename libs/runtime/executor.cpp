#include "libs/runtime/executor.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::runtime {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kDefaultStop{10};

struct Waiting {
    Deadline deadline;
    Clock::time_point since;
    Executor::Task task;
};

}  // namespace

struct Executor::Impl {
    Impl(const std::string& name, std::size_t most)
        : capacity(most),
          depth(metrics::gauge("hearth_executor_queue_depth", "Tasks waiting for a thread.",
                               {{"class", name}})),
          wait(metrics::histogram("hearth_executor_wait_seconds",
                                  "Time from submission to a thread.", {{"class", name}})),
          rejected(metrics::counter("hearth_executor_rejected_total",
                                    "Tasks refused because the queue was full.",
                                    {{"class", name}})) {}

    const std::size_t capacity;
    metrics::Gauge& depth;
    metrics::Histogram& wait;
    metrics::Counter& rejected;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> queue;
    bool stopping = false;
    std::vector<std::thread> threads;

    void work() {
        std::unique_lock lock{mutex};
        while (true) {
            changed.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty()) return;
            Waiting next = std::move(queue.front());
            queue.pop_front();
            depth.set(static_cast<double>(queue.size()));
            lock.unlock();
            const auto now = Clock::now();
            wait.observe(std::chrono::duration<double>(now - next.since).count());
            const auto done = guarded([&]() -> Result<void> {
                next.task(now >= next.deadline.at());
                return {};
            });
            if (!done) log::failure("task_failed", done.error());
            next.task = nullptr;
            lock.lock();
        }
    }
};

Executor::Executor(const std::string& name, Config config)
    : impl_(std::make_unique<Impl>(name, config.queue)) {
    for (std::size_t i = 0; i < config.threads; ++i) {
        impl_->threads.emplace_back([impl = impl_.get()] { impl->work(); });
        ::pthread_setname_np(impl_->threads.back().native_handle(), name.substr(0, 15).c_str());
    }
}

Executor::~Executor() {
    stop(Deadline::after(kDefaultStop));
}

bool Executor::try_submit(Deadline deadline, Task task) {
    {
        const std::lock_guard lock{impl_->mutex};
        if (impl_->stopping || impl_->queue.size() >= impl_->capacity) {
            impl_->rejected.add();
            return false;
        }
        impl_->queue.push_back({deadline, Clock::now(), std::move(task)});
        impl_->depth.set(static_cast<double>(impl_->queue.size()));
    }
    impl_->changed.notify_one();
    return true;
}

void Executor::stop(Deadline deadline) {
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->stopping = true;
        for (Waiting& waiting : impl_->queue)
            waiting.deadline = waiting.deadline.earlier(deadline);
    }
    impl_->changed.notify_all();
    for (std::thread& thread : impl_->threads) {
        if (thread.joinable()) thread.join();
    }
}

}  // namespace hearth::runtime
