#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <pthread.h>

#include "libs/kafka/client.hpp"
#include "libs/kafka/lanes.hpp"
#include "libs/log/log.hpp"
#include "libs/metrics/metrics.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPoll = 100ms;  ///< also how late a partition may be resumed
constexpr auto kEachSecond = 1s;
constexpr auto kRevokeWait = 10s;
constexpr auto kCommitWait = 5s;
constexpr auto kAskWithin = 200ms;

/// Of a partition that this member has.
struct Progress {
    std::int64_t end = -1;  ///< as the broker told it when it was asked last
    std::int64_t next = -1;
    Clock::time_point moved = Clock::now();  ///< when `next` last changed, or nothing was behind
    bool stalled = false;
};

}  // namespace

struct Consumer::Impl {
    Config config;
    std::string group;
    std::vector<std::string> topics;
    std::atomic<bool> stopping{false};
    Deadline stop_by = Deadline::after(0ms);  ///< read once `stopping` is true
    mutable std::mutex mutex;
    std::map<std::string, std::int64_t> lag;

    // Of the poll thread alone.
    std::map<Lanes::Key, std::int64_t> committed;
    std::map<Lanes::Key, Progress> progress;
    Lanes::Key asked;  ///< whose end the broker was asked for last
    bool committing = false;
    Clock::time_point next_second = Clock::now();

    Lanes lanes;
    Handle client;
    std::thread thread;

    Impl(Config settings, std::string name, std::vector<std::string> names, Handler handler)
        : config(std::move(settings)),
          group(std::move(name)),
          topics(std::move(names)),
          lanes(std::move(handler), {.threads = config.consumer_threads}) {}

    [[nodiscard]] std::string full_name(const std::string& topic) const {
        return config.topic_prefix + topic;
    }
    [[nodiscard]] Lanes::Key key_of(const rd_kafka_topic_partition_t& at) const {
        return {std::string{at.topic}.substr(config.topic_prefix.size()), at.partition};
    }
    [[nodiscard]] metrics::Gauge& lag_gauge(const Lanes::Key& key) const {
        return metrics::gauge(
            "hearth_consumer_lag", "Messages not yet handled.",
            {{"group", group}, {"topic", key.first}, {"partition", std::to_string(key.second)}});
    }

    [[nodiscard]] metrics::Gauge& partitions_gauge() const {
        return metrics::gauge("hearth_consumer_partitions", "Partitions that this process reads.",
                              {{"group", group}});
    }
    [[nodiscard]] metrics::Gauge& stalled_gauge() const {
        return metrics::gauge("hearth_consumer_stalled",
                              "Partitions with messages of which none went in for a minute.",
                              {{"group", group}});
    }

    void open();
    void run();
    void take(const rd_kafka_message_t& message);
    void resume();
    void each_second();
    void commit_finished();
    void commit_and_wait(const std::map<Lanes::Key, std::int64_t>& offsets);
    void measure();
    void ask_an_end();
    std::int64_t behind(const Lanes::Key& key, std::int64_t next);
    bool stands_still(const Lanes::Key& key, std::int64_t next, std::int64_t behind);
    PartitionList to_commit(const std::map<Lanes::Key, std::int64_t>& offsets) const;
    void assigned(rd_kafka_topic_partition_list_t* partitions);
    void revoked();

    static void rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t code,
                           rd_kafka_topic_partition_list_t* partitions, void* opaque);
    static void committed_now(rd_kafka_t* client, rd_kafka_resp_err_t code,
                              rd_kafka_topic_partition_list_t* offsets, void* opaque);
};

void Consumer::Impl::open() {
    auto made = make_client(RD_KAFKA_CONSUMER, config, reader_settings(config, group),
                            [this](rd_kafka_conf_t* conf) {
                                rd_kafka_conf_set_opaque(conf, this);
                                rd_kafka_conf_set_rebalance_cb(conf, rebalanced);
                                rd_kafka_conf_set_offset_commit_cb(conf, committed_now);
                            });
    if (!made) throw std::runtime_error{"consumer " + group + ": " + made.error().message};
    client = std::move(*made);
    rd_kafka_poll_set_consumer(client.get());
    const auto list = make_list(topics.size());
    for (const std::string& topic : topics) {
        rd_kafka_topic_partition_list_add(list.get(), full_name(topic).c_str(),
                                          RD_KAFKA_PARTITION_UA);
    }
    if (const auto code = rd_kafka_subscribe(client.get(), list.get());
        code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error{"consumer " + group + ": " + rd_kafka_err2str(code)};
    }
}

