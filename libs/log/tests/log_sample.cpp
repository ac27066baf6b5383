#include <limits>
#include <string>
#include <string_view>

#include <unistd.h>

#include "libs/log/log.hpp"

using namespace hearth;

namespace {

void write_samples() {
    log::debug("never_seen");
    log::info("started",
              {{"port", 8080}, {"ratio", 0.5}, {"ready", true}, {"name", "a \"b\"\\\n\x01 王"}});
    log::warn("odd", {{"bytes", std::string_view{"\xff\xc3(\xed\xa0\x80", 6}},
                      {"nan", std::numeric_limits<double>::quiet_NaN()}});
    {
        const log::Scope outer{"trace1", "span1", "req-7"};
        const log::Scope inner{"trace1", "span2", ""};
        log::info("inside");
    }
    log::info("outside");
    log::failure("query_failed", internal("SELECT"));
    log::failure("refused", not_found("the party"));
    log::set_level(log::Level::kError);
    log::warn("too_quiet");
    log::set_level(log::Level::kDebug);
    log::debug("audible");
}

}  // namespace

/// Writes the lines that log_test reads; "flood" writes more than the queue holds while nobody
/// reads.
int main(int argc, char** argv) {
    const std::string_view mode = argc > 1 ? argv[1] : "";
    if (mode != "unstarted") log::start({log::Level::kInfo, "sample"});
    if (mode == "flood") {
        const std::string text(1000, 'x');
        for (int i = 0; i < 20'000; ++i)
            log::info("flood", {{"i", i}, {"text", text}});
        // The queue can only be written out when somebody reads.
        ::_exit(log::dropped() > 0 ? 0 : 1);
    }
    write_samples();
    log::flush();
    log::info("after_flush");
}
