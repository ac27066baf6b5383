#pragma once

#include <string>
#include <string_view>

#include "libs/core/result.hpp"

namespace hearth::gateway {

/// UTF-8 from bytes in a character set by its usual name ("GBK", "UTF-16BE"), by iconv.
/// INVALID_ARGUMENT on `field`, reason BAD_ENCODING, for an unknown set or bytes that are none of
/// it; nothing is ever replaced by a question mark.
Result<std::string> to_utf8(std::string_view bytes, const std::string& charset,
                            const std::string& field);

/// The charset of a Content-Type, upper case; empty when it names none.
std::string charset_of(std::string_view content_type);

/// No address is longer, in bytes.
constexpr std::size_t kLongestAddress = 200;

/// An address as the channel wrote it; empty, as where it is withheld, when it is longer than any:
/// no event is refused for that.
std::string address_of(std::string_view written);

/// 1 to `most` visible ASCII characters: what a natural message id may be.
bool usable_id(std::string_view id, std::size_t most);

}  // namespace hearth::gateway