void Consumer::Impl::run() {
    while (!stopping) {
        const ReceivedMessage message{rd_kafka_consumer_poll(client.get(), kPoll.count())};
        if (message) take(*message);
        resume();
        if (Clock::now() >= next_second) each_second();
    }
    // Revokes and so commits; then leaves the group, so that others take over at once.
    rd_kafka_consumer_close(client.get());
}

void Consumer::Impl::take(const rd_kafka_message_t& message) {
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        log::warn("consumer_error", {{"group", group},
                                     {"code", rd_kafka_err2name(message.err)},
                                     {"text", rd_kafka_message_errstr(&message)}});
        return;
    }
    if (lanes.push(read_message(message, config.topic_prefix.size()))) return;
    const auto list = make_list(1);
    rd_kafka_topic_partition_list_add(list.get(), rd_kafka_topic_name(message.rkt),
                                      message.partition);
    rd_kafka_pause_partitions(client.get(), list.get());
}

void Consumer::Impl::resume() {
    const auto keys = lanes.roomy();
    if (keys.empty()) return;
    const auto list = make_list(keys.size());
    for (const auto& [topic, partition] : keys)
        rd_kafka_topic_partition_list_add(list.get(), full_name(topic).c_str(), partition);
    rd_kafka_resume_partitions(client.get(), list.get());
}

void Consumer::Impl::each_second() {
    next_second = Clock::now() + kEachSecond;
    commit_finished();
    measure();
}

PartitionList Consumer::Impl::to_commit(const std::map<Lanes::Key, std::int64_t>& offsets) const {
    auto list = make_list(offsets.size());
    for (const auto& [key, next] : offsets) {
        const auto known = committed.find(key);
        if (next < 0 || (known != committed.end() && known->second == next)) continue;
        rd_kafka_topic_partition_list_add(list.get(), full_name(key.first).c_str(), key.second)
            ->offset = next;
    }
    return list;
}

void Consumer::Impl::commit_finished() {
    if (committing) return;
    const auto list = to_commit(lanes.finished());
    if (list->cnt == 0) return;
    committing = rd_kafka_commit(client.get(), list.get(), 1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void Consumer::Impl::committed_now(rd_kafka_t* /*client*/, rd_kafka_resp_err_t code,
                                   rd_kafka_topic_partition_list_t* offsets, void* opaque) {
    auto& self = *static_cast<Impl*>(opaque);
    self.committing = false;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR || offsets == nullptr) return;  // again next second
    for (const auto& at : std::span{offsets->elems, static_cast<std::size_t>(offsets->cnt)}) {
        if (at.err == RD_KAFKA_RESP_ERR_NO_ERROR) self.committed[self.key_of(at)] = at.offset;
    }
}

void Consumer::Impl::commit_and_wait(const std::map<Lanes::Key, std::int64_t>& offsets) {
    const auto list = to_commit(offsets);
    if (list->cnt == 0) return;
    // A plain synchronous commit waits for a minute on a broker that is gone.
    struct Outcome {
        bool done = false;
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    } outcome;
    const Queue queue{rd_kafka_queue_new(client.get())};
    rd_kafka_commit_queue(
        client.get(), list.get(), queue.get(),
        [](rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t*, void* opaque) {
            *static_cast<Outcome*>(opaque) = {true, code};
        },
        &outcome);
    const auto end = Deadline::after(kCommitWait);
    while (!outcome.done && !end.passed())
        rd_kafka_queue_poll_callback(queue.get(), static_cast<int>(end.remaining().count()));
    if (outcome.code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        log::warn("consumer_commit_failed",
                  {{"group", group}, {"code", rd_kafka_err2name(outcome.code)}});
    }
}

/// What librdkafka knows of a partition's end it learns by fetching: of one that it does not fetch,
/// nothing. So the broker is asked, for one partition a second.
void Consumer::Impl::ask_an_end() {
    auto next = progress.upper_bound(asked);
    if (next == progress.end()) next = progress.begin();
    if (next == progress.end()) return;
    asked = next->first;
    std::int64_t low = -1;
    std::int64_t high = -1;
    const auto code =
        rd_kafka_query_watermark_offsets(client.get(), full_name(asked.first).c_str(), asked.second,
                                         &low, &high, static_cast<int>(kAskWithin.count()));
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) next->second.end = high;
}

