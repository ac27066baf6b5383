#include "services/gateway/openapi_own.hpp"

#include <string_view>
#include <utility>

#include "services/gateway/words.hpp"

namespace hearth::gateway {
namespace {

using Json = nlohmann::ordered_json;

// JSON Schema is written as JSON.
constexpr std::string_view kOperations = R"json({
"openapi": {"operationId": "GetOpenApi", "summary": "This document.", "tags": ["Gateway"], "security": [],
  "responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}}},
"sign_in": {"operationId": "SignIn", "tags": ["Gateway"], "security": [],
  "summary": "A bearer token for anybody one wants to be. Development profile and loopback only.",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SignIn"}}}},
  "responses": {"201": {"description": "The token.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Session"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}},
"sign_out": {"operationId": "SignOut", "tags": ["Gateway"],
  "summary": "Ends the session of the token that is shown: within two seconds nothing is answered to it, and its streams end.",
  "responses": {"204": {"description": "It has ended."}, "default": {"$ref": "#/components/responses/Problem"}}},
"end_sessions": {"operationId": "EndSessions", "tags": ["Gateway"],
  "summary": "Ends all sessions of somebody that began before now. Operators all; managers those of agents, crews, leads and dispatchers; leads those of agents and crews. A session with a role beyond that goes on.",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/EndSessions"}}}},
  "responses": {"204": {"description": "They have ended."}, "default": {"$ref": "#/components/responses/Problem"}}},
"stream": {"operationId": "Listen", "tags": ["Gateway"],
  "summary": "What happens to requests, incidents, plans and crews, as server-sent events. The first, `Connected`, gives a cursor at once.",
  "parameters": [
    {"name": "request", "in": "query", "description": "Only events of this `serviceRequests/<uid>`.", "schema": {"type": "string"}},
    {"name": "cursor", "in": "query", "description": "Id of the last event seen; opaque.", "schema": {"type": "string"}},
    {"name": "Last-Event-ID", "in": "header", "description": "The same, as browsers send it.", "schema": {"type": "string"}}],
  "responses": {"200": {"description": "Each event's data is a StreamEvent.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
    "410": {"description": "The cursor is older than what is kept: fetch anew, then listen without it.", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}},
"call_screen": {"operationId": "GetCallScreen", "tags": ["Gateway"],
  "summary": "All a call screen needs, by the caller's number: who, where, what is open, what is known.",
  "parameters": [{"name": "phone", "in": "query", "required": true, "description": "As a person or an exchange writes it.", "schema": {"type": "string"}}],
  "responses": {"200": {"description": "The view; `missing` names the services that did not answer in time.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CallScreen"}}}},
    "default": {"$ref": "#/components/responses/Problem"}}}
})json";

constexpr std::string_view kSchemas = R"json({
"Problem": {"type": "object", "description": "RFC 9457.", "required": ["type", "title", "status", "reason"], "properties": {
  "type": {"type": "string"}, "title": {"type": "string", "description": "In the client's language."}, "status": {"type": "integer"},
  "detail": {"type": "string"}, "reason": {"$ref": "#/components/schemas/Reason"},
  "fields": {"type": "array", "items": {"type": "object", "properties": {"field": {"type": "string"}, "reason": {"$ref": "#/components/schemas/Reason"}, "message": {"type": "string", "description": "In the client's language."}}}},
  "trace_id": {"type": "string"}, "retry_after_ms": {"type": "integer"}}},
"SignIn": {"type": "object", "required": ["principal", "roles"], "additionalProperties": false, "properties": {
  "principal": {"type": "string", "examples": ["agents/A0001"]},
  "roles": {"type": "array", "items": {"type": "string", "enum": ["agent", "lead", "manager", "dispatcher", "crew", "customer", "channel", "operator"]}},
  "tenant": {"type": "integer"}}},
"EndSessions": {"type": "object", "required": ["principal"], "additionalProperties": false, "properties": {
  "principal": {"type": "string", "examples": ["agents/A0001"]}}},
"Session": {"type": "object", "properties": {"token": {"type": "string"}, "principal": {"type": "string"},
  "roles": {"type": "array", "items": {"type": "string"}}, "tenant": {"type": "integer"}, "expireTime": {"type": "string", "format": "date-time"}}},
"StreamEvent": {"type": "object", "properties": {"topic": {"type": "string", "examples": ["contact.service_request"]}, "type": {"type": "string", "examples": ["RequestOpened"]},
  "key": {"type": "string"}, "version": {"type": "string"}, "time": {"type": "string", "format": "date-time"}, "event": {"type": "object", "description": "The event's message as JSON."}}},
"CallScreen": {"type": "object", "properties": {"phone": {"type": "string"},
  "identity": {"anyOf": [{"$ref": "#/components/schemas/contact.v1.CallerIdentity"}, {"type": "null"}]},
  "registry": {"anyOf": [{"$ref": "#/components/schemas/registry.v1.LookupCallerResponse"}, {"type": "null"}]},
  "incidents": {"type": "array", "items": {"$ref": "#/components/schemas/dispatch.v1.Incident"}},
  "missing": {"type": "array", "items": {"type": "string", "enum": ["registry", "contact", "dispatch"]}}}}
})json";

constexpr std::string_view kResponses = R"json({
"Problem": {"description": "What went wrong.", "headers": {"Retry-After": {"description": "Seconds, where repeating helps.", "schema": {"type": "integer"}}},
  "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
})json";

const char* key_of(Own own) {
    switch (own) {
        case Own::kOpenApi:
            return "openapi";
        case Own::kSignIn:
            return "sign_in";
        case Own::kSignOut:
            return "sign_out";
        case Own::kEndSessions:
            return "end_sessions";
        case Own::kStream:
            return "stream";
        case Own::kCallScreen:
            return "call_screen";
        case Own::kNone:
            break;
    }
    return "";
}

}  // namespace

Json own_operation(Own own) {
    static const Json all = Json::parse(kOperations);
    return all.at(key_of(own));
}

Json own_schemas() {
    Json all = Json::parse(kSchemas);
    Json known = Json::array();
    std::string text = "Stable word that programs test; others may come.";
    for (const auto& [reason, said] : reason_words().at("en")) {
        known.push_back(reason);
        text += "\n- `" + reason + "`: " + said;
    }
    all["Reason"] = {{"description", text},
                     {"anyOf", {{{"enum", std::move(known)}}, {{"type", "string"}}}}};
    return all;
}

Json own_responses() {
    return Json::parse(kResponses);
}

}  // namespace hearth::gateway
