#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/tree.hpp"

namespace hearth::tidy {

/// A row of capitals.txt: words in capitals that stand in these files and are no reasons.
struct Capitals {
    std::string files;
    std::vector<std::string> words;
};
/// One row a line, its words apart by spaces; `#` begins a comment.
std::vector<Capitals> parse_capitals(std::string_view text);

/// Rules on words: words-file (a file of words is wrong, or differs from its twin), reason-words (a
/// reason of an error has no words in libs/words or its own service), reason-twice (has them in two
/// places), word-unused (no code gives the reason; no code or data names the message or the word
/// said).
///
/// A reason is any literal of a program in UPPER_SNAKE that capitals.txt does not name, so none
/// escapes.
Violations check_reasons(const std::vector<Source>& sources, const std::vector<Capitals>& others);

}  // namespace hearth::tidy
