#pragma once

#include <string>
#include <vector>

#include "deploy/manifest/events.hpp"
#include "deploy/manifest/manifest.hpp"
#include "tests/contract/protos.hpp"

namespace hearth::contract {

/// What the world says about events and listeners.
struct Heard {
    const std::vector<manifest::Service>& services;
    const std::vector<manifest::EventType>& events;
    const Protos& protos;
};

/// One line for each thing that a service says it reads or ignores and today's protos and
/// manifests do not have, and for each event on a topic that it listens to of which it says
/// nothing.
std::vector<std::string> unmet(const Heard& heard);

}  // namespace hearth::contract
