#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth {

/// The number people say: a sequence and one check digit (Damm's quasigroup of order 10), so that
/// one wrong digit or one swap of neighbours is always found. `prefix` says the kind: "R-", "W-".
/// A number is for finding, never for proof of identity.
std::string spoken_number(std::string_view prefix, std::int64_t sequence);
/// The sequence behind a spoken number, or INVALID_ARGUMENT (reason BAD_NUMBER) when the digits
/// disagree.
Result<std::int64_t> parse_spoken_number(std::string_view prefix, std::string_view number);

}  // namespace hearth
