#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/kafka/kafka.hpp"
#include "libs/outbox/guard.hpp"
#include "libs/sql/tx.hpp"

namespace hearth::outbox {

/// A message as it lies in `dead_letter` or `parked`.
struct StoredMessage {
    kafka::Message message;
    std::optional<int> tenant;
};

struct StoredLetter {
    StoredMessage stored;
    std::string state;
    bool given_up = false;
};

/// The rows of one consumer in one transaction. Lives as long as what it refers to.
class InboxRows {
public:
    InboxRows(sql::Tx& tx, const std::string& consumer, Instant now)
        : tx_(tx), consumer_(consumer), now_(now) {}

    /// Locks the keys and says where they stand.
    Result<std::map<Uuid, KeyState>> lock(std::string_view topic, const std::vector<Uuid>& keys);
    /// The same for a key that may be no uuid, as it is stored; only `blocked` is meant.
    Result<KeyState> lock_text(std::string_view topic, const std::string& key);

    struct Moved {
        std::vector<Uuid> keys;
        std::vector<std::int64_t> versions;
        std::vector<Uuid> events;
    };
    void advance(std::string_view topic, const Moved& moved);
    void add_letter(const StoredMessage& stored, const Error& why, int attempts);
    void park(const StoredMessage& stored);

    Result<std::optional<StoredLetter>> letter(const Uuid& id);
    Result<std::optional<StoredMessage>> first_parked(const StoredLetter& behind);
    void unpark(const kafka::Message& message);
    void give_up(const Uuid& letter, const std::string& actor, const std::string& reason);
    void settle(const Uuid& letter, const std::string& actor);
    void count_try(const Uuid& letter, const Error& why);

private:
    sql::Tx& tx_;
    const std::string& consumer_;
    Instant now_;
};

}  // namespace hearth::outbox
