#include "services/ctl/cross_checks.hpp"

#include <map>
#include <unordered_map>
#include <utility>

namespace hearth::ctl {
namespace {

std::string where(const OnTopic& message) {
    return message.topic + " partition " + std::to_string(message.partition) + " offset " +
           std::to_string(message.offset);
}

std::string what(const Committed& event) {
    return event.topic + " " + event.key + " version " + std::to_string(event.version) +
           " (event " + event.id + ")";
}

}  // namespace

Findings check_published(std::span<const Committed> before, std::span<const Committed> after,
                         std::span<const OnTopic> messages) {
    Findings findings;
    std::unordered_map<std::string, const OnTopic*> published;
    for (const auto& message : messages)
        published.emplace(message.id, &message);
    std::unordered_map<std::string, const Committed*> committed;
    for (const auto& event : after)
        committed.emplace(event.id, &event);

    for (const auto& event : before) {
        ++findings.checked;
        if (event.unsent) continue;
        const auto found = published.find(event.id);
        if (found == published.end()) {
            findings.violations.push_back("committed but not published: " + what(event));
        } else if (found->second->topic != event.topic || found->second->key != event.key ||
                   found->second->version != event.version) {
            findings.violations.push_back("published as another: " + what(event) + " at " +
                                          where(*found->second));
        }
    }
    for (const auto& message : messages) {
        if (committed.contains(message.id)) continue;
        findings.violations.push_back("published but never committed: event " +
                                      (message.id.empty() ? "without id" : message.id) + " at " +
                                      where(message));
    }
    return findings;
}

Findings check_sequences(std::span<const OnTopic> messages) {
    struct Seen {
        int partition = 0;
        std::vector<std::string> ids;  ///< of version 1, 2, 3 …
    };
    Findings findings;
    std::map<std::pair<std::string, std::string>, Seen> aggregates;
    for (const auto& message : messages) {
        ++findings.checked;
        auto [at, first] = aggregates.try_emplace({message.topic, message.key});
        auto& seen = at->second;
        if (first) seen.partition = message.partition;
        const auto next = static_cast<std::int64_t>(seen.ids.size()) + 1;
        const auto fault = [&](const std::string& text) {
            findings.violations.push_back(message.key + " " + text + " at " + where(message));
        };
        if (seen.partition != message.partition) {
            fault("is on partition " + std::to_string(seen.partition) + " too");
        } else if (message.version == next) {
            seen.ids.push_back(message.id);
        } else if (message.version > next || message.version < 1) {
            fault("jumps to version " + std::to_string(message.version) + " after " +
                  std::to_string(next - 1));
            if (message.version > next)
                seen.ids.resize(static_cast<std::size_t>(message.version), message.id);
        } else if (seen.ids[static_cast<std::size_t>(message.version - 1)] != message.id) {
            fault("has a second event of version " + std::to_string(message.version));
        }
    }
    return findings;
}

Findings check_steps(const std::set<std::string>& asked, const std::set<std::string>& worked) {
    Findings findings;
    for (const auto& step : asked) {
        ++findings.checked;
        if (!worked.contains(step))
            findings.violations.push_back(step + " has nobody who works on it");
    }
    for (const auto& step : worked) {
        ++findings.checked;
        if (!asked.contains(step)) findings.violations.push_back(step + " is worked on for nobody");
    }
    return findings;
}

}  // namespace hearth::ctl
