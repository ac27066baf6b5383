#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include <pthread.h>

#include "libs/core/guarded.hpp"
#include "libs/kafka/client.hpp"
#include "libs/log/log.hpp"

namespace hearth::kafka {
namespace {

using namespace std::chrono_literals;

constexpr auto kPoll = 100ms;
constexpr auto kAsk = 2s;
constexpr auto kAskAgain = 500ms;

using Topic = std::unique_ptr<rd_kafka_topic_t, Deleter<rd_kafka_topic_destroy>>;

/// How many partitions a topic has; empty while no broker tells.
std::optional<int> partitions_of(rd_kafka_t* client, const std::string& name) {
    const Topic topic{rd_kafka_topic_new(client, name.c_str(), nullptr)};
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client, 0, topic.get(), &metadata, static_cast<int>(kAsk / 1ms)) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        return {};
    }
    const int count = metadata->topic_cnt == 1 && metadata->topics->err == 0
                          ? metadata->topics->partition_cnt
                          : 0;
    rd_kafka_metadata_destroy(metadata);
    if (count == 0) return {};
    return count;
}

}  // namespace

struct Tail::Impl {
    Config config;
    std::vector<std::string> topics;
    std::optional<Position> from;  ///< empty: from the end
    std::function<void(const Message&)> on_message;
    Handle client;
    std::atomic<bool> stopping{false};
    std::thread thread;
    mutable std::mutex mutex;
    bool placed = false;
    Position position;
    Position end;  ///< as of the start

    Impl(Config settings, std::vector<std::string> names, std::optional<Position> begin,
         std::function<void(const Message&)> call)
        : config(std::move(settings)),
          topics(std::move(names)),
          from(std::move(begin)),
          on_message(std::move(call)) {
        auto made = make_client(RD_KAFKA_CONSUMER, config, reader_settings(config, "tail"));
        if (!made) throw std::runtime_error{"tail: " + made.error().message};
        client = std::move(*made);
        rd_kafka_poll_set_consumer(client.get());
    }

    /// Asks the broker for partitions and their offsets; false when it did not tell all.
    bool place_topic(const std::string& topic, Position& first, Position& last) const {
        const std::string name = config.topic_prefix + topic;
        const auto count = partitions_of(client.get(), name);
        if (!count) return false;
        for (int partition = 0; partition < *count; ++partition) {
            std::int64_t low = 0;
            std::int64_t high = 0;
            if (rd_kafka_query_watermark_offsets(client.get(), name.c_str(), partition, &low, &high,
                                                 static_cast<int>(kAsk / 1ms)) !=
                RD_KAFKA_RESP_ERR_NO_ERROR) {
                return false;
            }
            std::int64_t begin = high;
            if (from) {
                const auto cursor = from->find({topic, partition});
                begin = cursor == from->end() ? low : std::clamp(cursor->second, low, high);
            }
            first[{topic, partition}] = begin;
            last[{topic, partition}] = high;
        }
        return true;
    }

    bool place() {
        Position first;
        Position last;
        for (const std::string& topic : topics) {
            if (stopping || !place_topic(topic, first, last)) return false;
        }
        const auto list = make_list(first.size());
        for (const auto& [at, offset] : first) {
            const std::string name = config.topic_prefix + at.first;
            rd_kafka_topic_partition_list_add(list.get(), name.c_str(), at.second)->offset = offset;
        }
        if (rd_kafka_assign(client.get(), list.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
        const std::lock_guard lock{mutex};
        position = std::move(first);
        end = std::move(last);
        placed = true;
        return true;
    }

    void take(const rd_kafka_message_t& received) {
        if (received.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
            log::warn("tail_error", {{"code", rd_kafka_err2name(received.err)},
                                     {"text", rd_kafka_message_errstr(&received)}});
            return;
        }
        const Message message = read_message(received, config.topic_prefix.size());
        const auto done = guarded([&]() -> Result<void> {
            on_message(message);
            return {};
        });
        if (!done) log::failure("tail_message_failed", done.error());
        const std::lock_guard lock{mutex};
        position[{message.topic, message.partition}] = message.offset + 1;
    }

    void run() {
        while (!stopping && !place())
            rd_kafka_poll(client.get(), static_cast<int>(kAskAgain / 1ms));
        while (!stopping) {
            const ReceivedMessage message{rd_kafka_consumer_poll(client.get(), kPoll.count())};
            if (message) take(*message);
        }
        rd_kafka_consumer_close(client.get());
    }
};

Tail::Tail(const Config& config, std::vector<std::string> topics, From from,
           std::function<void(const Message&)> on_message)
    : impl_(std::make_unique<Impl>(
          config, std::move(topics),
          from == From::kEnd ? std::nullopt : std::optional<Position>{Position{}},
          std::move(on_message))) {}

Tail::Tail(const Config& config, std::vector<std::string> topics, Position from,
           std::function<void(const Message&)> on_message)
    : impl_(std::make_unique<Impl>(config, std::move(topics), std::move(from),
                                   std::move(on_message))) {}

Tail::~Tail() {
    stop();
}

void Tail::start() {
    impl_->thread = std::thread{[this] { impl_->run(); }};
    ::pthread_setname_np(impl_->thread.native_handle(), "tail");
}

void Tail::stop() {
    impl_->stopping = true;
    if (impl_->thread.joinable()) impl_->thread.join();
}

bool Tail::caught_up() const {
    const std::lock_guard lock{impl_->mutex};
    if (!impl_->placed) return false;
    for (const auto& [at, end] : impl_->end) {
        if (impl_->position.at(at) < end) return false;
    }
    return true;
}

Tail::Position Tail::position() const {
    const std::lock_guard lock{impl_->mutex};
    return impl_->position;
}

}  // namespace hearth::kafka
