#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "deploy/manifest/events.hpp"
#include "deploy/manifest/manifest.hpp"
#include "tests/contract/protos.hpp"

namespace hearth::contract {

/// One row of a service's reads.csv: what it relies on in an event of somebody else.
struct Read {
    std::string service;
    std::string event;  ///< a full type, or a topic ("dispatch.work_order"): each of its events
                        ///< that has no row of its own that says `-`
    std::string field;  ///< a path, "work_order.request"; `-`: the event is ignored on purpose
};

/// The rows of services/<service>/reads.csv below `root`; none when there is no such file.
std::vector<Read> read_reads(const std::filesystem::path& root, const std::string& service);

/// What the world says about events and listeners.
struct Heard {
    const std::vector<manifest::Service>& services;
    const std::vector<manifest::EventType>& events;
    const Protos& protos;
};

/// One line for each row that today's protos and manifests do not meet, and for each event on a
/// topic that is listened to of which no row tells anything.
std::vector<std::string> unmet(const std::vector<Read>& reads, const Heard& heard);

}  // namespace hearth::contract
