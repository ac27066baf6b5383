#include "libs/runtime/app.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "libs/log/log.hpp"

namespace hearth::runtime {
namespace {

constexpr int kOverrun = 3;

int checked(int fd, const char* what) {
    if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
    return fd;
}

int block_signals() {
    ::signal(SIGPIPE, SIG_IGN);
    sigset_t ending;
    ::sigemptyset(&ending);
    ::sigaddset(&ending, SIGTERM);
    ::sigaddset(&ending, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    return checked(::signalfd(-1, &ending, SFD_CLOEXEC), "signalfd");
}

struct Part {
    std::string name;
    std::function<void()> start;
    std::function<void(Deadline)> stop;
};

enum class Event { kSignal, kRequest, kTimeout };

}  // namespace

struct App::Impl {
    explicit Impl(Config wanted)
        : config(wanted),
          signals(block_signals()),
          requests(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")),
          stopped(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")) {}
    ~Impl() {
        ::close(signals);
        ::close(requests);
        ::close(stopped);
    }

    const Config config;
    const int signals;
    const int requests;  ///< written by `request_stop`
    const int stopped;   ///< written when all parts have stopped
    std::vector<Part> parts;
    std::vector<std::function<void(bool)>> listeners;
    std::atomic<bool> running{false};
    std::mutex mutex;
    std::string stopping;  ///< the part that is being stopped

    /// Waits for a signal or for `request` to be written; takes a signal, leaves a request.
    [[nodiscard]] Event wait(int request, int timeout_ms) const {
        std::array<pollfd, 2> fds{{{signals, POLLIN, 0}, {request, POLLIN, 0}}};
        while (::poll(fds.data(), fds.size(), timeout_ms) < 0 && errno == EINTR) {
        }
        if (fds[0].revents != 0) {
            signalfd_siginfo info{};
            if (::read(signals, &info, sizeof info) == sizeof info) {
                log::info("signal", {{"number", info.ssi_signo}});
            }
            return Event::kSignal;
        }
        return fds[1].revents != 0 ? Event::kRequest : Event::kTimeout;
    }

    /// The first that could not be started, or the number of parts.
    [[nodiscard]] std::size_t start() const {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            try {
                if (parts[i].start) parts[i].start();
            } catch (const std::exception& error) {
                log::error("start_failed", {{"part", parts[i].name}, {"cause", error.what()}});
                return i;
            }
        }
        return parts.size();
    }

    void set_running(bool now) {
        running = now;
        for (const auto& listener : listeners)
            listener(now);
    }

    void stop(std::size_t started) {
        const Deadline deadline = Deadline::after(config.stop_within);
        for (std::size_t i = started; i-- > 0;) {
            {
                const std::lock_guard lock{mutex};
                stopping = parts[i].name;
            }
            if (parts[i].stop) parts[i].stop(deadline);
        }
    }

    /// Ends the process when a second signal or the time limit comes before `stopped`.
    void watch() {
        const Event event =
            wait(stopped, static_cast<int>((config.drain_delay + config.stop_within).count()));
        if (event == Event::kRequest) return;
        const std::lock_guard lock{mutex};
        log::error("stop_overrun",
                   {{"part", stopping},
                    {"why", event == Event::kSignal ? "second signal" : "time limit"}});
        log::flush();
        ::_exit(kOverrun);
    }

    static void write(int fd) {
        const std::uint64_t one = 1;
        static_cast<void>(!::write(fd, &one, sizeof one));
    }
};

App::App(Config config) : impl_(std::make_unique<Impl>(config)) {}

App::~App() = default;

void App::add(std::string name, std::function<void()> start, std::function<void(Deadline)> stop) {
    impl_->parts.push_back({std::move(name), std::move(start), std::move(stop)});
}

int App::run() {
    const std::size_t started = impl_->start();
    const bool whole = started == impl_->parts.size();
    if (whole) {
        impl_->set_running(true);
        log::info("ready");
        static_cast<void>(impl_->wait(impl_->requests, -1));
        impl_->set_running(false);
    }
    log::info("stopping");
    std::thread watchdog{[this] { impl_->watch(); }};
    if (whole) std::this_thread::sleep_for(impl_->config.drain_delay);
    impl_->stop(started);
    Impl::write(impl_->stopped);
    watchdog.join();
    log::info("stopped");
    return whole ? 0 : 1;
}

void App::request_stop() {
    Impl::write(impl_->requests);
}

bool App::ready() const {
    return impl_->running;
}

void App::on_ready(std::function<void(bool)> changed) {
    impl_->listeners.push_back(std::move(changed));
}

}  // namespace hearth::runtime
