#include "tests/contract/reads.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace hearth::contract {
namespace {

using manifest::EventType;
using manifest::Service;
using Faults = std::vector<std::string>;

constexpr std::string_view kIgnored = "-";

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

/// The events on the topics of one listener, and what its rows say of each.
class Listener {
public:
    Listener(const Service& service, const std::vector<Read>& reads, const Heard& heard)
        : name_(service.name), topics_(topics_of(service)), heard_(heard) {
        for (const auto& topic : topics_) {
            for (const EventType& event : heard.events) {
                if (event.topic == manifest::full_topic(topic)) events_.push_back(&event);
            }
        }
        for (const Read& read : reads) {
            if (read.service == name_) reads_.push_back(read);
        }
    }

    void check(Faults& faults) const {
        for (const Read& read : reads_) {
            const bool known = topics_.contains(read.event) ||
                               std::ranges::any_of(events_, [&](const EventType* event) {
                                   return event->name == read.event;
                               });
            if (!known) faults.push_back(name_ + ": listens to no " + read.event);
        }
        for (const EventType* event : events_)
            check_event(*event, faults);
    }

private:
    void check_event(const EventType& event, Faults& faults) const {
        bool ignored = false;
        bool own = false;
        std::set<std::string> fields;
        for (const Read& read : reads_) {
            if (read.event == event.name) {
                ignored = ignored || read.field == kIgnored;
                own = own || read.field != kIgnored;
            }
            if (read.event == event.name || manifest::full_topic(read.event) == event.topic)
                fields.insert(read.field);
        }
        if (ignored && own) faults.push_back(name_ + ": reads and ignores " + event.name);
        if (ignored) return;
        if (fields.empty()) faults.push_back(name_ + ": neither reads nor ignores " + event.name);
        const auto* type = heard_.protos.messages().at(event.name);
        for (const std::string& field : fields) {
            if (!has_path(type, field))
                faults.push_back(name_ + ": " + event.name + " has no " + field);
        }
    }

    std::string name_;
    std::set<std::string> topics_;
    const Heard& heard_;
    std::vector<const EventType*> events_;
    std::vector<Read> reads_;
};

}  // namespace

std::vector<Read> read_reads(const std::filesystem::path& root, const std::string& service) {
    std::vector<Read> rows;
    std::ifstream in{root / "services" / service / "reads.csv"};
    std::string line;
    std::getline(in, line);  // the heading
    while (std::getline(in, line)) {
        std::istringstream cells{line};
        Read row{service, {}, {}};
        std::getline(cells, row.event, ',');
        std::getline(cells, row.field, ',');
        rows.push_back(row);
    }
    return rows;
}

std::vector<std::string> unmet(const std::vector<Read>& reads, const Heard& heard) {
    Faults faults;
    for (const Service& service : heard.services)
        Listener{service, reads, heard}.check(faults);
    return faults;
}

}  // namespace hearth::contract
