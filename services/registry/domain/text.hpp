#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::registry {

/// The words of a text as they are looked for: lower case, full-width forms and accents folded,
/// Chinese as pairs of neighbours, since it is written without spaces. `PR-000123` is one word, as
/// is `E1300000008`. What only gives an address its form (栋, 单元, 室, 号, Road, Unit …) is no
/// word: some write it, some do not. In the order of the text, repeats included.
std::vector<std::string> words_of(std::string_view text);

/// Folded as words are, without anything between them: two texts that people would call the same.
std::string folded(std::string_view text);

/// The digits of a text that has nothing but digits, blanks, `+`, `-`, `(` and `)`; else empty.
std::string only_digits(std::string_view text);

/// The first character, of whatever script.
std::string first_character(std::string_view text);

}  // namespace hearth::registry
