#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "deploy/manifest/catalogue.hpp"

namespace hearth::manifest {
namespace {

using Json = nlohmann::ordered_json;

bool is_plain(const std::string& key) {
    return key.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") ==
           std::string::npos;
}

/// JSON as YAML: blocks, and scalars as JSON writes them, which is YAML too.
void write_yaml(const Json& value, std::size_t depth, std::string& out) {
    const std::string indent(2 * depth, ' ');
    for (const auto& [key, child] : value.items()) {
        out += indent + (value.is_array() ? "-" : (is_plain(key) ? key : Json(key).dump()) + ":");
        if (child.is_structured() && !child.empty()) {
            out += '\n';
            write_yaml(child, depth + 1, out);
        } else {
            out += ' ' + child.dump() + '\n';
        }
    }
}

Json pointer(const std::string& path) {
    return {{"$ref", "#/" + path}};
}

Json text_header(const std::string& words) {
    return {{"type", "string"}, {"description", words}};
}

Json headers() {
    return {{"type", "object"},
            {"required",
             {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "tenant", "version"}},
            {"properties",
             {{"ce_specversion", {{"type", "string"}, {"const", "1.0"}}},
              {"ce_id", text_header("The event's id, a UUID.")},
              {"ce_type", text_header("The event's full name.")},
              {"ce_source", text_header("The service: /hearth/contact.")},
              {"ce_time", text_header("When it was committed, RFC 3339.")},
              {"tenant", text_header("Whose data, a number.")},
              {"version", text_header("Of the aggregate after the event: 1, 2, 3 …")},
              {"traceparent", text_header("W3C trace context; absent when there is none.")}}}};
}

/// The event's fields by name, as the canonical JSON of protobuf spells them.
Json payload_of(const EventType& event) {
    Json properties = Json::object();
    for (const auto& field : event.fields) {
        Json one;
        if (field.repeated) one["type"] = "array";
        if (!field.words.empty()) one["description"] = field.words;
        one["x-protobuf-type"] = field.type;
        properties[field.name] = one;
    }
    return {{"type", "object"}, {"x-protobuf-type", event.name}, {"properties", properties}};
}

Json message_of(const EventType& event) {
    Json message{{"name", event.name}, {"title", short_type(event.name)}};
    if (!event.words.empty()) message["summary"] = event.words;
    message["contentType"] = "application/protobuf";
    message["traits"] = Json::array({pointer("components/messageTraits/event")});
    message["payload"] = payload_of(event);
    return message;
}

Json channel_of(const std::string& topic, bool personal, const std::vector<EventType>& events) {
    Json messages = Json::object();
    for (const EventType& event : events) {
        if (event.topic == topic)
            messages[short_type(event.name)] = pointer("components/messages/" + event.name);
    }
    Json channel{{"address", topic}};
    channel["description"] =
        personal ? "Personal: its events tell of people." : "Tells of no person.";
    channel["messages"] = messages;
    return channel;
}

Json operation(const std::string& action, const std::string& channel, const std::string& summary) {
    return {{"action", action}, {"channel", pointer("channels/" + channel)}, {"summary", summary}};
}

}  // namespace

std::string async_api(const std::vector<Service>& services, const std::vector<EventType>& events) {
    Json channels = Json::object();
    Json operations = Json::object();
    for (const Service& service : services) {
        for (const auto& produced : service.produces) {
            const std::string channel = service.name + "." + produced.noun;
            channels[channel] = channel_of(topic_of(service, produced), produced.personal, events);
            operations[service.name + ".sends." + produced.noun] =
                operation("send", channel, service.name + " tells of a change.");
        }
        for (const auto& listener : service.listens) {
            for (const std::string& topic : listener.topics) {
                operations[fmt::format("{}.{}.hears.{}", service.name, listener.purpose, topic)] =
                    operation("receive", topic, service.name + " listens.");
            }
        }
    }
    Json messages = Json::object();
    for (const EventType& event : events)
        messages[event.name] = message_of(event);
    const Json document{
        {"asyncapi", "3.0.0"},
        {"info",
         {{"title", "Hearth's events"},
          {"version", "1"},
          {"description",
           "Made from the protos and the manifests by hearth-manifest docs. EVENTS.md says the "
           "same "
           "for people."}}},
        {"defaultContentType", "application/protobuf"},
        {"channels", channels},
        {"operations", operations},
        {"components",
         {{"messages", messages}, {"messageTraits", {{"event", {{"headers", headers()}}}}}}}};
    std::string text = "# Made by hearth-manifest docs.\n";
    write_yaml(document, 0, text);
    return text;
}

}  // namespace hearth::manifest
