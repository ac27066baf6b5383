#include "libs/outbox/relay.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sql_gen/outbox/relay.sql.hpp>

#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"
#include "libs/outbox/low_water.hpp"
#include "libs/outbox/outgoing.hpp"
#include "libs/outbox/sender.hpp"
#include "libs/runtime/backoff.hpp"
#include "libs/runtime/failpoint.hpp"

namespace hearth::outbox {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int kBatch = 500;
constexpr auto kPoll = 200ms;
constexpr auto kTurnWithin = 60s;
constexpr auto kMeasureEvery = 5s;
constexpr auto kRetryEvery = 1s;
constexpr auto kCleanEvery = 60s;
constexpr auto kCleanAllEvery = 1h;
constexpr int kCleanBatch = 5000;
constexpr auto kStalled = 60s;

/// What is set aside, and up to where all of it that was sent before lies.
struct Due {
    Uuid id;
    std::string topic;
    std::optional<Uuid> key;
    std::int64_t after = 0;
};

void queue_sent(sql::Tx& tx, const Outgoing& batch, const Delivered& delivered) {
    if (delivered.sent.empty()) return;
    std::vector<std::int64_t> seqs;
    for (const std::size_t sent : delivered.sent)
        seqs.push_back(batch.seqs[sent]);
    tx.queue(statements::relay_mark, seqs);
}

void queue_block(sql::Tx& tx, const Refused& refused, std::int64_t after) {
    tx.queue(statements::relay_block, refused.topic, refused.key, after, refused.reason,
             refused.detail);
}

void tell(const Refused& refused) {
    log::error("relay_set_aside", {{"topic", refused.topic},
                                   {"key", refused.key.value_or("")},
                                   {"reason", refused.reason},
                                   {"detail", refused.detail}});
}

/// Whether it is what is set aside already.
bool is_same(const Refused& refused, const Due& due) {
    const auto key = due.key ? std::optional{to_string(*due.key)} : std::nullopt;
    return refused.topic == due.topic && refused.key == key;
}

}  // namespace

std::span<const sql::Statement> relay_statements() {
    return statements::all_relay;
}

struct Relay::Impl {
    sql::Pool& pool;
    const Clock& clock;
    metrics::Gauge& unsent =
        metrics::gauge("hearth_outbox_unsent", "Events not sent to Kafka yet.");
    metrics::Gauge& oldest_age = metrics::gauge(
        "hearth_outbox_oldest_age_seconds", "How long the oldest unsent event has been waiting.");
    metrics::Gauge& set_aside =
        metrics::gauge("hearth_relay_set_aside",
                       "Topics and keys whose events wait since the broker will not take one.");
    metrics::Counter& failures =
        metrics::counter("hearth_relay_failures_total", "Batches that have to be sent again.");
    LowWater low_water;
    runtime::Backoff backoff{50ms, 2s};
    Steady::time_point next_measure = Steady::now();
    Steady::time_point next_retry = Steady::now();
    Steady::time_point next_clean = Steady::now();
    Steady::time_point next_clean_all = Steady::now();
    std::int64_t clean_after = 0;
    bool stalled = false;
    Sender sender;
    runtime::Loop loop{"relay", kPoll, [this](const runtime::Loop&) { return turn(); }};

    Impl(sql::Pool& relay_pool, kafka::Config brokers, const Clock& time)
        : pool(relay_pool),
          clock(time),
          sender(std::move(brokers), [this] { return loop.stopping(); }) {}

    /// True when there is more to do at once.
    bool turn() {
        auto more = send_next();
        if (more && Steady::now() >= next_retry) {
            auto again = send_due();
            if (again)
                *more = *more || *again;
            else
                more = std::move(again);
        }
        if (!more) {
            failures.add();
            sender.reset();
            log::failure("relay_failed", more.error());
            loop.pause(backoff.next());
            return true;
        }
        backoff.reset();
        if (Steady::now() >= next_measure) note(measure());
        if (!*more && Steady::now() >= next_clean) *more = clean();
        return *more;
    }

    static void note(const Result<void>& done) {
        if (!done) log::failure("relay_upkeep_failed", done.error());
    }

    Result<sql::Tx> begin() {
        auto tx = pool.begin(0, Deadline::after(kTurnWithin));
        if (!tx) return tx;
        tx->queue(statements::relay_bound);
        tx->queue(statements::relay_lock);
        return tx;
    }

    Result<Delivered> send(const Outgoing& batch) {
        if (auto go = runtime::failpoint("relay.before_send"); !go) return fail(go.error());
        auto delivered = sender.send(batch.records);
        if (!delivered) return delivered;
        if (auto go = runtime::failpoint("relay.after_send"); !go) return fail(go.error());
        return delivered;
    }

    static Result<void> commit(sql::Tx& tx) {
        if (auto go = runtime::failpoint("relay.before_commit"); !go) return fail(go.error());
        return tx.commit();
    }

