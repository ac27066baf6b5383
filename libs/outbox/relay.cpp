#include "libs/outbox/relay.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sql_gen/outbox/relay.sql.hpp>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/runtime/backoff.hpp"
#include "libs/runtime/failpoint.hpp"

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kBatch = 500;
constexpr auto kPoll = 200ms;
constexpr auto kSendWithin = 30s;
constexpr auto kTurnWithin = 60s;
constexpr auto kStopWithin = 5s;
constexpr auto kMeasureEvery = 5s;
constexpr auto kCleanEvery = 60s;
constexpr auto kStalled = 60s;

struct Batch {
    std::vector<std::int64_t> seqs;
    std::vector<kafka::Record> records;
};

/// "/hearth/registry" of "hearth.registry.party.v1".
std::string source_of(const std::string& topic) {
    const auto service = topic.find('.');
    const auto noun = topic.find('.', service + 1);
    if (noun == std::string::npos) return "/" + topic;
    return "/" + topic.substr(0, service) + "/" + topic.substr(service + 1, noun - service - 1);
}

kafka::Record record_of(const sql::Row& row) {
    kafka::Record record;
    record.topic = row.get<std::string>("topic");
    record.key = to_string(row.get<Uuid>("key"));
    record.value = row.get<std::string>("payload");
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_id", to_string(row.get<Uuid>("event_id"))},
                      {"ce_type", row.get<std::string>("type")},
                      {"ce_source", source_of(record.topic)},
                      {"ce_time", to_rfc3339(row.get<Instant>("occurred_at"))},
                      {"content-type", "application/protobuf"},
                      {"tenant", std::to_string(row.get<std::int32_t>("tenant_id"))},
                      {"version", std::to_string(row.get<std::int64_t>("version"))}};
    if (auto trace = row.get<std::string>("traceparent"); !trace.empty()) {
        record.headers.emplace_back("traceparent", std::move(trace));
    }
    return record;
}

Batch batch_of(const sql::Rows& rows) {
    Batch batch;
    for (const sql::Row row : rows) {
        batch.seqs.push_back(row.get<std::int64_t>("seq"));
        batch.records.push_back(record_of(row));
    }
    return batch;
}

}  // namespace

std::span<const sql::Statement> relay_statements() {
    return statements::all_relay;
}

struct Relay::Impl {
    sql::Pool& pool;
    kafka::Config kafka;
    const Clock& clock;
    metrics::Gauge& unsent =
        metrics::gauge("hearth_outbox_unsent", "Events not sent to Kafka yet.");
    metrics::Gauge& oldest_age = metrics::gauge(
        "hearth_outbox_oldest_age_seconds", "How long the oldest unsent event has been waiting.");
    metrics::Counter& failures =
        metrics::counter("hearth_relay_failures_total", "Batches that have to be sent again.");
    std::unique_ptr<kafka::Producer> producer;
    runtime::Backoff backoff{50ms, 2s};
    Steady::time_point next_measure = Steady::now();
    Steady::time_point next_clean = Steady::now();
    bool stalled = false;
    runtime::Loop loop{"relay", kPoll, [this](const runtime::Loop&) { return turn(); }};

    Impl(sql::Pool& relay_pool, kafka::Config brokers, const Clock& time)
        : pool(relay_pool), kafka(std::move(brokers)), clock(time) {}

    /// True when there is more to do at once.
    bool turn() {
        auto sent = send_batch();
        if (!sent) {
            failures.add();
            producer.reset();
            log::failure("relay_failed", sent.error());
            loop.pause(backoff.next());
            return true;
        }
        backoff.reset();
        bool more = *sent == kBatch;
        if (Steady::now() >= next_measure) note(measure());
        if (!more && Steady::now() >= next_clean) more = clean();
        return more;
    }

    static void note(const Result<void>& done) {
        if (!done) log::failure("relay_upkeep_failed", done.error());
    }

    Result<int> send_batch() {
        auto tx = pool.begin(0, Deadline::after(kTurnWithin));
        if (!tx) return fail(std::move(tx).error());
        tx->queue(statements::relay_bound);
        tx->queue(statements::relay_lock);
        const auto rows = tx->run(statements::relay_take, std::int64_t{0}, kBatch);
        if (!rows) return fail(rows.error());
        if (rows->empty()) return 0;
        const Batch batch = batch_of(*rows);
        if (auto go = runtime::failpoint("relay.before_send"); !go) return fail(go.error());
        if (auto sent = send(batch); !sent) return fail(std::move(sent).error());
        if (auto go = runtime::failpoint("relay.after_send"); !go) return fail(go.error());
        tx->queue(statements::relay_mark, batch.seqs);
        if (auto go = runtime::failpoint("relay.before_commit"); !go) return fail(go.error());
        if (auto done = tx->commit(); !done) return fail(std::move(done).error());
        return static_cast<int>(batch.seqs.size());
    }

    Result<void> send(const Batch& batch) {
        if (!producer) producer = std::make_unique<kafka::Producer>(kafka);
        if (auto posted = producer->post(batch.records); !posted) return posted;
        Deadline end = Deadline::after(kSendWithin);
        while (!end.passed()) {
            const auto done = producer->wait(end.earlier(Deadline::after(100ms)));
            if (!done) return fail(done.error());
            if (*done) return {};
            if (loop.stopping()) end = end.earlier(Deadline::after(kStopWithin));
        }
        return fail(unavailable("KAFKA_UNAVAILABLE", "the broker did not take the events in time"));
    }

    Result<void> measure() {
        next_measure = Steady::now() + kMeasureEvery;
        auto tx = pool.begin(0, Deadline::after(kMeasureEvery));
        if (!tx) return fail(std::move(tx).error());
        const auto rows = tx->run(statements::relay_measure);
        if (!rows) return fail(rows.error());
        unsent.set(static_cast<double>((*rows)[0].get<std::int64_t>("unsent")));
        const auto oldest = (*rows)[0].get<std::optional<Instant>>("oldest");
        const auto age = oldest ? clock.now() - *oldest : Duration{0};
        oldest_age.set(std::chrono::duration<double>(age).count());
        const bool was_stalled = std::exchange(stalled, age > kStalled);
        if (stalled && !was_stalled) {
            log::error("outbox_stalled", {{"unsent", (*rows)[0].get<std::int64_t>("unsent")},
                                          {"seconds", std::chrono::duration<double>(age).count()}});
        }
        return {};
    }

    bool clean() {
        auto removed = clean_batch();
        note(removed ? Result<void>{} : fail(removed.error()));
        const bool more = removed && *removed > 0;
        if (!more) next_clean = Steady::now() + kCleanEvery;
        return more;
    }

    Result<std::int64_t> clean_batch() {
        auto tx = pool.begin(0, Deadline::after(kTurnWithin));
        if (!tx) return fail(std::move(tx).error());
        const auto rows = tx->run(statements::relay_clean);
        if (!rows) return fail(rows.error());
        if (auto done = tx->commit(); !done) return fail(std::move(done).error());
        return rows->affected();
    }
};

Relay::Relay(sql::Pool& relay_pool, kafka::Config kafka, const Clock& clock)
    : impl_(std::make_unique<Impl>(relay_pool, std::move(kafka), clock)) {}

Relay::~Relay() = default;

void Relay::start() {
    impl_->loop.start();
}

void Relay::wake() {
    impl_->loop.wake();
}

void Relay::stop(Deadline deadline) {
    impl_->loop.stop(deadline);
    impl_->producer.reset();
}

}  // namespace hearth::outbox
