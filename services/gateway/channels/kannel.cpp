#include <charconv>
#include <optional>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/core/id.hpp"
#include "libs/rpc/timestamp.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

http::Response empty(const std::string&) {
    return {200, {{"Content-Type", "text/plain; charset=utf-8"}}, ""};
}

/// Kannel writes "2026-03-03 02:00:00", in UTC.
Result<Instant> parse_time(std::string text) {
    if (const auto space = text.find(' '); space != std::string::npos) text[space] = 'T';
    return parse_rfc3339(text + "Z");
}

/// The words in UTF-8. Without a charset: UCS-2 where the coding says so, else UTF-8, else what
/// mainland telephones use.
Result<std::string> words_of(const http::Request& request) {
    const std::string charset = charset_of(request.header("Content-Type"));
    const bool wide = request.header("X-Kannel-Coding") == "2";
    // Kannel and others write UCS-2 without a mark, most significant byte first.
    if (charset == "UCS-2" || charset == "UTF-16" || charset == "ISO-10646-UCS-2" ||
        (charset.empty() && wide)) {
        return to_utf8(request.body, "UTF-16BE", "body");
    }
    if (charset == "GB2312" || charset == "GBK") return to_utf8(request.body, "GB18030", "body");
    if (!charset.empty()) return to_utf8(request.body, charset, "body");
    auto plain = to_utf8(request.body, "UTF-8", "body");
    return plain ? plain : to_utf8(request.body, "GB18030", "body");
}

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Kannel's codes of a delivery report.
std::string_view delivery_status(int code) {
    switch (code) {
        case 1:
            return "delivered";
        case 2:
        case 16:
            return "failed";
        case 4:
            return "queued";
        case 8:
            return "accepted";
        default:
            return {};
    }
}

Result<Command> translate_message(const http::Request& request) {
    std::vector<FieldViolation> wrong;
    const std::string_view written = request.header("X-Kannel-From");
    const std::string from = address_of(written);
    const std::string to = address_of(request.header("X-Kannel-To"));
    const std::string time{request.header("X-Kannel-Time")};
    if (written.empty() || (!from.empty() && !usable_id(from, kLongestAddress)))
        wrong.push_back({"X-Kannel-From", written.empty() ? "REQUIRED" : "BAD_VALUE",
                         "must be the sender's number"});
    if (!to.empty() && !usable_id(to, kLongestAddress))
        wrong.push_back({"X-Kannel-To", "BAD_VALUE", "must be a number"});
    std::string id{request.parameter("id")};
    if (!id.empty() && !usable_id(id, 100))
        wrong.push_back({"id", "BAD_VALUE", "must be at most 100 visible ASCII characters"});
    contact::v1::RecordInteractionRequest record;
    if (!time.empty()) {
        if (const auto at = parse_time(time)) {
            *record.mutable_observed_time() = rpc::to_proto(*at);
        } else {
            wrong.push_back(
                {"X-Kannel-Time", "BAD_VALUE", "must be a time like 2026-03-03 02:00:00"});
        }
    }
    auto words = words_of(request);
    if (!words) wrong.push_back(words.error().fields.front());
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    if (id.empty()) {
        id = to_string(
            named_uuid("sms", std::string{written} + "\n" + to + "\n" + time + "\n" + *words));
    }
    record.set_request_id("sms:" + id);
    record.set_channel("sms");
    record.set_message_id(id);
    record.set_event("message");
    record.set_direction("inbound");
    record.set_from(from);
    record.set_to(to);
    record.set_text(*std::move(words));
    return Command{"/hearth.contact.v1.ContactService/RecordInteraction",
                   record.SerializeAsString(), empty};
}

Result<Command> translate_delivery(const http::Request& request) {
    std::vector<FieldViolation> wrong;
    const auto attempt = parse_uuid(request.parameter("attempt"));
    if (!attempt) wrong.push_back({"attempt", "BAD_VALUE", "must be the id of an attempt"});
    const auto code = whole(request.parameter("status"));
    const std::string_view status = code ? delivery_status(*code) : std::string_view{};
    if (status.empty()) wrong.push_back({"status", "BAD_VALUE", "must be 1, 2, 4, 8 or 16"});
    contact::v1::RecordDeliveryRequest record;
    if (const auto text = request.parameter("time"); !text.empty()) {
        if (const auto seconds = whole(text)) {
            record.mutable_observed_time()->set_seconds(*seconds);
        } else {
            wrong.push_back({"time", "BAD_VALUE", "must be seconds since 1970"});
        }
    }
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    record.set_attempt(to_string(*attempt));
    record.set_request_id("sms-delivery:" + record.attempt() + ":" + std::to_string(*code));
    record.set_status(std::string{status});
    return Command{"/hearth.contact.v1.ContactService/RecordDelivery", record.SerializeAsString(),
                   empty};
}

