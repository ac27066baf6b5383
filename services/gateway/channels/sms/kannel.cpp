#include "services/gateway/channels/sms/kannel.hpp"

#include <charconv>
#include <optional>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/core/id.hpp"
#include "libs/rpc/timestamp.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

constexpr std::size_t kMostAddress = 40;

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

}  // namespace

Result<Command> KannelMessage::translate(const http::Request& request) const {
    std::vector<FieldViolation> wrong;
    const std::string from{request.header("X-Kannel-From")};
    const std::string to{request.header("X-Kannel-To")};
    const std::string time{request.header("X-Kannel-Time")};
    if (!usable_id(from, kMostAddress))
        wrong.push_back({"X-Kannel-From", from.empty() ? "REQUIRED" : "BAD_VALUE",
                         "must be the sender's number"});
    if (!to.empty() && !usable_id(to, kMostAddress))
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
        id = to_string(named_uuid("sms", from + "\n" + to + "\n" + time + "\n" + *words));
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

Result<Command> KannelDelivery::translate(const http::Request& request) const {
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

}  // namespace hearth::gateway
