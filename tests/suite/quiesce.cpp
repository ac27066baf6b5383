#include <map>
#include <stdexcept>

#include "libs/testkit/eventually.hpp"
#include "tests/suite/doors.hpp"

namespace hearth::suite {
namespace {

using Versions = std::map<std::pair<std::string, std::string>, long>;  // topic, key

const std::vector<std::string> kServices{"registry", "contact", "dispatch"};

Versions written(const Suite& suite) {
    Versions versions;
    for (const auto& service : kServices) {
        for (const auto& row : suite.query(
                 service, "SELECT topic, key, max(version) FROM history GROUP BY topic, key")) {
            versions[{row[0], row[1]}] = std::stol(row[2]);
        }
    }
    return versions;
}

using Seen = std::map<std::string, std::map<std::string, Versions>>;  // consumer, topic

/// Who listens to what, so that a listener that has not begun is behind, too.
Seen listeners_of(const std::string& service) {
    if (service == "contact") {
        return {{"registry",
                 {{"hearth.registry.party.v1", {}},
                  {"hearth.registry.contact_point.v1", {}},
                  {"hearth.registry.premise.v1", {}},
                  {"hearth.registry.service_point.v1", {}},
                  {"hearth.registry.agreement.v1", {}}}},
                {"dispatch",
                 {{"hearth.dispatch.work_order.v1", {}}, {"hearth.dispatch.incident.v1", {}}}}};
    }
    if (service == "dispatch") {
        return {
            {"work", {{"hearth.contact.service_request.v1", {}}}},
            {"network",
             {{"hearth.registry.network_node.v1", {}}, {"hearth.registry.service_point.v1", {}}}}};
    }
    return {{"repair_history", {{"hearth.dispatch.work_order.v1", {}}}}};
}

/// Keys that a listener has not applied to the end.
std::string behind(const Suite& suite, const std::string& service, const Versions& last) {
    Seen seen = listeners_of(service);
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
    for (const auto& service : kServices) {
        if (auto text = behind(suite, service, last); !text.empty()) return text;
    }
    for (const auto& service : kServices) {
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
