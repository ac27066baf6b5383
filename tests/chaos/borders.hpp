#pragma once

#include <string>
#include <vector>

namespace hearth::chaos {

/// Tells one story undisturbed, then one for each of the failpoints in every service that commits,
/// killing that service there, and checks (Catch2) that each dies once and all stories end the same
/// with no gap and no broken invariant. Some 13 s for each.
void check_borders(const std::vector<std::string>& failpoints);

}  // namespace hearth::chaos