http::Request message(int n, const std::string& words, Instant at) {
    constexpr std::size_t kToTheSecond = 19;
    std::string time = to_rfc3339(at).substr(0, kToTheSecond);
    time[time.find('T')] = ' ';
    return {"POST",
            "/channels/sms/kannel",
            {{"id", "sms-" + std::to_string(n)}},
            {{"Content-Type", "text/plain; charset=UTF-8"},
             {"X-Kannel-From", "+8613800138000"},
             {"X-Kannel-To", "95598"},
             {"X-Kannel-Time", time},
             {"X-Kannel-Coding", "2"}},
            words,
            {}};
}

http::Request delivery(int n, const std::string&, Instant at) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch());
    return {"GET",
            "/channels/sms/kannel/delivery",
            {{"attempt", to_string(named_uuid("attempt", std::to_string(n)))},
             {"status", "1"},
             {"time", std::to_string(seconds.count())}},
            {},
            {},
            {}};
}

constexpr std::string_view kMessage =
    R"json({"operation": {"operationId": "PostKannelMessage", "tags": ["Channels"], "security": [{"channel": []}],
  "summary": "An SMS as Kannel's post-url delivers it.",
  "parameters": [
    {"name": "id", "in": "query", "description": "Kannel's `%I`.", "schema": {"type": "string"}},
    {"name": "X-Kannel-From", "in": "header", "required": true, "schema": {"type": "string"}},
    {"name": "X-Kannel-To", "in": "header", "schema": {"type": "string"}},
    {"name": "X-Kannel-Time", "in": "header", "description": "UTC, `2026-03-03 02:00:00`.", "schema": {"type": "string"}},
    {"name": "X-Kannel-Coding", "in": "header", "description": "2 is UCS-2.", "schema": {"type": "string"}}],
  "requestBody": {"required": true, "content": {"text/plain": {"schema": {"type": "string"}}}},
  "responses": {"200": {"description": "Taken in; the text is empty.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}}})json";

constexpr std::string_view kDelivery =
    R"json({"operation": {"operationId": "GetKannelDelivery", "tags": ["Channels"], "security": [{"channel": []}],
  "summary": "What became of an SMS of ours, as Kannel's dlr-url says it.",
  "parameters": [
    {"name": "attempt", "in": "query", "required": true, "schema": {"type": "string", "format": "uuid"}},
    {"name": "status", "in": "query", "required": true, "description": "Kannel's `%d`.", "schema": {"type": "integer", "enum": [1, 2, 4, 8, 16]}},
    {"name": "time", "in": "query", "description": "Kannel's `%T`, seconds since 1970.", "schema": {"type": "integer"}}],
  "responses": {"200": {"description": "Taken in.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}}})json";

constexpr Adapter kAdapters[] = {{.verb = "POST",
                                  .path = "/channels/sms/kannel",
                                  .principal = "channels/sms",
                                  .secret = "sms",
                                  .described = kMessage,
                                  .translate = translate_message,
                                  .example = message},
                                 {.verb = "GET",
                                  .path = "/channels/sms/kannel/delivery",
                                  .principal = "channels/sms",
                                  .secret = "sms",
                                  .described = kDelivery,
                                  .translate = translate_delivery,
                                  .example = delivery}};

}  // namespace

/// An SMS, as Kannel's (with `send-sender = true`) `post-url = "…/channels/sms/kannel?id=%I"`
/// delivers it: the words are the body in the charset of its Content-Type, all else stands in
/// X-Kannel-From, -To, -Time (UTC) and -Coding (2 is UCS-2). Natural id: the query's `id`, else a
/// hash of source, destination, time and words. Answers with an empty text, since Kannel sends
/// back what it is answered.
///
/// And what became of an SMS of ours: `dlr-url =
/// "…/channels/sms/kannel/delivery?attempt=<uuid>&status=%d&time=%T"`. Natural id: attempt and
/// status.
std::span<const Adapter> kannel_channel() {
    return kAdapters;
}

}  // namespace hearth::gateway
