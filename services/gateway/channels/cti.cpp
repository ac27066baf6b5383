#include <array>

#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/http/json.hpp"
#include "libs/rpc/timestamp.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::json;
using Record = contact::v1::RecordInteractionRequest;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEvents{
    {{"ring", "offered"},
     {"answer", "answered"},
     {"hangup", "hung_up"},
     {"recording", "recording"}}};

/// Reads one key after the other and keeps what is wrong.
class Reader {
public:
    explicit Reader(const Json& json) : json_(json) {}

    std::string text(const char* key, std::size_t most = 200) {
        const auto at = json_.find(key);
        if (at == json_.end() || at->is_null()) return {};
        if (at->is_number_integer()) return std::to_string(at->get<std::int64_t>());
        std::string value = at->is_string() ? at->get<std::string>() : "";
        if (!at->is_string() || value.size() > most) {
            wrong(key, "BAD_VALUE", "must be a short text");
            return {};
        }
        return value;
    }

    std::string address(const char* key) { return address_of(text(key, std::string::npos)); }

    std::string id(const char* key, bool required) {
        std::string value = text(key);
        if (value.empty() && required) wrong(key, "REQUIRED", "is required");
        if (!value.empty() && !usable_id(value, 80)) {
            wrong(key, "BAD_VALUE", "must be at most 80 visible ASCII characters");
        }
        return value;
    }

    std::string event() {
        const std::string value = text("event");
        for (const auto& [said, meant] : kEvents) {
            if (value == said) return std::string{meant};
        }
        wrong("event", value.empty() ? "REQUIRED" : "BAD_VALUE",
              "must be ring, answer, hangup or recording");
        return {};
    }

    void time(const char* key, google::protobuf::Timestamp* (Record::*field)(), Record& record) {
        const std::string value = text(key);
        if (value.empty()) return;
        if (const auto at = parse_rfc3339(value)) {
            *(record.*field)() = rpc::to_proto(*at);
        } else {
            wrong(key, "BAD_VALUE", "must be a time like 2026-03-03T10:00:00+08:00");
        }
    }

    void wrong(const char* key, const char* reason, const char* message) {
        violations_.push_back({key, reason, message});
    }
    std::vector<FieldViolation> take() { return std::move(violations_); }

private:
    const Json& json_;
    std::vector<FieldViolation> violations_;
};

http::Response reply(const std::string& answer) {
    contact::v1::RecordInteractionResponse response;
    if (!response.ParseFromString(answer)) {
        return http::problem(internal("an answer does not parse"), {}, {});
    }
    return {200, {{"Content-Type", "application/json"}}, http::to_json(response)};
}

Result<Command> translate(const http::Request& request) {
    const Json json = Json::parse(request.body, nullptr, false);
    if (!json.is_object()) {
        return fail(invalid_argument("body", "BAD_JSON", "is not a JSON object"));
    }
    Reader reader{json};
    Record record;
    const std::string event = reader.event();
    const std::string call = reader.id("callId", true);
    const std::string leg = reader.id("leg", false);
    record.set_request_id("phone:" + call + ":" + (leg.empty() ? "1" : leg) + ":" + event);
    record.set_channel("phone");
    record.set_message_id(call);
    record.set_event(event);
    record.set_direction(reader.text("direction"));
    if (!record.direction().empty() && record.direction() != "inbound" &&
        record.direction() != "outbound") {
        reader.wrong("direction", "BAD_VALUE", "must be inbound or outbound");
    }
    record.set_from(reader.address("from"));
    record.set_to(reader.address("to"));
    record.set_agent(reader.text("agent"));
    record.set_recording(reader.text("recording", 1000));
    if (event == "recording" && record.recording().empty())
        reader.wrong("recording", "REQUIRED", "is required");
    reader.time("time", &Record::mutable_observed_time, record);
    if (auto violations = reader.take(); !violations.empty()) {
        return fail(invalid_argument(std::move(violations)));
    }
    return Command{"/hearth.contact.v1.ContactService/RecordInteraction",
                   record.SerializeAsString(), reply};
}

http::Request example(int n, const std::string& words, Instant at) {
    const auto event = kEvents[static_cast<std::size_t>(n) % kEvents.size()].first;
    const Json body{{"event", event},        {"callId", "call-1"}, {"direction", "inbound"},
                    {"from", "13800138000"}, {"to", "95598"},      {"time", to_rfc3339(at)},
                    {"recording", words}};
    return {"POST", "/channels/cti/events", {}, {{"Content-Type", "application/json"}}, body.dump(),
            {}};
}

constexpr std::string_view kDescribed =
    R"json({"operation": {"operationId": "PostCtiEvent", "tags": ["Channels"], "security": [{"channel": []}],
  "summary": "An event of a telephone call.",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CtiEvent"}}}},
  "responses": {"200": {"description": "What is recorded and what to tell.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/contact.v1.RecordInteractionResponse"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}},
"schemas": {
"CtiEvent": {"type": "object", "required": ["event", "callId"], "properties": {
  "event": {"type": "string", "enum": ["ring", "answer", "hangup", "recording"]}, "callId": {"type": "string", "maxLength": 80}, "leg": {"type": "string"},
  "direction": {"type": "string", "enum": ["inbound", "outbound"]}, "from": {"type": "string"}, "to": {"type": "string"},
  "time": {"type": "string", "format": "date-time"}, "agent": {"type": "string"}, "recording": {"type": "string"}}}}})json";

constexpr Adapter kAdapters[] = {{.verb = "POST",
                                  .path = "/channels/cti/events",
                                  .principal = "channels/phone",
                                  .secret = "cti",
                                  .described = kDescribed,
                                  .translate = translate,
                                  .example = example}};

}  // namespace

/// Calls, in the JSON that any telephone system can be taught to post:
///
///     {"event": "ring" | "answer" | "hangup" | "recording", "callId": "…", "leg": "1",
///      "direction": "inbound" | "outbound", "from": "…", "to": "…", "time":
///      "2026-03-03T10:00:00+08:00", "agent": "agents/A0007", "recording": "…"}
///
/// Natural id: call, leg and event. Other keys are ignored: each system has its own.
std::span<const Adapter> cti_channel() {
    return kAdapters;
}

}  // namespace hearth::gateway