    void queue_look(sql::Tx& tx) {
        tx.queue_with(statements::relay_writers, {}, [this](const sql::Rows& rows) -> Result<void> {
            LowWater::Writers writers;
            for (const sql::Row row : rows) {
                if (auto writer = row.get<std::optional<std::string>>("writer"))
                    writers.insert(*std::move(writer));
            }
            low_water.look(rows[0].get<std::int64_t>("highest"), writers);
            return {};
        });
    }

    Result<bool> send_next() {
        auto tx = begin();
        if (!tx) return fail(std::move(tx).error());
        queue_look(*tx);
        const auto rows = tx->run(statements::relay_take, low_water.place(), kBatch);
        if (!rows) return fail(rows.error());
        if (rows->empty()) {
            low_water.taken({}, false);
            return false;
        }
        const Outgoing batch = outgoing(*rows);
        const auto delivered = send(batch);
        if (!delivered) return fail(delivered.error());
        queue_sent(*tx, batch, *delivered);
        for (const Refused& refused : delivered->refused) {
            queue_block(*tx, refused, low_water.place());
            tell(refused);
        }
        if (auto done = commit(*tx); !done) return fail(std::move(done).error());
        const bool cut = rows->size() == kBatch;
        if (delivered->all) low_water.taken(batch.seqs.back(), cut);
        return cut || !delivered->all;
    }

    /// Tries again one of what is set aside. True when it went in.
    Result<bool> send_due() {
        auto tx = begin();
        if (!tx) return fail(std::move(tx).error());
        const auto found = tx->run(statements::relay_due);
        if (!found) return fail(found.error());
        if (found->empty()) {
            next_retry = Steady::now() + kRetryEvery;
            return false;
        }
        const sql::Row row = (*found)[0];
        const Due due{row.get<Uuid>("id"), row.get<std::string>("topic"),
                      row.get<std::optional<Uuid>>("key"), row.get<std::int64_t>("after_seq")};
        const auto rows =
            tx->run(statements::relay_take_blocked, due.topic, due.key, due.after, kBatch);
        if (!rows) return fail(rows.error());
        const Outgoing batch = outgoing(*rows);
        Delivered delivered;
        if (!batch.seqs.empty()) {
            auto sent = send(batch);
            if (!sent) return fail(std::move(sent).error());
            delivered = *std::move(sent);
        }
        queue_sent(*tx, batch, delivered);
        bool still = false;
        for (const Refused& refused : delivered.refused) {
            if (is_same(refused, due)) {
                still = true;
                tx->queue(statements::relay_blocked_again, due.id, refused.reason, refused.detail);
            } else {
                queue_block(*tx, refused, due.after);
            }
            tell(refused);
        }
        if (!still && delivered.all && rows->size() < kBatch)
            tx->queue(statements::relay_unblock, due.id);
        if (auto done = commit(*tx); !done) return fail(std::move(done).error());
        return true;
    }

    Result<void> measure() {
        next_measure = Steady::now() + kMeasureEvery;
        auto tx = pool.begin(0, Deadline::after(kMeasureEvery));
        if (!tx) return fail(std::move(tx).error());
        const auto rows = tx->run(statements::relay_measure, low_water.place());
        if (!rows) return fail(rows.error());
        const sql::Row row = (*rows)[0];
        const auto waiting = row.get<std::int64_t>("unsent");
        unsent.set(static_cast<double>(waiting));
        set_aside.set(static_cast<double>(row.get<std::int64_t>("blocked")));
        const auto oldest = row.get<std::optional<Instant>>("oldest");
        const auto age = oldest ? clock.now() - *oldest : Duration{0};
        oldest_age.set(std::chrono::duration<double>(age).count());
        const bool was_stalled = std::exchange(stalled, age > kStalled);
        if (stalled && !was_stalled) {
            log::error("outbox_stalled", {{"unsent", waiting},
                                          {"seconds", std::chrono::duration<double>(age).count()}});
        }
        return {};
    }

    bool clean() {
        auto more = clean_batch();
        note(more ? Result<void>{} : fail(more.error()));
        if (!more || !*more) next_clean = Steady::now() + kCleanEvery;
        return more.value_or(false);
    }

    /// Goes on behind what it cleaned before; what is still to be sent is passed over, and found
    /// again from the first row on in the next hour.
    Result<bool> clean_batch() {
        if (Steady::now() >= next_clean_all) {
            next_clean_all = Steady::now() + kCleanAllEvery;
            clean_after = 0;
        }
        auto tx = pool.begin(0, Deadline::after(kTurnWithin));
        if (!tx) return fail(std::move(tx).error());
        const auto rows = tx->run(statements::relay_clean, clean_after);
        if (!rows) return fail(rows.error());
        const sql::Row row = (*rows)[0];
        const bool all_old = row.get<std::int64_t>("young") == 0;
        const bool full = row.get<std::int64_t>("seen") == kCleanBatch;
        const auto last = row.get<std::int64_t>("last");
        if (auto done = tx->commit(); !done) return fail(std::move(done).error());
        if (all_old && full) clean_after = last;
        return all_old && full;
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
    impl_->sender.reset();
}

}  // namespace hearth::outbox
