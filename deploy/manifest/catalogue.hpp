#pragma once

#include <string>
#include <vector>

#include "deploy/manifest/events.hpp"
#include "deploy/manifest/manifest.hpp"

namespace hearth::manifest {

/// proto/EVENTS.md: each topic of each service, who listens, and its events with their fields.
std::string event_catalogue(const std::vector<Service>& services,
                            const std::vector<EventType>& events);

/// proto/asyncapi.yaml: the same as an AsyncAPI 3.0 document, one channel a topic, one operation
/// for each producer and each listener.
std::string async_api(const std::vector<Service>& services, const std::vector<EventType>& events);

/// What the events and the manifests do not say alike: an event on a topic that its service does
/// not produce, a topic without an event. Empty when they agree.
std::vector<std::string> disagreements(const std::vector<Service>& services,
                                       const std::vector<EventType>& events);

}  // namespace hearth::manifest
