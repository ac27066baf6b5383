#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

/// What one service is to the others, as its service.yaml says. `hearth-manifest header` makes a
/// constant of it, so everything here lives as long as the program.
struct Manifest {
    struct Topic {
        std::string_view name;  ///< "hearth.contact.notice.v1"
        bool personal = false;  ///< its events tell of people: never for analytics
    };
    /// One consumer group, `<service>.<purpose>`.
    struct Listener {
        std::string_view purpose;
        std::span<const std::string_view> topics;
    };

    std::string_view name;
    bool grpc = false;      ///< else it serves HTTP
    bool database = false;  ///< hearth_<name>
    std::span<const Topic> produces;
    std::span<const Listener> listens;
    std::span<const std::string_view> peers;  ///< whom it calls by gRPC

    [[nodiscard]] constexpr bool calls(std::string_view service) const {
        return std::ranges::find(peers, service) != peers.end();
    }
};

/// What a service produces and what it listens to, each once: what a broker needs for it alone.
inline std::vector<std::string> topics_of(const Manifest& manifest) {
    std::vector<std::string> topics;
    for (const Manifest::Topic& topic : manifest.produces)
        topics.emplace_back(topic.name);
    for (const Manifest::Listener& listener : manifest.listens)
        topics.insert(topics.end(), listener.topics.begin(), listener.topics.end());
    std::ranges::sort(topics);
    topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
    return topics;
}

/// The service that a full name belongs to: "contact" for "hearth.contact.notice.v1" and for
/// "hearth.contact.v1.ContactService".
constexpr std::string_view service_of(std::string_view full_name) {
    full_name.remove_prefix(std::min(full_name.find('.') + 1, full_name.size()));
    return full_name.substr(0, full_name.find('.'));
}

}  // namespace hearth
