// How many events a second one relay moves from a service's outbox to Kafka.
#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "libs/core/clock.hpp"
#include "libs/kafka/tests/fixture.hpp"
#include "libs/outbox/relay.hpp"
#include "libs/testkit/database.hpp"

namespace {

using namespace hearth;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr const char* kTopic = "hearth.bench.thing.v1";
constexpr sql::Statement kLeft{
    "bench_left", "SELECT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL) AS found", 0};
constexpr sql::Statement kBenchStatements[] = {kLeft};

void fill(const testkit::TestDatabase& database, int events, int bytes) {
    database.run(
        fmt::format("TRUNCATE outbox;"
                    "INSERT INTO outbox (event_id, tenant_id, topic, key, version, type, payload, "
                    "traceparent, occurred_at)"
                    " SELECT gen_random_uuid(), 1, '{}', md5((i % 1000)::text)::uuid, i / 1000 + 1,"
                    " 'hearth.bench.events.v1.ThingChanged',"
                    " substring(string_agg(sha512((i * 100 + n)::text::bytea), ''::bytea) for {}),"
                    " '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', now()"
                    " FROM generate_series(1000, {} + 999) AS i, generate_series(0, {}) AS n GROUP "
                    "BY i ORDER BY i;"
                    "ANALYZE outbox",
                    kTopic, bytes, events, bytes / 64));
}

bool all_sent(sql::Pool& pool) {
    auto tx = pool.begin(0, Deadline::after(10s));
    if (!tx) return false;
    const auto rows = tx->run(kLeft);
    return rows && !(*rows)[0].get<bool>("found");
}

double run(const testkit::TestDatabase& database, const kafka::Config& kafka, int events) {
    const Clock clock;
    auto config = database.relay();
    config.pool_size = 2;
    sql::Pool pool{config, {outbox::relay_statements(), kBenchStatements}};
    outbox::Relay relay{pool, kafka, clock};
    const auto start = Steady::now();
    relay.start();
    while (!all_sent(pool))
        std::this_thread::sleep_for(5ms);
    const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
    relay.stop(Deadline::after(5s));
    return events / seconds;
}

}  // namespace

int main(int argc, char** argv) {
    int events = 50'000;
    int bytes = 300;
    int runs = 5;
    CLI::App app{
        "How many events a second one relay moves, on the stack of HEARTH_TEST_STACK_DIR."};
    app.add_option("--events", events, "rows in the outbox of each run")->capture_default_str();
    app.add_option("--bytes", bytes, "payload of each, which does not compress")
        ->capture_default_str();
    app.add_option("--runs", runs)->capture_default_str()->check(CLI::Range(1, 100));
    CLI11_PARSE(app, argc, argv);

    const testkit::TestDatabase database{testkit::SqlFiles{{"libs/outbox/infrastructure.sql"}}};
    std::vector<double> rates;
    for (int i = 0; i < runs; ++i) {
        const kafka::Config kafka = kafka::test_config();
        kafka::make_topic(kafka, kTopic, 4);
        fill(database, events, bytes);
        rates.push_back(run(database, kafka, events));
        fmt::print("run {}: {:.0f} events/s\n", i + 1, rates.back());
    }
    std::sort(rates.begin(), rates.end());
    fmt::print("relay, one service, {} events of {} bytes: median {:.0f} events/s\n", events, bytes,
               rates[rates.size() / 2]);
    return 0;
}
