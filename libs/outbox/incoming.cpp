#include "libs/outbox/incoming.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "libs/core/utf8.hpp"

namespace hearth::outbox {
namespace {

constexpr std::size_t kLongestKey = 100;
constexpr std::size_t kLongestHeader = 1000;

std::optional<std::int64_t> parse_positive(std::string_view text, std::int64_t most) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > most) {
        return {};
    }
    return value;
}

/// "v1" of "hearth.registry.party.v1" and of "hearth.registry.events.v1.PartyCreated".
std::string_view major_of(std::string_view dotted) {
    while (!dotted.empty()) {
        const auto dot = dotted.rfind('.');
        const std::string_view part = dotted.substr(dot == std::string_view::npos ? 0 : dot + 1);
        if (part.size() > 1 && part[0] == 'v' &&
            parse_positive(part.substr(1), std::numeric_limits<std::int64_t>::max())) {
            return part;
        }
        dotted = dotted.substr(0, dot == std::string_view::npos ? 0 : dot);
    }
    return {};
}

/// Every header that is wrong, in one error.
class Reader {
public:
    explicit Reader(const kafka::Message& message) : message_(message) {}

    Uuid uuid(std::string_view field, std::string_view text) {
        const auto parsed = parse_uuid(text);
        if (!parsed) wrong(field, "is not a uuid");
        return parsed.value_or(Uuid{});
    }
    std::int64_t positive(std::string_view field, std::int64_t most) {
        const auto parsed = parse_positive(message_.header(field), most);
        if (!parsed) wrong(field, "is not a positive number");
        return parsed.value_or(0);
    }
    Instant time(std::string_view field) {
        const auto parsed = parse_rfc3339(message_.header(field));
        if (!parsed) wrong(field, "is not a time");
        return parsed.value_or(Instant{});
    }
    std::string_view text(std::string_view field) {
        const auto found = message_.header(field);
        if (found.empty()) wrong(field, "is missing");
        return found;
    }
    [[nodiscard]] std::optional<Error> fault() const {
        if (wrong_.empty()) return {};
        return failed_precondition("MALFORMED_MESSAGE", wrong_);
    }

private:
    void wrong(std::string_view field, std::string_view what) {
        wrong_ += fmt::format("{}{} {}", wrong_.empty() ? "" : ", ", field, what);
    }

    const kafka::Message& message_;
    std::string wrong_;
};

}  // namespace

Error bad_event(const Delivery& delivery) {
    return invalid_argument(std::string{delivery.type}, "BAD_EVENT", "does not parse");
}

Incoming read_incoming(const kafka::Message& message) {
    Reader reader{message};
    Incoming incoming{.message = &message, .delivery = {}, .fault = {}};
    incoming.delivery = {
        .event_id = reader.uuid("ce_id", message.header("ce_id")),
        .tenant =
            static_cast<int>(reader.positive("tenant", std::numeric_limits<std::int32_t>::max())),
        .topic = message.topic,
        .key = reader.uuid("key", message.key),
        .version = reader.positive("version", std::numeric_limits<std::int64_t>::max() / 2),
        .type = reader.text("ce_type"),
        .occurred_at = reader.time("ce_time"),
        .payload = message.value};
    incoming.fault = reader.fault();
    if (incoming.fault) return incoming;
    const auto major = major_of(incoming.delivery.type);
    if (major != major_of(message.topic)) {
        incoming.fault = failed_precondition(
            "UNKNOWN_MAJOR",
            fmt::format("the event's type is of {}", major.empty() ? "no version" : major));
    }
    return incoming;
}

std::string stored_key(std::string_view key) {
    if (const auto uuid = parse_uuid(key)) return to_string(*uuid);
    const bool plain =
        std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
    if (plain && key.size() <= kLongestKey) return std::string{key};
    std::string hex = "\\x";
    for (const char c : key.substr(0, kLongestKey / 2))
        hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return hex;
}

std::string headers_to_json(const kafka::Headers& headers) {
    const auto clean = [](const std::string& text) { return utf8_clip(text, kLongestHeader); };
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [name, value] : headers)
        object[clean(name)] = clean(value);
    return object.dump();
}

kafka::Headers headers_from_json(std::string_view json) {
    kafka::Headers headers;
    const auto object = nlohmann::json::parse(json, nullptr, false);
    if (!object.is_object()) return headers;
    for (const auto& [name, value] : object.items()) {
        if (value.is_string()) headers.emplace_back(name, value.get<std::string>());
    }
    return headers;
}

}  // namespace hearth::outbox
