// How long after a commit in one service's database its effect is committed in another's.
#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "libs/core/clock.hpp"
#include "libs/kafka/tests/fixture.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/outbox/tests/counter.hpp"
#include "libs/outbox/tests/effect.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/eventually.hpp"

namespace {

using namespace hearth;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kWriters = 4;

sql::Config sized(sql::Config config, int size) {
    config.pool_size = size;
    return config;
}

/// When each event was committed, and when its effect.
class Times {
public:
    void committed(const Uuid& event) { note(committed_, event); }
    void applied(const Uuid& event) { note(applied_, event); }
    std::size_t effects() {
        const std::lock_guard lock{mutex_};
        return applied_.size();
    }
    /// Milliseconds of what was committed since, sorted.
    std::vector<double> latencies(Steady::time_point since) {
        const std::lock_guard lock{mutex_};
        std::vector<double> all;
        for (const auto& [event, at] : committed_) {
            const auto effect = applied_.find(event);
            if (at < since || effect == applied_.end()) continue;
            all.push_back(std::chrono::duration<double, std::milli>(effect->second - at).count());
        }
        std::sort(all.begin(), all.end());
        return all;
    }

private:
    void note(std::map<Uuid, Steady::time_point>& times, const Uuid& event) {
        const auto now = Steady::now();
        const std::lock_guard lock{mutex_};
        times.emplace(event, now);
    }
    std::mutex mutex_;
    std::map<Uuid, Steady::time_point> committed_;
    std::map<Uuid, Steady::time_point> applied_;
};

/// Commits events at planned moments, whatever the answers take.
class Writer {
public:
    Writer(outbox::Work& work, const Clock& clock, Times& times)
        : work_(work), clock_(clock), times_(times) {}

    void run(int rate, int events, int threads) {
        const auto start = Steady::now();
        std::vector<std::thread> all;
        all.reserve(static_cast<std::size_t>(threads));
        for (int thread = 0; thread < threads; ++thread) {
            all.emplace_back([=, this] {
                for (int i = thread; i < events; i += threads) {
                    std::this_thread::sleep_until(start + i * 1'000'000us / rate);
                    commit();
                }
            });
        }
        for (auto& thread : all)
            thread.join();
    }

private:
    void commit() {
        const Uuid key = new_uuid(clock_.now());
        const outbox::Cause cause{1, "bench", "", clock_.now(), Deadline::after(10s)};
        const auto done = work_.run(cause, [&](outbox::UnitOfWork& unit) -> Result<void> {
            const auto version = outbox::bump(unit, key);
            return version ? Result<void>{} : fail(version.error());
        });
        if (done) times_.committed(key);
    }

    outbox::Work& work_;
    const Clock& clock_;
    Times& times_;
};

std::vector<double> run(int rate, int events) {
    const Clock clock;
    const testkit::TestDatabase source{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/sample.sql"}}};
    const testkit::TestDatabase target{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/effect.sql"}}};
    const kafka::Config kafka = kafka::test_config();
    kafka::make_topic(kafka, outbox::kTopic, 4);

    sql::Pool relay_pool{sized(source.relay(), 2), {outbox::relay_statements()}};
    outbox::Relay relay{relay_pool, kafka, clock};
    sql::Pool source_pool{sized(source.app(), 8),
                          {outbox::work_statements(), outbox::kCounterStatements}};
    outbox::Work source_work{source_pool, [&] { relay.wake(); }};

    Times times;
    sql::Pool target_pool{
        sized(target.app(), 8),
        {outbox::work_statements(), outbox::inbox_statements(), outbox::kEffectStatements}};
    outbox::Work target_work{target_pool, [] {}};
    outbox::Inbox inbox{target_work, clock, "bench", {{outbox::kTopic, outbox::add_effects}}};
    kafka::Consumer consumer{
        kafka, "bench", {outbox::kTopic}, [&](std::span<const kafka::Message> messages) {
            auto done = inbox.handle(messages);
            for (const auto& message : messages)
                times.applied(parse_uuid(message.key).value_or(Uuid{}));
            return done;
        }};
    consumer.start();
    relay.start();
    Writer writer{source_work, clock, times};
    const auto all_applied = [&](int count) {
        return testkit::eventually(
            [&] { return times.effects() == static_cast<std::size_t>(count); }, 60s);
    };
    writer.run(rate, rate, kWriters);
    if (!all_applied(rate)) return {};
    const auto since = Steady::now();
    writer.run(rate, events, kWriters);
    if (!all_applied(rate + events)) return {};
    consumer.stop(Deadline::after(10s));
    relay.stop(Deadline::after(5s));
    return times.latencies(since);
}

double at(const std::vector<double>& sorted, double share) {
    const auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(last * share)];
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    int rate = 200;
    int seconds = 10;
    int runs = 5;
    CLI::App app{
        "From a commit to its effect in another database, on the stack of HEARTH_TEST_STACK_DIR."};
    app.add_option("--rate", rate, "events a second")->capture_default_str();
    app.add_option("--seconds", seconds, "of each run")->capture_default_str();
    app.add_option("--runs", runs)->capture_default_str()->check(CLI::Range(1, 100));
    CLI11_PARSE(app, argc, argv);

    std::vector<double> p50;
    std::vector<double> p99;
    for (int i = 0; i < runs; ++i) {
        const auto latencies = run(rate, rate * seconds);
        if (latencies.empty()) {
            fmt::print(stderr, "effects are missing\n");
            return 1;
        }
        p50.push_back(at(latencies, 0.5));
        p99.push_back(at(latencies, 0.99));
        fmt::print("run {}: p50 {:.1f} ms, p99 {:.1f} ms, longest {:.1f} ms\n", i + 1, p50.back(),
                   p99.back(), latencies.back());
    }
    fmt::print("commit to effect at {} events/s: median p50 {:.1f} ms, p99 {:.1f} ms\n", rate,
               median(p50), median(p99));
    return 0;
}
