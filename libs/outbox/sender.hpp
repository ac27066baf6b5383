#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libs/kafka/kafka.hpp"

namespace hearth::outbox {

/// What the broker will not take as it is.
struct Refused {
    std::string topic;
    std::optional<std::string> key;  ///< absent: the reason is the topic
    std::string reason;              ///< the broker's own name for it
    std::string detail;

    [[nodiscard]] bool covers(const kafka::Record& record) const {
        return record.topic == topic && (!key || record.key == *key);
    }
};

struct Delivered {
    std::vector<std::size_t> sent;  ///< indices, ascending
    std::vector<Refused> refused;
    bool all = true;  ///< each record is sent or covered by a refusal
};

/// Sends a relay's batches. What one record or one topic is to blame for never stops the others,
/// and nothing is sent of a key behind a record of it that was not. One thread.
class Sender {
public:
    Sender(kafka::Config kafka, std::function<bool()> stopping);

    /// Half a minute at most, five seconds once it is being stopped. `singly` waits for each record
    /// before the next is sent, so that a refusal is known for the one it is about; without it a
    /// batch with such a refusal is gone through again that way. UNAVAILABLE when nothing could be
    /// done; any failure in between leaves `all` false.
    Result<Delivered> send(std::span<const kafka::Record> records, bool singly = false);
    /// A new connection next time.
    void reset() { producer_.reset(); }

private:
    Result<Delivered> send_together(std::span<const kafka::Record> records);
    Result<Delivered> send_singly(std::span<const kafka::Record> records);
    Result<void> wait(Deadline end);
    Result<void> post_and_wait(std::span<const kafka::Record> records, Deadline end);

    const kafka::Config kafka_;
    const std::function<bool()> stopping_;
    std::unique_ptr<kafka::Producer> producer_;
};

}  // namespace hearth::outbox
