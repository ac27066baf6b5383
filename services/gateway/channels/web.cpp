#include <nlohmann/json.hpp>

#include "hearth/contact/v1/contact_service.pb.h"

#include "libs/http/json.hpp"
#include "services/gateway/channels/adapter.hpp"
#include "services/gateway/channels/text.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::ordered_json;
namespace api = contact::v1;

std::string time_text(const google::protobuf::Timestamp& time) {
    return to_rfc3339(Instant{std::chrono::seconds{time.seconds()}});
}

Json told(const api::Answer& answer) {
    Json body{{"outcome", answer.outcome()},
              {"number", answer.service_request().number()},
              {"state", api::RequestState_Name(answer.service_request().state())}};
    if (answer.has_promise()) {
        body["promise"] = {{"kind", answer.promise().kind()},
                           {"dueTime", time_text(answer.promise().due_time())}};
    }
    return body;
}

http::Response reply(const std::string& bytes) {
    api::RecordInteractionResponse response;
    if (!response.ParseFromString(bytes)) {
        return http::problem(internal("an answer does not parse"), {}, {});
    }
    const api::Answer& answer = response.answer();
    Json body = told(answer);
    body["known"] = Json::array();
    body["ask"] = Json::array();
    body["textZh"] = answer.text_zh();
    body["textEn"] = answer.text_en();
    for (const std::string& word : answer.known())
        body["known"].push_back(word);
    for (const std::string& word : answer.ask())
        body["ask"].push_back(word);
    for (const api::Answer& part : answer.parts()) {
        Json one = told(part);
        one["class"] = part.service_request().class_();
        body["parts"].push_back(std::move(one));
    }
    return {200,
            {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Result<Command> translate(const http::Request& request) {
    const std::string key{request.header("Idempotency-Key")};
    std::vector<FieldViolation> wrong;
    if (!usable_id(key, 100)) {
        wrong.push_back(
            {"Idempotency-Key", key.empty() ? "REQUIRED" : "BAD_VALUE",
             "must be a header of at most 100 visible ASCII characters, made once per report"});
    }
    api::RecordInteractionRequest record;
    api::Report& report = *record.mutable_report();
    if (auto read = http::from_json(request.body, report); !read) {
        auto& fields = read.error().fields;
        std::move(fields.begin(), fields.end(), std::back_inserter(wrong));
    }
    if (!report.party().empty())
        wrong.push_back({"party", "NOT_ALLOWED", "cannot be said by a public form"});
    if (!report.request().empty())
        wrong.push_back({"request", "NOT_ALLOWED", "cannot be said by a public form"});
    if (!wrong.empty()) return fail(invalid_argument(std::move(wrong)));
    record.set_request_id("web:" + key);
    record.set_channel("web");
    record.set_message_id(key);
    record.set_event("message");
    record.set_direction("inbound");
    if (report.phone().size() > kLongestAddress) report.clear_phone();
    record.set_from(report.phone());
    record.set_text(report.words());
    return Command{"/hearth.contact.v1.ContactService/RecordInteraction",
                   record.SerializeAsString(), reply};
}

http::Request example(int n, const std::string& words, Instant) {
    const Json body{{"class", "no_supply.electricity"}, {"phone", "13800138000"}, {"words", words}};
    return {
        "POST",
        "/channels/web/reports",
        {},
        {{"Content-Type", "application/json"}, {"Idempotency-Key", "form-" + std::to_string(n)}},
        body.dump(),
        {}};
}

constexpr std::string_view kDescribed =
    R"json({"operation": {"operationId": "PostWebReport", "tags": ["Channels"], "security": [],
  "summary": "A report by the public web form; anybody may.",
  "parameters": [{"name": "Idempotency-Key", "in": "header", "required": true, "description": "Made once per report; with it the answer can be fetched again.", "schema": {"type": "string", "maxLength": 100}}],
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/contact.v1.Report"}}}},
  "responses": {"200": {"description": "What the reporter is told.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebAnswer"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}},
"schemas": {
"WebAnswer": {"type": "object", "properties": {"outcome": {"type": "string"}, "number": {"type": "string"}, "state": {"$ref": "#/components/schemas/contact.v1.RequestState"},
  "known": {"type": "array", "items": {"type": "string"}}, "ask": {"type": "array", "items": {"type": "string"}}, "textZh": {"type": "string"}, "textEn": {"type": "string"},
  "promise": {"$ref": "#/components/schemas/WebPromise"},
  "parts": {"type": "array", "description": "One for each class where several were reported, the hazard first; absent otherwise.", "items": {"type": "object", "properties": {
    "class": {"type": "string"}, "outcome": {"type": "string"}, "number": {"type": "string"}, "state": {"$ref": "#/components/schemas/contact.v1.RequestState"},
    "promise": {"$ref": "#/components/schemas/WebPromise"}}}}}},
"WebPromise": {"type": "object", "properties": {"kind": {"type": "string"}, "dueTime": {"type": "string", "format": "date-time"}}}}})json";

constexpr Adapter kAdapters[] = {{.verb = "POST",
                                  .path = "/channels/web/reports",
                                  .principal = "channels/web",
                                  .open_to_all = true,
                                  .max_body = 64 << 10,
                                  .described = kDescribed,
                                  .translate = translate,
                                  .example = example}};

}  // namespace

/// The public web form: contact's `Report` as JSON, from anybody, with an Idempotency-Key that the
/// page makes once per report. Natural id: that key; posting it again fetches the answer again.
///
/// A stranger cannot report for a party or into a request by naming it: those fields are refused.
/// What the answer tells is contact's to decide: whose phone it is says how much.
std::span<const Adapter> web_channel() {
    return kAdapters;
}

}  // namespace hearth::gateway
