#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libs/core/result.hpp"

namespace hearth::manifest {

/// A message that is an event: its comment names its topic ("Topic hearth.registry.party.v1").
struct EventType {
    struct Field {
        std::string name;
        std::string type;  ///< "hearth.registry.v1.Party", "string", "map<string, string>"
        bool repeated = false;
        std::string words;  ///< its comment
    };
    std::string name;  ///< "hearth.registry.events.v1.PartyCreated"
    std::string topic;
    std::string words;  ///< its comment without the sentence that names the topic
    std::vector<Field> fields;
};

/// "PartyCreated" of the full name.
std::string short_type(const std::string& full_name);

/// Every event type of a descriptor set that protoc wrote with imports and comments, by file and in
/// the order written there. INVALID_ARGUMENT for a file that is none.
Result<std::vector<EventType>> read_events(const std::filesystem::path& descriptors);

}  // namespace hearth::manifest
