#include "deploy/manifest/catalogue.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace hearth::manifest {
namespace {

constexpr auto kHead = R"(# Events
Made from the protos and the manifests by `hearth-manifest docs`; a test holds it current. [asyncapi.yaml](asyncapi.yaml)
says the same for machines.

A message's key is the aggregate's uid and its value the event, in protobuf. Its headers are those of CloudEvents'
Kafka binding (`ce_id`, `ce_type`: the event's full name, `ce_source`, `ce_time`) and `tenant`, `version` (of the
aggregate after the event, 1, 2, 3 …) and `traceparent`. Field 1 is the aggregate after the change; the fields below
come with it. Events of one aggregate come in order, and may come again.
)";

std::vector<const EventType*> events_on(const std::string& topic,
                                        const std::vector<EventType>& events) {
    std::vector<const EventType*> found;
    for (const EventType& event : events) {
        if (event.topic == topic) found.push_back(&event);
    }
    return found;
}

/// "contact.registry, dispatch.network", or "nobody yet".
std::string listeners_of(const std::string& topic, const std::vector<Service>& services) {
    std::string names;
    for (const Service& service : services) {
        for (const auto& listener : service.listens) {
            if (std::ranges::find(listener.topics, topic) != listener.topics.end())
                names += (names.empty() ? "" : ", ") + service.name + "." + listener.purpose;
        }
    }
    return names.empty() ? "nobody yet" : names;
}

/// Without the packages of ours, which the reader knows: "registry.v1.Party".
std::string spoken(std::string type) {
    constexpr std::string_view kOurs = "hearth.";
    for (auto at = type.find(kOurs); at != std::string::npos; at = type.find(kOurs))
        type.erase(at, kOurs.size());
    return type;
}

/// A table's cell must not end early.
std::string cell(const std::string& text) {
    std::string safe;
    for (const char c : text)
        safe += c == '|' ? std::string{"\\|"} : std::string{c};
    return safe;
}

std::string fields_of(const EventType& event) {
    std::string text;
    for (const auto& field : event.fields) {
        text += fmt::format("{}`{}` {}{}", text.empty() ? "" : "<br>", field.name,
                            spoken(field.type), field.repeated ? ", many" : "");
        if (&field != &event.fields.front() && !field.words.empty()) text += ": " + field.words;
    }
    return text;
}

}  // namespace

std::string event_catalogue(const std::vector<Service>& services,
                            const std::vector<EventType>& events) {
    std::string text = kHead;
    for (const Service& service : services) {
        if (service.produces.empty()) continue;
        text += fmt::format("\n## {}\n", service.name);
        for (const auto& produced : service.produces) {
            const std::string topic = topic_of(service, produced);
            text += fmt::format(
                "\n### {}\n{}Heard by {}.\n\n| event | says | carries |\n|---|---|---|\n", topic,
                produced.personal ? "Personal. " : "",
                listeners_of(service.name + "." + produced.noun, services));
            for (const auto* event : events_on(topic, events)) {
                text += fmt::format("| {} | {} | {} |\n", short_type(event->name),
                                    cell(event->words), cell(fields_of(*event)));
            }
        }
    }
    return text;
}

std::vector<std::string> disagreements(const std::vector<Service>& services,
                                       const std::vector<EventType>& events) {
    std::vector<std::string> faults;
    std::set<std::string> produced;
    for (const Service& service : services) {
        for (const auto& topic : service.produces) {
            produced.insert(topic_of(service, topic));
            if (events_on(topic_of(service, topic), events).empty())
                faults.push_back(topic_of(service, topic) + " has no event");
        }
    }
    for (const EventType& event : events) {
        const auto package = "hearth." + event.topic.substr(7, event.topic.find('.', 7) - 7) + ".";
        if (!produced.contains(event.topic) || !event.name.starts_with(package))
            faults.push_back(event.name + " is on " + event.topic +
                             ", which its service does not produce");
    }
    return faults;
}

}  // namespace hearth::manifest
