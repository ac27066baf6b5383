#include <chrono>
#include <cstdlib>
#include <string>

#include "libs/log/log.hpp"
#include "libs/outbox/tests/counter.hpp"
#include "libs/runtime/failpoint.hpp"

using namespace hearth;
using namespace std::chrono_literals;

namespace {

std::string setting(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

sql::Config database() {
    sql::Config made;
    made.host = setting("SAMPLE_HOST");
    made.port = std::stoi(setting("SAMPLE_PORT"));
    made.database = setting("SAMPLE_DATABASE");
    made.user = setting("SAMPLE_USER");
    made.password = config::Secret{setting("SAMPLE_PASSWORD")};
    return made;
}

}  // namespace

/// A program for crash_test: bumps the counter SAMPLE_KEY by commands <prefix>0, <prefix>1 … of
/// SAMPLE_COUNT, until it is done or a failpoint kills it. Arguments: the prefix, then failpoints
/// as name=spec.
int main(int argc, char** argv) {
    if (argc < 2) return 2;
    runtime::allow_failpoints();
    for (int i = 2; i < argc; ++i) {
        const std::string_view point{argv[i]};
        const auto equals = point.find('=');
        if (!runtime::arm_failpoint(point.substr(0, equals), point.substr(equals + 1))) return 2;
    }
    sql::Pool pool{database(), {outbox::work_statements(), outbox::kCounterStatements}};
    outbox::Work work{pool, [] {}};
    const auto key = parse_uuid(setting("SAMPLE_KEY"));
    if (!key) return 2;
    const int count = std::stoi(setting("SAMPLE_COUNT"));
    for (int i = 0; i < count; ++i) {
        const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
        const outbox::Command command{
            {1, "sample", argv[1] + std::to_string(i), now, Deadline::after(10s)}, "Bump", ""};
        const auto done = work.command(
            command, [&](outbox::UnitOfWork& unit) { return outbox::bump(unit, *key); });
        if (!done) {
            log::failure("sample_failed", done.error());
            return 1;
        }
        if (*done != std::to_string(i + 1)) return 3;
    }
    return 0;
}
