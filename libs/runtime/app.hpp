#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "libs/core/deadline.hpp"

namespace hearth::runtime {

/// The life of a process: parts are started in the order they are added and stopped in reverse.
///
/// Construct it in `main` before any thread: it blocks SIGTERM and SIGINT, which `run` waits for,
/// and ignores SIGPIPE. A second signal, or a stop that outlives its deadline, logs what was still
/// running and ends the process with status 3; nothing accepted is lost by that.
class App {
public:
    struct Config {
        std::chrono::milliseconds drain_delay{
            0};  ///< unready, then this long before refusing calls
        std::chrono::milliseconds stop_within{40000};
    };

    explicit App(Config config);
    ~App();

    /// `stop` may be empty. Every part is stopped exactly once.
    void add(std::string name, std::function<void()> start, std::function<void(Deadline)> stop);
    /// Starts everything, becomes ready, waits for a signal or `request_stop`, stops everything: 0.
    /// A part that cannot be started throws; then those before it are stopped: 1.
    int run();
    void request_stop();

    [[nodiscard]] bool ready() const;  ///< started and not draining
    /// Told `true` when the app becomes ready and `false` when it begins to drain. Before `run`.
    void on_ready(std::function<void(bool)> changed);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::runtime
