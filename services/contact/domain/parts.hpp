#pragma once

#include <optional>

#include "services/contact/domain/change.hpp"

namespace hearth::contact {

// A report that names several classes is a parent with a part for each. Parts know their parent; a
// part that endangers others holds them back until its class's `cleared_by`.

/// Makes the request a part of `parent`, held back under `hazard`.
void become_part(Change& change, const Uuid& parent, bool hazard);
/// Another part of its parent endangers whoever is sent: from now on nobody is, and work that is
/// under way is called back. Nothing for a part of a class that endangers others itself.
void hold_back(Change& change);
/// No part of its parent endangers it any more: what was held back starts.
void release(Change& change);
/// Each of its parts is closed, withdrawn or merged.
void parts_over(Change& change);

void say_hazard_first(Change& change);

}  // namespace hearth::contact
