#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "libs/core/clock.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/outbox/tests/effect.hpp"
#include "libs/runtime/failpoint.hpp"

using namespace hearth;
using namespace std::chrono_literals;

namespace {

constexpr sql::Statement kUnsent{"sample_unsent",
                                 "SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL", 0};
constexpr sql::Statement kDone{"sample_done", "SELECT count(*) AS n FROM effect", 0};
constexpr sql::Statement kUnsentStatements[] = {kUnsent};
constexpr sql::Statement kDoneStatements[] = {kDone};

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

kafka::Config brokers() {
    return {.brokers = setting("SAMPLE_BROKERS"),
            .topic_prefix = setting("SAMPLE_PREFIX"),
            .session_timeout = 2000ms};
}

void wait_for(sql::Pool& pool, const sql::Statement& statement, std::int64_t wanted) {
    while (true) {
        auto tx = pool.begin(1, Deadline::after(10s));
        if (tx) {
            const auto rows = tx->run(statement);
            if (rows && (*rows)[0].get<std::int64_t>("n") == wanted) return;
        }
        std::this_thread::sleep_for(10ms);
    }
}

int relay() {
    const Clock clock;
    sql::Pool pool{database(), {outbox::relay_statements(), kUnsentStatements}};
    outbox::Relay sender{pool, brokers(), clock};
    sender.start();
    wait_for(pool, kUnsent, 0);
    sender.stop(Deadline::after(5s));
    return 0;
}

int listen() {
    const Clock clock;
    sql::Pool pool{database(),
                   {outbox::work_statements(), outbox::inbox_statements(),
                    outbox::kEffectStatements, kDoneStatements}};
    outbox::Work work{pool, [] {}};
    outbox::Inbox inbox{work, clock, "sample", {{outbox::kTopic, outbox::add_effects}}};
    kafka::Consumer consumer{
        brokers(), "sample", {outbox::kTopic}, [&](std::span<const kafka::Message> messages) {
            return inbox.handle(messages);
        }};
    consumer.start();
    wait_for(pool, kDone, std::stoi(setting("SAMPLE_COUNT")));
    consumer.stop(Deadline::after(10s));
    return 0;
}

}  // namespace

/// A program for event_crash_test: `relay` until nothing is unsent, or `listen` until there are
/// SAMPLE_COUNT effects, unless a failpoint, given as name=spec, kills it.
int main(int argc, char** argv) {
    if (argc < 2) return 2;
    runtime::allow_failpoints();
    for (int i = 2; i < argc; ++i) {
        const std::string_view point{argv[i]};
        const auto equals = point.find('=');
        if (!runtime::arm_failpoint(point.substr(0, equals), point.substr(equals + 1))) return 2;
    }
    return std::string_view{argv[1]} == "relay" ? relay() : listen();
}
