#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth {

/// Bytes of the character at the front of a text that is not empty; 0 when it is none of UTF-8 by
/// RFC 3629: overlong forms, surrogates and what is beyond U+10FFFF are none.
std::size_t utf8_length(std::string_view text);

/// How many bytes at the front are UTF-8.
std::size_t utf8_prefix(std::string_view text);

inline bool is_utf8(std::string_view text) {
    return utf8_prefix(text) == text.size();
}

/// How many characters: code points, taking the text for UTF-8.
std::size_t utf8_characters(std::string_view text);

/// So many characters of its front, never a part of one.
std::string_view utf8_front(std::string_view text, std::size_t characters);

/// At most so many bytes of its front, never a part of a character, fit for a text column: NULs are
/// left out, and a byte that is no UTF-8 is U+FFFD.
std::string utf8_clip(std::string_view text, std::size_t bytes);

/// The code point at `at`, which moves behind it; a byte that begins none counts as itself.
char32_t take_code_point(std::string_view text, std::size_t& at);

}  // namespace hearth
