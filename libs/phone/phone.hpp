#pragma once

#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::phone {

/// E.164 ("+8653512345678") from what a person or an exchange writes, numbers without a country
/// code taken as of `region` ("CN"). An extension ("转123", "010-65529988-8001") and a remark
/// behind it ("(王)") are dropped; of several in one text ("0535-1234567/8") it is the first.
///
/// INVALID_ARGUMENT, reason BAD_PHONE, when it cannot be a subscriber's number: a wrong length,
/// letters for digits, a short service number. Ranges that are not handed out today pass, since
/// they will be tomorrow. Thread-safe.
Result<std::string> normalise(std::string_view text, std::string_view region);

}  // namespace hearth::phone
