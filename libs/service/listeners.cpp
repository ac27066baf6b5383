#include "libs/service/listeners.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

namespace hearth::service {

struct Listeners::Listener {
    std::string purpose;
    outbox::Inbox inbox;
    kafka::Consumer consumer;

    Listener(std::string name, const kafka::Config& kafka, const std::string& group,
             const std::vector<std::string>& topics, outbox::Inbox made)
        : purpose(std::move(name)),
          inbox(std::move(made)),
          consumer(kafka, group, topics, [this](std::span<const kafka::Message> messages) {
              return inbox.handle(messages);
          }) {}
};

Listeners::Listeners(const Manifest& manifest, const kafka::Config& kafka)
    : manifest_(manifest), kafka_(kafka) {}

Listeners::~Listeners() = default;

outbox::Inbox& Listeners::add(const std::string& purpose, outbox::Work& work, const Clock& clock,
                              std::map<std::string, outbox::Apply> by_topic) {
    std::vector<std::string> topics;
    topics.reserve(by_topic.size());
    for (const auto& [topic, apply] : by_topic)
        topics.push_back(topic);
    check_topics(purpose, topics);
    const std::string group = std::string{manifest_.name} + '.' + purpose;
    listeners_.push_back(std::make_unique<Listener>(
        purpose, kafka_, group, topics, outbox::Inbox{work, clock, purpose, std::move(by_topic)}));
    return listeners_.back()->inbox;
}

void Listeners::check_all_added() const {
    for (const Manifest::Listener& listener : manifest_.listens) {
        const bool there = std::ranges::any_of(
            listeners_, [&](const auto& one) { return one->purpose == listener.purpose; });
        if (!there) check_topics(listener.purpose, {});
    }
}

void Listeners::add_to(runtime::App& app) {
    for (const auto& listener : listeners_) {
        app.add(
            listener->purpose, [&listener] { listener->consumer.start(); },
            [&listener](Deadline deadline) { listener->consumer.stop(deadline); });
    }
}

void Listeners::check_topics(std::string_view purpose,
                             const std::vector<std::string>& topics) const {
    std::vector<std::string_view> named;
    for (const Manifest::Listener& listener : manifest_.listens) {
        if (listener.purpose == purpose)
            named.assign(listener.topics.begin(), listener.topics.end());
    }
    for (const std::string& topic : topics) {
        if (std::erase(named, topic) == 0)
            not_in_manifest(manifest_, "listens to " + topic + " as " + std::string{purpose});
    }
    if (!named.empty()) {
        throw std::logic_error(std::string{manifest_.name} + " does not listen to " +
                               std::string{named.front()} + " as " + std::string{purpose} +
                               ", which its service.yaml says");
    }
}

void not_in_manifest(const Manifest& manifest, const std::string& does) {
    throw std::logic_error(std::string{manifest.name} + ' ' + does +
                           ", which its service.yaml does not say");
}

}  // namespace hearth::service
