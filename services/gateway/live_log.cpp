#include "services/gateway/live_log.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::gateway {
namespace {

tl::unexpected<Error> bad_cursor() {
    return fail(invalid_argument("cursor", "BAD_CURSOR", "is not a cursor of ours"));
}

template <typename Number>
bool read_number(std::string_view& text, char end, Number& value) {
    const auto at = text.find(end);
    if (at == std::string_view::npos) return false;
    const auto [parsed, error] = std::from_chars(text.data(), text.data() + at, value);
    if (error != std::errc{} || parsed != text.data() + at || value < 0) return false;
    text.remove_prefix(at + 1);
    return true;
}

std::size_t size_of(const LiveLog::Event& event) {
    return sizeof(event) + event.value.size() + event.cursor.size() +
           (event.text ? event.text->size() : 0);
}

}  // namespace

/// topic~partition~offset~…: short, and safe in a query as it is.
std::string encode_cursor(const Positions& positions) {
    std::string text;
    std::string_view last;
    for (const auto& [at, offset] : positions) {
        // A topic's partitions follow each other: its name stands once.
        text += at.first == last ? "" : at.first;
        text += "~" + std::to_string(at.second) + "~" + std::to_string(offset) + "~";
        last = at.first;
    }
    return text;
}

Result<Positions> decode_cursor(std::string_view cursor) {
    Positions positions;
    std::string topic;
    if (cursor.size() > 8192) return bad_cursor();
    while (!cursor.empty()) {
        const auto end = cursor.find('~');
        if (end == std::string_view::npos) return bad_cursor();
        if (end > 0) topic = std::string{cursor.substr(0, end)};
        cursor.remove_prefix(end + 1);
        int partition = 0;
        std::int64_t offset = 0;
        if (topic.empty() || !read_number(cursor, '~', partition) ||
            !read_number(cursor, '~', offset)) {
            return bad_cursor();
        }
        positions[{topic, partition}] = offset;
    }
    return positions;
}

void LiveLog::begin_at(const Positions& positions) {
    for (const auto& [at, offset] : positions) {
        floor_.emplace(at, offset);
        next_.emplace(at, offset);
    }
}

void LiveLog::append(Event event) {
    const std::pair at{event.topic, event.partition};
    floor_.emplace(at, event.offset);
    auto& next = next_[at];
    next = std::max(next, event.offset + 1);
    event.cursor = encode_cursor(next_);
    bytes_ += size_of(event);
    events_.push_back(std::move(event));
    while (bytes_ > limits_.bytes)
        drop_oldest();
}

const std::string& LiveLog::text(std::uint64_t sequence) {
    Event& event = events_[static_cast<std::size_t>(sequence - first_)];
    if (!event.text) {
        const std::string lines = render_(event);
        bytes_ -= size_of(event);
        event.text = lines.empty() ? "" : "id: " + event.cursor + "\n" + lines + "\n";
        event.value.clear();
        event.cursor.clear();
        bytes_ += size_of(event);
    }
    return *event.text;
}

void LiveLog::forget(Time now) {
    while (!events_.empty() && now - events_.front().at > limits_.age)
        drop_oldest();
}

void LiveLog::drop_oldest() {
    const Event& oldest = events_.front();
    floor_[{oldest.topic, oldest.partition}] = oldest.offset + 1;
    bytes_ -= size_of(oldest);
    events_.pop_front();
    ++first_;
}

Result<std::uint64_t> LiveLog::resume(const Positions& cursor) const {
    for (const auto& [at, floor] : floor_) {
        const auto wanted = cursor.find(at);
        if (wanted != cursor.end() && wanted->second >= floor) continue;
        Error stale;
        stale.code = Code::kOutOfRange;
        stale.reason = "STALE_CURSOR";
        stale.message =
            "events after this cursor are forgotten: fetch anew, then listen without it";
        return fail(std::move(stale));
    }
    const auto unseen = std::find_if(events_.begin(), events_.end(), [&](const Event& event) {
        return event.offset >= cursor.at({event.topic, event.partition});
    });
    return first_ + static_cast<std::uint64_t>(unseen - events_.begin());
}

}  // namespace hearth::gateway
