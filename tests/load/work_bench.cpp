#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "libs/core/random.hpp"
#include "libs/outbox/tests/counter.hpp"
#include "libs/testkit/database.hpp"
#include "libs/testkit/process.hpp"

using namespace hearth;
using namespace std::chrono_literals;

namespace {

constexpr int kClients = 16;
constexpr int kRuns = 5;

struct Subject {
    std::string name;
    double (*measure)(const sql::Config&, std::chrono::seconds);
    std::vector<double> rates;
};

Result<std::string> bump_once(outbox::Work& work) {
    static const std::string payload(300, '\xab');
    static const std::string answer(100, '\xef');
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    const Uuid key = new_uuid(now);
    const outbox::Command command{
        {1, "bench", std::to_string(random_bits()), now, Deadline::after(5s)}, "Bump", payload};
    return work.command(command, [&](outbox::UnitOfWork& unit) -> Result<std::string> {
        const auto rows = unit.tx().run(outbox::kBump, 1, key);
        if (!rows) return fail(rows.error());
        unit.record({"hearth.sample.counter.v1", key, (*rows)[0].get<std::int64_t>("version"),
                     "hearth.sample.events.v1.Bumped", payload});
        return answer;
    });
}

double measure_work(const sql::Config& config, std::chrono::seconds span) {
    sql::Config own = config;
    own.pool_size = kClients;
    sql::Pool pool{own, {outbox::work_statements(), outbox::kCounterStatements}};
    outbox::Work work{pool, [] {}};
    std::atomic<int> done{0};
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    threads.reserve(kClients);
    for (int i = 0; i < kClients; ++i) {
        threads.emplace_back([&] {
            while (std::chrono::steady_clock::now() - start < span) {
                if (bump_once(work)) ++done;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return done / took.count();
}

double measure_pgbench(const sql::Config& config, std::chrono::seconds span, const char* script) {
    testkit::Process pgbench{
        "pgbench",
        {{"-n", "-M", "prepared", "-c", std::to_string(kClients), "-j", "2", "-T",
          std::to_string(span.count()), "-h", config.host, "-p", std::to_string(config.port), "-U",
          config.user, "-f", std::string{BENCH_DIR "/"} + script, config.database},
         {{"PGPASSWORD", config.password.reveal()}}}};
    const auto status = pgbench.wait(span + 30s);
    const std::string output = pgbench.output();
    const auto at = output.find("tps = ");
    if (status != 0 || at == std::string::npos) throw std::runtime_error("pgbench: " + output);
    return std::stod(output.substr(at + 6));
}

double measure_steps(const sql::Config& config, std::chrono::seconds span) {
    return measure_pgbench(config, span, "work_steps.pgbench");
}
double measure_pipeline(const sql::Config& config, std::chrono::seconds span) {
    return measure_pgbench(config, span, "work_pipeline.pgbench");
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

/// Commands per second of the unit of work against pgbench writing the same rows, 16 clients each,
/// median of five interleaved runs.
int main(int argc, char** argv) {
    CLI::App app{
        "A unit of work against pgbench writing the same rows, on the stack of\n"
        "HEARTH_TEST_STACK_DIR."};
    int seconds = 3;
    app.add_option("--seconds", seconds, "Length of one run")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    const std::chrono::seconds span{seconds};
    const testkit::TestDatabase database{
        testkit::SqlFiles{{"libs/outbox/infrastructure.sql", "libs/outbox/tests/sample.sql"}}};
    std::array<Subject, 3> subjects{{{"unit of work", measure_work, {}},
                                     {"pgbench work_steps", measure_steps, {}},
                                     {"pgbench work_pipeline", measure_pipeline, {}}}};
    for (int run = 0; run < kRuns; ++run) {
        for (Subject& subject : subjects) {
            subject.rates.push_back(subject.measure(database.app(), span));
        }
    }
    const double ours = median(subjects[0].rates);
    for (const Subject& subject : subjects) {
        const double rate = median(subject.rates);
        std::printf("%-22s %8.0f commands/s   unit of work is %.2f x\n", subject.name.c_str(), rate,
                    ours / rate);
    }
    return 0;
}
