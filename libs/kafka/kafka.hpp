#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/core/deadline.hpp"
#include "libs/core/result.hpp"

namespace hearth::kafka {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Config {
    std::string brokers = "127.0.0.1:9092";
    std::string topic_prefix;  ///< put before every topic name; tests share one broker this way
    std::chrono::milliseconds session_timeout{10000};
    int consumer_threads = 4;  ///< how many partitions of a consumer are worked on at once
    /// A partition with messages of which none went in for so long is logged as `consumer_stalled`
    /// and counted in hearth_consumer_stalled.
    std::chrono::milliseconds stalled_after{60000};
};

struct Record {
    std::string topic;
    std::string key;
    std::string value;
    Headers headers;
};

/// Why the broker will not take a record, however often it is sent as it is.
struct Refusal {
    std::size_t record = 0;    ///< which of those posted together
    bool whole_topic = false;  ///< the topic is not there, or not ours to write to
    std::string reason;        ///< the broker's name for it: "MSG_SIZE_TOO_LARGE"
    std::string detail;
};

/// An idempotent producer: acks=all, zstd, linger 0, murmur2 partitioner. One thread at a time.
class Producer {
public:
    explicit Producer(const Config& config);
    ~Producer();
    /// Sends all, in order, and waits until the broker has each. On any failure or past the
    /// deadline it purges what is left and returns UNAVAILABLE: some may have arrived. The producer
    /// is then spent: make a new one.
    Result<void> send(std::span<const Record> records, Deadline deadline);

    /// The two halves of `send`, for whoever has something else to do meanwhile. `post` hands
    /// records over (a few thousand at most between two waits); `wait` says whether the broker has
    /// all that was posted, or false when the deadline came first and it may be asked again. A
    /// failure of either spends the producer.
    Result<void> post(std::span<const Record> records);
    Result<bool> wait(Deadline deadline);
    /// After a failure, what of it no repeat can mend, of the records posted last; empty when it
    /// may go away by itself. Records are refused together with those that travelled with them.
    [[nodiscard]] const std::vector<Refusal>& refusals() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

struct Message {
    std::string topic;  ///< without the prefix
    int partition = 0;
    std::int64_t offset = 0;
    std::string key;
    std::string value;
    Headers headers;

    /// Of the last header of that name; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// Handles messages of one partition in order, several at a time, each lane on one thread at a
/// time. Return only after what they caused is committed; a failure means "the same again after a
/// pause", but that a batch which ends with DEADLINE_EXCEEDED comes again as two halves, down to
/// single messages. An exception is INTERNAL.
using Handler = std::function<Result<void>(std::span<const Message>)>;

/// A member of a consumer group: one poll thread, a bounded queue per assigned partition, and a few
/// threads that take from them, each partition on one thread at a time.
///
/// Up to 200 messages are handed over as they stand in the queue; nothing waits for a batch to
/// fill. A full queue pauses its partition. Offsets are committed each second and on revoke, only
/// up to what the handler has finished: at least once. Starts at the first offset when the group
/// has none. The group's name gets the topic prefix too. A bad setting throws at `start`; a broker
/// that is not there does not matter.
class Consumer {
public:
    Consumer(const Config& config, std::string group, std::vector<std::string> topics,
             Handler handler);
    ~Consumer();
    void start();
    void stop(Deadline deadline);  ///< finishes what is taken, commits, leaves the group
    void pause(bool paused);       ///< an operator's switch; membership is kept
    /// Messages not yet handled, per topic of which this member has a partition, renewed each
    /// second; -1 while it is not known.
    [[nodiscard]] std::map<std::string, std::int64_t> lag() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads topics without a group: from the beginning, from the end, or from where a cursor says
/// (partitions it does not name from the beginning; offsets that are gone, from what is left).
/// `on_message` runs on the reader's thread; a message for which it throws is logged and passed
/// over. Waits for brokers and topics that are not there yet.
class Tail {
public:
    using Position =
        std::map<std::pair<std::string, int>, std::int64_t>;  ///< next offset per partition
    enum class From { kBeginning, kEnd };
    Tail(const Config& config, std::vector<std::string> topics, From from,
         std::function<void(const Message&)> on_message);
    Tail(const Config& config, std::vector<std::string> topics, Position from,
         std::function<void(const Message&)> on_message);
    ~Tail();
    void start();
    void stop();
    /// True once everything that was there at `start` has been read.
    [[nodiscard]] bool caught_up() const;
    [[nodiscard]] Position position() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hearth::kafka
