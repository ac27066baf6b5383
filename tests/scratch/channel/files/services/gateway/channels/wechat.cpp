#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;

http::Response taken(const std::string&) {
    return {200, {{"Content-Type", "text/plain; charset=utf-8"}}, "success"};
}

Result<Command> translate(const http::Request& request) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (!body.is_object())
        return fail(invalid_argument("body", "BAD_JSON", "is not a JSON object"));
    std::vector<FieldViolation> wrong;
    const auto text = [&](const char* key) {
        const auto at = body.find(key);
        const bool there = at != body.end() && at->is_string();
        if (!there) wrong.push_back({key, "REQUIRED", "is required, as a text"});
        return there ? at->get<std::string>() : std::string{};
    };
    contact::v1::RecordInteractionRequest record;
    const std::string id = text("MsgId");
    const std::string from = text("FromUserName");
    record.set_text(text("Content"));
    for (const auto& [key, value] : {std::pair{"MsgId", id}, {"FromUserName", from}}) {
        if (!value.empty() && !usable_id(value, 100))
            wrong.push_back({key, "BAD_VALUE", "must be at most 100 visible ASCII characters"});
    }
    const auto time = body.find("CreateTime");
    if (time != body.end() && time->is_number_integer()) {
        record.mutable_observed_time()->set_seconds(time->get<std::int64_t>());
    } else {
        wrong.push_back({"CreateTime", "REQUIRED", "is required, in seconds since 1970"});
    }
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    record.set_request_id("wechat:" + id);
    record.set_channel("wechat");
    record.set_message_id(id);
    record.set_event("message");
    record.set_direction("inbound");
    record.set_from("wechat:" + from);
    return Command{"/hearth.contact.v1.ContactService/RecordInteraction",
                   record.SerializeAsString(), taken};
}

http::Request example(int n, const std::string& words, Instant at) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch());
    const Json body{{"FromUserName", "o7xAb"},
                    {"MsgId", "message-" + std::to_string(n)},
                    {"CreateTime", seconds.count()},
                    {"Content", words}};
    return {"POST",      "/channels/wechat/messages",
            {},          {{"Content-Type", "application/json"}},
            body.dump(), {}};
}

constexpr std::string_view kDescribed = R"json({"operation": {
  "operationId": "PostWechatMessage", "tags": ["Channels"], "security": [{"channel": []}],
  "summary": "What somebody wrote to our account.",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WechatMessage"}}}},
  "responses": {"200": {"description": "Taken in.", "content": {"text/plain": {"schema": {"type": "string"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}},
"schemas": {
"WechatMessage": {"type": "object", "required": ["FromUserName", "MsgId", "CreateTime", "Content"], "properties": {
  "FromUserName": {"type": "string"}, "MsgId": {"type": "string"}, "CreateTime": {"type": "integer"}, "Content": {"type": "string"}}}}})json";

constexpr Adapter kAdapters[] = {{.verb = "POST",
                                  .path = "/channels/wechat/messages",
                                  .principal = "channels/wechat",
                                  .secret = "wechat",
                                  .described = kDescribed,
                                  .translate = translate,
                                  .example = example}};

}  // namespace

/// Messages to an official account, as if it spoke JSON. Natural id: MsgId.
std::span<const Adapter> wechat_channel() {
    return kAdapters;
}

}  // namespace hearth::gateway
