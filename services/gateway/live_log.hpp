#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::gateway {

/// Next offset of each (topic, partition). A cursor is its opaque form.
using Positions = std::map<std::pair<std::string, int>, std::int64_t>;

std::string encode_cursor(const Positions& positions);
/// INVALID_ARGUMENT on `cursor`, reason BAD_CURSOR.
Result<Positions> decode_cursor(std::string_view cursor);

/// The last minutes of some topics, in the order they came, for clients that come back. Not
/// thread-safe.
class LiveLog {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Limits {
        std::chrono::milliseconds age{600000};
        std::size_t bytes = 16U << 20U;
    };
    struct Event {
        std::string topic;
        int partition = 0;
        std::int64_t offset = 0;
        int tenant = 0;
        std::string request;  ///< `serviceRequests/<uid>` it is about; empty when another
        std::string type;     ///< full name of the protobuf message
        std::string key;
        std::string version;
        std::string time;   ///< RFC 3339
        std::string value;  ///< the message's bytes
        Time at;
        std::string cursor;  ///< set by `append`: of a client that has seen this and all before
        std::optional<std::string> text;  ///< set when somebody first asks for it
    };
    /// "event: …\ndata: …\n"; empty for what cannot be told.
    using Render = std::function<std::string(const Event&)>;

    LiveLog(Limits limits, Render render) : limits_(limits), render_(std::move(render)) {}

    /// Where the topics stood before the first event: what a cursor may go back to.
    void begin_at(const Positions& positions);
    void append(Event event);
    void forget(Time now);

    /// The sequence number from which a client with this cursor reads on. OUT_OF_RANGE, reason
    /// STALE_CURSOR, when events after the cursor are forgotten: fetch everything anew.
    [[nodiscard]] Result<std::uint64_t> resume(const Positions& cursor) const;
    [[nodiscard]] std::uint64_t first() const { return first_; }
    [[nodiscard]] std::uint64_t end() const { return first_ + events_.size(); }
    [[nodiscard]] const Event& at(std::uint64_t sequence) const {
        return events_[static_cast<std::size_t>(sequence - first_)];
    }
    /// The whole server-sent event, cursor included, or nothing. Rendered once, for the first
    /// client that wants it: most events are of requests that nobody watches.
    const std::string& text(std::uint64_t sequence);
    /// The cursor of a client that has seen everything.
    [[nodiscard]] const Positions& positions() const { return next_; }

private:
    void drop_oldest();

    const Limits limits_;
    const Render render_;
    std::deque<Event> events_;
    std::uint64_t first_ = 0;
    std::size_t bytes_ = 0;
    Positions floor_;  ///< oldest offset still known
    Positions next_;
};

}  // namespace hearth::gateway
