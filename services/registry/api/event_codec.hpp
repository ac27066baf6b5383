#pragma once

#include "libs/outbox/unit_of_work.hpp"
#include "services/registry/domain/facts.hpp"

namespace hearth::registry {

/// The event that tells a fact, on its noun's topic. A party's own goes without names: those are in
/// ContactPointsChanged, the personal topic's.
outbox::Event encode(const Fact& fact);

}  // namespace hearth::registry
