#pragma once

#include "libs/outbox/unit_of_work.hpp"
#include "services/dispatch/domain/facts.hpp"

namespace hearth::dispatch {

/// The event that tells of a fact: its topic, key and version, its bytes.
outbox::Event encode(const Fact& fact, int tenant);

}  // namespace hearth::dispatch
