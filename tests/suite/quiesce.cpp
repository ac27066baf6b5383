#include <map>
#include <stdexcept>

#include <manifest_gen/all.hpp>

#include "libs/testkit/eventually.hpp"
#include "tests/suite/doors.hpp"

namespace hearth::suite {
namespace {

using Versions = std::map<std::pair<std::string, std::string>, long>;  // topic, key

/// Those with a database, in which their events and what they have applied stand.
std::vector<const Manifest*> services() {
    std::vector<const Manifest*> found;
    for (const Manifest& service : manifest::kAll) {
        if (service.database) found.push_back(&service);
    }
    return found;
}

Versions written(const Suite& suite) {
    Versions versions;
    for (const auto* service : services()) {
        for (const auto& row :
             suite.query(std::string{service->name},
                         "SELECT topic, key, max(version) FROM history GROUP BY topic, key")) {
            versions[{row[0], row[1]}] = std::stol(row[2]);
        }
    }
    return versions;
}

using Seen = std::map<std::string, std::map<std::string, Versions>>;  // consumer, topic

/// Who listens to what, so that a listener that has not begun is behind, too.
Seen listeners_of(const Manifest& service) {
    Seen seen;
    for (const Manifest::Listener& listener : service.listens) {
        for (const std::string_view topic : listener.topics)
            seen[std::string{listener.purpose}][std::string{topic}];
    }
    return seen;
}

/// Keys that a listener has not applied to the end.
std::string behind(const Suite& suite, const Manifest& manifest, const Versions& last) {
    const std::string service{manifest.name};
    Seen seen = listeners_of(manifest);
    for (const auto& row :
         suite.query(service, "SELECT consumer, topic, key, version FROM inbox")) {
        seen[row[0]][row[1]][{row[1], row[2]}] = std::stol(row[3]);
    }
    for (const auto& [consumer, topics] : seen) {
        for (const auto& [key, version] : last) {
            const auto topic = topics.find(key.first);
            if (topic == topics.end()) continue;
            const auto found = topic->second.find(key);
            const long applied = found == topic->second.end() ? 0 : found->second;
            if (applied < version) {
                return service + "." + consumer + " has applied " + std::to_string(applied) +
                       " of " + std::to_string(version) + " events of " + key.first + " " +
                       key.second;
            }
        }
    }
    return {};
}

std::string unfinished(const Suite& suite) {
    // The outboxes last: what a listener wrote meanwhile is then either seen here or already sent.
    const auto last = written(suite);
    for (const auto* service : services()) {
        if (auto text = behind(suite, *service, last); !text.empty()) return text;
    }
    for (const auto* manifest : services()) {
        const std::string service{manifest->name};
        const auto unsent =
            suite.value(service, "SELECT count(*) FROM outbox WHERE sent_at IS NULL");
        if (unsent != "0") return service + " has " + unsent + " unsent events";
    }
    return written(suite) == last ? "" : "events are still being written";
}

}  // namespace

bool quiesced(const Suite& suite) {
    return unfinished(suite).empty();
}

void quiesce(const Suite& suite, std::chrono::milliseconds bound) {
    std::string missing;
    const auto done = [&] {
        missing = unfinished(suite);
        return missing.empty();
    };
    if (!testkit::eventually(done, bound)) throw std::runtime_error("not quiet: " + missing);
}

}  // namespace hearth::suite