/// -1 while it is not known.
std::int64_t Consumer::Impl::behind(const Lanes::Key& key, std::int64_t next) {
    std::int64_t low = -1;
    std::int64_t high = -1;
    rd_kafka_get_watermark_offsets(client.get(), full_name(key.first).c_str(), key.second, &low,
                                   &high);
    high = std::max(high, progress[key].end);
    if (high < 0) return -1;
    return std::max<std::int64_t>(high - std::max<std::int64_t>({next, low, 0}), 0);
}

/// Whatever the reason: a handler that hangs or fails, or a broker that hands nothing over.
bool Consumer::Impl::stands_still(const Lanes::Key& key, std::int64_t next, std::int64_t behind) {
    Progress& at = progress[key];
    if (next != at.next || behind <= 0 || lanes.paused()) at.moved = Clock::now();
    at.next = next;
    const bool stalled = Clock::now() - at.moved > config.stalled_after;
    if (stalled && !std::exchange(at.stalled, stalled))
        log::error("consumer_stalled", {{"group", group},
                                        {"topic", key.first},
                                        {"partition", key.second},
                                        {"next", next},
                                        {"behind", behind}});
    at.stalled = stalled;
    return stalled;
}

void Consumer::Impl::measure() {
    std::map<std::string, std::int64_t> fresh;
    int stalled = 0;
    ask_an_end();
    for (const auto& [key, next] : lanes.finished()) {
        const std::int64_t span = behind(key, next);
        if (stands_still(key, next, span)) ++stalled;
        lag_gauge(key).set(static_cast<double>(std::max<std::int64_t>(span, 0)));
        const auto [at, first] = fresh.emplace(key.first, span);
        if (!first) at->second = at->second < 0 || span < 0 ? -1 : at->second + span;
    }
    stalled_gauge().set(stalled);
    const std::lock_guard lock{mutex};
    lag = std::move(fresh);
}

void Consumer::Impl::rebalanced(rd_kafka_t* client, rd_kafka_resp_err_t code,
                                rd_kafka_topic_partition_list_t* partitions, void* opaque) {
    auto& self = *static_cast<Impl*>(opaque);
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        self.assigned(partitions);
        rd_kafka_assign(client, partitions);
        // To librdkafka a partition stays paused from one assignment to the next; its lane is new.
        rd_kafka_resume_partitions(client, partitions);
    } else {
        self.revoked();
        rd_kafka_assign(client, nullptr);
    }
}

void Consumer::Impl::assigned(rd_kafka_topic_partition_list_t* partitions) {
    // What is not learnt here librdkafka asks again by itself.
    rd_kafka_committed(client.get(), partitions, static_cast<int>(kCommitWait / 1ms));
    committed.clear();
    progress.clear();
    for (const auto& at : std::span{partitions->elems, static_cast<std::size_t>(partitions->cnt)}) {
        const auto key = key_of(at);
        lanes.open(key, at.offset);
        progress[key];
        if (at.offset >= 0) committed[key] = at.offset;
    }
    partitions_gauge().set(partitions->cnt);
    log::info("consumer_assigned", {{"group", group}, {"partitions", partitions->cnt}});
}

void Consumer::Impl::revoked() {
    const auto wait =
        stopping ? stop_by.earlier(Deadline::after(kRevokeWait)) : Deadline::after(kRevokeWait);
    const auto offsets = lanes.close(wait);
    if (rd_kafka_assignment_lost(client.get()) == 0) commit_and_wait(offsets);
    for (const auto& [key, next] : offsets)
        lag_gauge(key).set(0);
    partitions_gauge().set(0);
    stalled_gauge().set(0);
    committed.clear();
    progress.clear();
    committing = false;
    const std::lock_guard lock{mutex};
    lag.clear();
}

Consumer::Consumer(const Config& config, std::string group, std::vector<std::string> topics,
                   Handler handler)
    : impl_(std::make_unique<Impl>(config, std::move(group), std::move(topics),
                                   std::move(handler))) {}

Consumer::~Consumer() {
    stop(Deadline::after(kRevokeWait));
}

void Consumer::start() {
    impl_->open();
    impl_->thread = std::thread{[this] { impl_->run(); }};
    ::pthread_setname_np(impl_->thread.native_handle(), "consumer");
}

void Consumer::stop(Deadline deadline) {
    if (!impl_->thread.joinable()) return;
    impl_->stop_by = deadline;
    impl_->stopping = true;
    impl_->thread.join();
}

void Consumer::pause(bool paused) {
    impl_->lanes.pause(paused);
}

std::map<std::string, std::int64_t> Consumer::lag() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->lag;
}

}  // namespace hearth::kafka
