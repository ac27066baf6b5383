#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::manifest {

/// A service.yaml, read and checked: what a service is to the others. README.md tells each key.
struct Service {
    struct Scale {
        std::string on;     ///< executor_wait or lag
        std::string group;  ///< whose lag: a purpose of `listens`
        int least = 0;      ///< replicas
        int most = 0;
        std::string cpu;
        std::string memory;
    };
    struct Listener {
        std::string purpose;
        std::vector<std::string> topics;  ///< "dispatch.work_order", as the file writes them
    };
    struct Produced {
        std::string noun;
        bool personal = false;
    };

    std::string name;
    std::string purpose;
    bool grpc = false;
    std::vector<std::string> roles;  ///< none: no database
    std::vector<Produced> produces;
    std::vector<Listener> listens;
    /// Fields, as paths, by topic as in `listens` (each of its events that is not ignored) or by
    /// event, "hearth.dispatch.events.v1.MadeSafe".
    std::map<std::string, std::vector<std::string>> reads;
    std::vector<std::string> ignores;  ///< events
    std::vector<std::string> peers;    ///< `all` is resolved
    bool redis = false;
    std::map<std::string, std::string> outside;  ///< what for, setting
    std::vector<std::string> secrets;
    std::map<std::string, std::string> local;  ///< setting, value
    Scale scale;
};

/// "hearth.contact.notice.v1" of "contact.notice".
std::string full_topic(const std::string& short_name);
std::string topic_of(const Service& service, const Service::Produced& produced);

/// Every services/<name>/service.yaml below `root`, by name. INVALID_ARGUMENT names each wrong key
/// with file and line: also one that only the manifests together show, such as a topic that nobody
/// produces. Each fault's `field` is "<service>.<key>".
Result<std::vector<Service>> read_services(const std::filesystem::path& root);

}  // namespace hearth::manifest
