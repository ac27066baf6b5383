#include <stdexcept>
#include <string_view>
#include <thread>

#include "libs/log/log.hpp"
#include "libs/runtime/app.hpp"
#include "libs/runtime/failpoint.hpp"

using namespace hearth;
using namespace std::chrono_literals;

/// A program of two parts for app_test. Arguments: "" orderly, "hang" (the second part stops
/// never), "bad" (the second cannot start), "crash" (a failpoint kills it).
int main(int argc, char** argv) {
    const std::string_view mode = argc > 1 ? argv[1] : "";
    runtime::App app{{.drain_delay = 100ms, .stop_within = 300ms}};
    if (mode == "crash") {
        runtime::allow_failpoints();
        if (!runtime::arm_failpoint("sample.start", "crash@2")) return 9;
    }
    app.add(
        "first", [] { log::info("first_started"); }, [](Deadline) { log::info("first_stopped"); });
    app.add(
        "second",
        [mode] {
            if (mode == "bad") throw std::runtime_error{"no such port"};
            if (!runtime::failpoint("sample.start") || !runtime::failpoint("sample.start")) return;
            log::info("second_started");
        },
        [mode](Deadline) {
            if (mode == "hang") std::this_thread::sleep_for(60s);
            log::info("second_stopped");
        });
    return app.run();
}
