#include "libs/runtime/loop.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <pthread.h>

#include "libs/core/guarded.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::runtime {

struct Loop::Impl {
    std::string name;
    std::chrono::milliseconds interval;
    Body body;
    metrics::Histogram& seconds;
    metrics::Counter& failures;
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    bool woken = false;
    bool stopping = false;
    std::thread thread;

    /// False when the loop is over.
    bool wait_turn() {
        std::unique_lock lock{mutex};
        changed.wait_for(lock, interval, [this] { return woken || stopping; });
        woken = false;
        return !stopping;
    }

    [[nodiscard]] bool attempt(const Loop& loop) const {
        const auto more = guarded([&]() -> Result<bool> { return body(loop); });
        if (more) return *more;
        failures.add();
        log::error("loop_failed", {{"loop", name}, {"cause", more.error().cause}});
        return false;
    }

    void run(const Loop& loop) {
        bool more = true;
        while (more ? !loop.stopping() : wait_turn()) {
            const auto start = std::chrono::steady_clock::now();
            more = attempt(loop);
            seconds.observe(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
    }
};

Loop::Loop(std::string name, std::chrono::milliseconds interval, Body body) {
    auto& seconds = metrics::histogram("hearth_loop_seconds",
                                       "Time one run of a background job took.", {{"loop", name}});
    auto& failures = metrics::counter("hearth_loop_failures_total",
                                      "Runs of a background job that threw.", {{"loop", name}});
    // NOLINTNEXTLINE(modernize-make-unique): it is an aggregate
    impl_.reset(new Impl{.name = std::move(name),
                         .interval = interval,
                         .body = std::move(body),
                         .seconds = seconds,
                         .failures = failures,
                         .mutex = {},
                         .changed = {},
                         .thread = {}});
}

Loop::~Loop() {
    stop(Deadline::after(std::chrono::milliseconds{0}));
}

void Loop::start() {
    impl_->thread = std::thread{[this] { impl_->run(*this); }};
    ::pthread_setname_np(impl_->thread.native_handle(), impl_->name.substr(0, 15).c_str());
}

void Loop::wake() {
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->woken = true;
    }
    impl_->changed.notify_all();
}

void Loop::stop(Deadline /*the body ends soon by contract; App watches the clock*/) {
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->stopping = true;
    }
    impl_->changed.notify_all();
    if (impl_->thread.joinable()) impl_->thread.join();
}

bool Loop::stopping() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->stopping;
}

void Loop::pause(std::chrono::milliseconds span) const {
    std::unique_lock lock{impl_->mutex};
    impl_->changed.wait_for(lock, span, [this] { return impl_->stopping; });
}

}  // namespace hearth::runtime
