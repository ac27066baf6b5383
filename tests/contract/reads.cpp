#include "tests/contract/reads.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace hearth::contract {
namespace {

using manifest::EventType;
using manifest::Service;
using Faults = std::vector<std::string>;

bool has_path(const google::protobuf::Descriptor* type, std::string_view path) {
    while (type != nullptr) {
        const auto dot = path.find('.');
        const auto* field = type->FindFieldByName(std::string{path.substr(0, dot)});
        if (field == nullptr) return false;
        if (dot == std::string_view::npos) return true;
        path.remove_prefix(dot + 1);
        type = field->message_type();
    }
    return false;
}

std::set<std::string> topics_of(const Service& service) {
    std::set<std::string> topics;
    for (const auto& listener : service.listens)
        topics.insert(listener.topics.begin(), listener.topics.end());
    return topics;
}

/// The events on the topics of one listener, and what it says of each.
class Listener {
public:
    Listener(const Service& service, const Heard& heard)
        : service_(service), topics_(topics_of(service)), heard_(heard) {
        for (const auto& topic : topics_) {
            for (const EventType& event : heard.events) {
                if (event.topic == manifest::full_topic(topic)) events_.push_back(&event);
            }
        }
    }

    void check(Faults& faults) const {
        for (const auto& [what, fields] : service_.reads)
            check_known(what, faults);
        for (const auto& event : service_.ignores)
            check_known(event, faults);
        for (const EventType* event : events_)
            check_event(*event, faults);
    }

private:
    void check_known(const std::string& what, Faults& faults) const {
        const bool known =
            topics_.contains(what) ||
            std::ranges::any_of(events_, [&](const auto* event) { return event->name == what; });
        if (!known) faults.push_back(service_.name + ": listens to no " + what);
    }

    void check_event(const EventType& event, Faults& faults) const {
        const bool ignored =
            std::ranges::find(service_.ignores, event.name) != service_.ignores.end();
        if (ignored) {
            if (service_.reads.contains(event.name))
                faults.push_back(service_.name + ": reads and ignores " + event.name);
            return;
        }
        std::set<std::string> fields;
        for (const auto& [what, paths] : service_.reads) {
            if (what == event.name || manifest::full_topic(what) == event.topic)
                fields.insert(paths.begin(), paths.end());
        }
        if (fields.empty())
            faults.push_back(service_.name + ": neither reads nor ignores " + event.name);
        const auto* type = heard_.protos.messages().at(event.name);
        for (const std::string& field : fields) {
            if (!has_path(type, field))
                faults.push_back(service_.name + ": " + event.name + " has no " + field);
        }
    }

    const Service& service_;
    std::set<std::string> topics_;
    const Heard& heard_;
    std::vector<const EventType*> events_;
};

}  // namespace

std::vector<std::string> unmet(const Heard& heard) {
    Faults faults;
    for (const Service& service : heard.services)
        Listener{service, heard}.check(faults);
    return faults;
}

}  // namespace hearth::contract
