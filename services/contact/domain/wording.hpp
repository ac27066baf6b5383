#pragma once

#include <string>
#include <string_view>

#include "services/contact/domain/request.hpp"

namespace hearth::contact {

/// "14:05", or "11-25 14:05" when it is not on the day of `now`, in the zone's time.
std::string local_time(Instant at, Instant now, std::string_view zone);

/// Writes the line of a fact in both languages, from its type and details. Times are shown in the
/// zone's time.
void word_fact(Fact& fact, const Definition& definition, std::string_view zone);

}  // namespace hearth::contact
